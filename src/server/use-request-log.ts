// One line a request. Never what could hold a key, a figure or a person's words: no header, query, variable, name of an
// operation, message or answer, and of paths only our own.
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { RequestContext } from "./context.js";

export function useRequestLog(logger: Logger, paths: readonly string[]): Plugin<object, RequestContext> {
  const began = new WeakMap<Request, number>();
  return {
    onRequest({ request }) {
      began.set(request, performance.now());
    },
    onResponse({ request, response, serverContext }) {
      const { pathname } = new URL(request.url);
      const { requestId, viewer, cost, codes = [] } = serverContext;
      const line = {
        requestId,
        role: viewer?.role ?? null,
        client: viewer?.clientId ?? null,
        method: request.method,
        path: paths.includes(pathname) ? pathname : "other",
        status: response.status,
        milliseconds: Math.round(performance.now() - (began.get(request) ?? Number.NaN)),
        cost: cost?.requested ?? null,
        codes,
      };
      // What keeps the process running looks every few seconds.
      const level = pathname === "/health" || pathname === "/ready" ? "debug" : "info";
      logger[level](line, "answered");
    },
  };
}
