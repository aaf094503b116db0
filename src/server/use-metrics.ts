// Measures the duration of every request, except health checks, which come every few seconds.
import type { Plugin } from "graphql-yoga";
import { isPublic } from "../access/viewer.js";
import type { ErrorCode } from "../errors.js";
import type { RequestContext } from "./context.js";
import type { Metrics, Outcome, ViewerClass } from "./metrics.js";

/** @param except paths that are not measured */
export function useMetrics(metrics: Metrics, except: readonly string[]): Plugin<object, RequestContext> {
  const startTimes = new WeakMap<Request, number>();
  return {
    onRequest({ request, url }) {
      if (!except.includes(url.pathname)) startTimes.set(request, performance.now());
    },
    onResponse({ request, response, serverContext }) {
      const start = startTimes.get(request);
      if (start === undefined) return;
      const labels = { viewer: classOf(serverContext), outcome: outcomeOf(response, serverContext) };
      metrics.answered(labels, (performance.now() - start) / 1000);
    },
  };
}

export function classOf({ viewer }: Partial<RequestContext>): ViewerClass {
  if (!viewer) return "unknown";
  return isPublic(viewer) ? "public" : "client";
}

const failures: ReadonlySet<string> = new Set<ErrorCode>(["INTERNAL", "TIMEOUT", "UNAVAILABLE"]);

export function outcomeOf({ status }: Response, { codes = [] }: Pick<RequestContext, "codes">): Outcome {
  if (status >= 500 || codes.some((code) => failures.has(code))) return "failed";
  if (status >= 400) return "refused";
  return codes.length > 0 ? "errors" : "answered";
}
