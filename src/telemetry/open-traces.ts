// Traces by OpenTelemetry. Nothing of it is global, so that no other package's spans, baggage or context come among ours.
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as after } from "node:timers/promises";
import { type Context, type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Logger } from "pino";
import { engineVersion } from "../matching/discovery.js";
import { toldExporter } from "./told-exporter.js";
import type { Attributes, Span, Traces } from "./traces.js";

/** Milliseconds that a collector has to take a batch unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise: one that hangs holds up the end of the process. */
const patience = 3_000;

/** Exports as the standard variables say: where to, headers, certificates, sampling, batches. */
export function openTraces(logger: Pick<Logger, "warn" | "info">): Traces {
  const set = process.env.OTEL_EXPORTER_OTLP_TIMEOUT || process.env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT;
  const exporter = new OTLPTraceExporter(set ? {} : { timeoutMillis: patience });
  return tracesTo(new BatchSpanProcessor(toldExporter(exporter, logger)));
}

/** @param processor gets every span that ends; tests give one that keeps them */
export function tracesTo(processor: SpanProcessor): Traces {
  const provider = new BasicTracerProvider({ resource: resource(), spanProcessors: [processor] });
  const tracer = provider.getTracer("kindred");
  const current = new AsyncLocalStorage<Context>();
  const during = <T>(span: OtelSpan, parent: Context, work: () => T): T =>
    current.run(trace.setSpan(parent, span), () => ending(span, work));
  return {
    begin: (name, kind, work) => {
      // From the root: what a request says of its trace is not believed (see docs/operating.md).
      const span = tracer.startSpan(name, { kind: SpanKind[kind === "server" ? "SERVER" : "INTERNAL"] }, ROOT_CONTEXT);
      return during(span, ROOT_CONTEXT, () => work(ours(span)));
    },
    within: (name, attributes, work) => {
      const parent = current.getStore();
      if (!parent) return work();
      const kind = "db.system.name" in attributes ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return during(tracer.startSpan(name, { kind, attributes: copied(attributes) }, parent), parent, work);
    },
    close: () => inTime(provider.shutdown()),
  };
}

const ours = (span: OtelSpan): Span => ({
  set: (attributes) => void span.setAttributes(copied(attributes)),
  fail: () => void span.setStatus({ code: SpanStatusCode.ERROR }),
});

const copied = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value as string | number | string[]]));

/** Ends the span with the work, or with its promise. */
function ending<T>(span: OtelSpan, work: () => T): T {
  const failed = () => {
    ours(span).fail();
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

/** Yoga's are not all instances of Promise. */
const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** What a process is called, by OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES; not its machine, user or command line. */
const resource = () =>
  defaultResource()
    .merge(resourceFromAttributes({ "service.name": "kindred", "service.version": engineVersion }))
    .merge(detectResources({ detectors: [envDetector] }));

/** Whether or not it comes about: the exporter has said what failed. */
async function inTime(closing: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const late = after(patience, undefined, { signal: waiting.signal });
  await Promise.race([closing, late]).catch(() => {});
  waiting.abort();
}
