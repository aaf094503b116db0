// The requests that the test suites ask: enough to name everything in the schema.
import type { Finding } from "./harness.js";

export const sample = { seed: 20261201, queries: 2_000 };

export const told = (findings: readonly Finding[]) =>
  findings.slice(0, 3).map(({ number, who, what, document }) => `${number} ${who}: ${what}\n${document}`);
