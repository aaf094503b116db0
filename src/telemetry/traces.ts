// The interface to traces. OpenTelemetry implements it in open-traces.ts, which is loaded only if it is configured.
import type { Logger } from "pino";
import type { Config } from "../config.js";

/**
 * Each value is from a closed list or a number. No value comes from requests or answers: no document, operation name,
 * variable, SQL, parameter, URN, client, key or message. Another organisation may run the collector, with many readers.
 */
export type Attributes = Readonly<Record<string, string | number | readonly string[]>>;

export interface Span {
  set(attributes: Attributes): void;
  /** Marks the span as failed, without the reason. */
  fail(): void;
}

export interface Traces {
  /** Begins a trace: spans within the work are its children. */
  begin<T>(name: string, kind: "server" | "internal", work: (span: Span) => T): T;
  /** A child of the current span; outside any span, only the work. A throw or rejection marks the span as failed. */
  within<T>(name: string, attributes: Attributes, work: () => T): T;
  /** Exports the remaining spans, within a time limit. */
  close(): Promise<void>;
}

/** Undefined if no collector is configured: then OpenTelemetry is not loaded, and nothing is wrapped. */
export async function configuredTraces(
  { traces }: Pick<Config, "traces">,
  logger: Pick<Logger, "warn" | "info">,
): Promise<Traces | undefined> {
  if (!traces) return undefined;
  const { openTraces } = await import("./open-traces.js");
  return openTraces(logger);
}
