// Keeps traces instead of exporting them, as a collector would receive them, without ids and times.
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { tracesTo } from "../../src/telemetry/open-traces.js";
import type { Traces } from "../../src/telemetry/traces.js";

export interface KeptSpan {
  readonly name: string;
  /** Names of its ancestors, the nearest last. */
  readonly within: readonly string[];
  readonly kind: string;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Anything else that a span can carry. */
  readonly rest: unknown;
}

export interface KeptTraces {
  readonly traces: Traces;
  /** The spans that ended since the last call, in the order of their start. */
  kept(): KeptSpan[];
  /** Of the spans that `kept` last returned. */
  traceIds(): string[];
}

export function keepTraces(): KeptTraces {
  let begun: ReadableSpan[] = [];
  let traceIds: string[] = [];
  const keep: SpanProcessor = {
    onStart: (span) => void begun.push(span), // the clock is too coarse to order them
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const kept = () => {
    const spans = begun.filter(({ ended }) => ended);
    begun = begun.filter(({ ended }) => !ended);
    traceIds = spans.map((span) => span.spanContext().traceId);
    const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
    return spans.map((span) => described(span, byId));
  };
  return { traces: tracesTo(keep), kept, traceIds: () => traceIds };
}

function described(span: ReadableSpan, byId: ReadonlyMap<string, ReadableSpan>): KeptSpan {
  const { name, kind, attributes, status, events, links, resource, instrumentationScope } = span;
  const within: string[] = [];
  for (let parent = parentOf(span, byId); parent; parent = parentOf(parent, byId)) within.unshift(parent.name);
  return {
    name,
    within,
    kind: SpanKind[kind],
    failed: status.code === SpanStatusCode.ERROR,
    attributes,
    rest: {
      message: status.message,
      events,
      links,
      state: span.spanContext().traceState?.serialize(),
      resource: resource.attributes,
      scope: instrumentationScope,
    },
  };
}

const parentOf = (span: ReadableSpan, byId: ReadonlyMap<string, ReadableSpan>) =>
  byId.get(span.parentSpanContext?.spanId ?? "");
