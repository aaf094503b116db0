// What the program knows of traces. OpenTelemetry stands behind it in open-traces.ts, loaded only where it is configured.
import type { Logger } from "pino";
import type { Config } from "../config.js";

/**
 * Each of a closed list or a number, and never what somebody asked or was answered: no document, name of an operation,
 * variable, SQL, parameter, URN, client, key or message. A collector is often another's, and its readers are many.
 */
export type Attributes = Readonly<Record<string, string | number | readonly string[]>>;

export interface Span {
  set(attributes: Attributes): void;
  /** Marks it as failed, without why. */
  fail(): void;
}

export interface Traces {
  /** Begins a trace: whatever is done within the work is its child. */
  begin<T>(name: string, kind: "server" | "internal", work: (span: Span) => T): T;
  /** A span below the one that the caller is in; only the work where it is in none. What throws or rejects fails it. */
  within<T>(name: string, attributes: Attributes, work: () => T): T;
  /** Exports what is left, as far as the collector takes it in time. */
  close(): Promise<void>;
}

/** Undefined where no collector is configured: then nothing of it is loaded, and nothing is wrapped. */
export async function configuredTraces(
  { traces }: Pick<Config, "traces">,
  logger: Pick<Logger, "warn" | "info">,
): Promise<Traces | undefined> {
  if (!traces) return undefined;
  const { openTraces } = await import("./open-traces.js");
  return openTraces(logger);
}
