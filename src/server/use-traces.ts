// Traces every request except health checks. A trace contains the outcome of a request, never its content.
import type { Plugin } from "graphql-yoga";
import type { Span, Traces } from "../telemetry/traces.js";
import type { RequestContext } from "./context.js";
import { classOf, outcomeOf } from "./use-metrics.js";

/** Any other method is `_OTHER`, because the caller can write anything there. */
export const methods = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"] as const;

/**
 * @param route the only path named in traces; all others are `other`
 * @param except paths that are not traced
 */
export function useTraces(traces: Traces, route: string, except: readonly string[]): Plugin<object, RequestContext> {
  const spans = new WeakMap<Request, Span>();
  return {
    instrumentation: {
      request: ({ request }, handle) => {
        const { pathname } = new URL(request.url);
        if (except.includes(pathname)) return handle();
        const method = methods.find((name) => name === request.method) ?? "_OTHER";
        const path = pathname === route ? route : "other";
        return traces.begin(`${method} ${path}`, "server", (span) => {
          span.set({ "http.request.method": method, "http.route": path });
          spans.set(request, span);
          return handle();
        });
      },
      parse: (_, parse) => traces.within("parse", {}, parse),
      validate: (_, validate) => traces.within("validate", {}, validate),
      execute: (_, execute) => traces.within("execute", {}, execute),
    },
    onResponse({ request, response, serverContext }) {
      const span = spans.get(request);
      if (!span) return;
      const outcome = outcomeOf(response, serverContext);
      span.set({
        "http.response.status_code": response.status,
        "kindred.viewer": classOf(serverContext),
        "kindred.outcome": outcome,
        "kindred.codes": serverContext.codes ?? [],
      });
      if (outcome === "failed") span.fail();
    },
  };
}
