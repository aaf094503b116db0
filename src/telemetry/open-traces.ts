// Traces with OpenTelemetry. Nothing is registered globally: other packages' spans, baggage and context stay out.
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Context, type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import { engineVersion } from "../programs.js";
import { loggingExporter } from "./logging-exporter.js";
import type { Attributes, Span, Traces } from "./traces.js";

/** Default of OTEL_EXPORTER_OTLP_TIMEOUT. It is short because a collector that hangs delays the end of the process. */
const exportTimeoutMs = 3_000;

/** Exports as the standard variables configure: endpoint, headers, certificates, sampling, batches. */
export function openTraces(logger: Pick<Logger, "warn" | "info">): Traces {
  const configured = process.env.OTEL_EXPORTER_OTLP_TIMEOUT || process.env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT;
  const exporter = new OTLPTraceExporter(configured ? {} : { timeoutMillis: exportTimeoutMs });
  return tracesTo(new BatchSpanProcessor(loggingExporter(exporter, logger)));
}

/** @param processor receives every finished span; tests give one that keeps them */
export function tracesTo(processor: SpanProcessor): Traces {
  const provider = new BasicTracerProvider({ resource: resource(), spanProcessors: [processor] });
  const tracer = provider.getTracer("kindred");
  const current = new AsyncLocalStorage<Context>();
  const runIn = <T>(span: OtelSpan, parent: Context, work: () => T): T =>
    current.run(trace.setSpan(parent, span), () => endWith(span, work));
  return {
    begin: (name, kind, work) => {
      // Every trace starts at the root: trace headers of requests are not trusted (see docs/operating.md).
      const span = tracer.startSpan(name, { kind: SpanKind[kind === "server" ? "SERVER" : "INTERNAL"] }, ROOT_CONTEXT);
      return runIn(span, ROOT_CONTEXT, () => work(wrapped(span)));
    },
    within: (name, attributes, work) => {
      const parent = current.getStore();
      if (!parent) return work();
      const kind = "db.system.name" in attributes ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return runIn(tracer.startSpan(name, { kind, attributes: copied(attributes) }, parent), parent, work);
    },
    close: () => withTimeout(provider.shutdown()),
  };
}

const wrapped = (span: OtelSpan): Span => ({
  set: (attributes) => void span.setAttributes(copied(attributes)),
  fail: () => void span.setStatus({ code: SpanStatusCode.ERROR }),
});

const copied = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value as string | number | string[]]));

/** Ends the span when the work returns, or when its promise settles. */
function endWith<T>(span: OtelSpan, work: () => T): T {
  const failed = () => {
    wrapped(span).fail();
    span.end();
  };
  try {
    const result = work();
    if (isThenable(result)) result.then(() => span.end(), failed);
    else span.end();
    return result;
  } catch (error) {
    failed();
    throw error;
  }
}

/** Not all promises of Yoga are instances of Promise. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** Names the process by OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, not by its machine, user or command line. */
const resource = () =>
  defaultResource()
    .merge(resourceFromAttributes({ "service.name": "kindred", "service.version": engineVersion }))
    .merge(detectResources({ detectors: [envDetector] }));

/** Ignores failure: the exporter has logged it. */
async function withTimeout(closing: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = delay(exportTimeoutMs, undefined, { signal: timer.signal });
  await Promise.race([closing, timeout]).catch(() => {});
  timer.abort();
}
