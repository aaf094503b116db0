// The sample of requests that the test suites send: enough to name everything in the schema.
import type { Finding } from "./harness.js";

export const sample = { seed: 20261202, queries: 3_000 };

export const describeFindings = (findings: readonly Finding[]) =>
  findings.slice(0, 3).map(({ number, caller, what, document }) => `${number} ${caller}: ${what}\n${document}`);
