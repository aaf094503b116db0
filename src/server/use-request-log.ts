// Logs one line per request. Never logs anything that could contain a key, a figure or a caller's text: no header, query,
// variable, operation name, message or response, and no paths except our own.
import type { Plugin } from "graphql-yoga";
import type { Logger } from "pino";
import type { RequestContext } from "./context.js";

/** @param paths one that ends in `/` stands for all that begin with it, which may end in an ID */
export function useRequestLog(logger: Logger, paths: readonly string[]): Plugin<object, RequestContext> {
  const started = new WeakMap<Request, { readonly at: number; readonly pathname: string }>();
  return {
    onRequest({ request, url }) {
      started.set(request, { at: performance.now(), pathname: url.pathname });
    },
    onResponse({ request, response, serverContext }) {
      const { at = Number.NaN, pathname = "" } = started.get(request) ?? {};
      const { requestId, viewer, cost, codes = [] } = serverContext;
      const line = {
        requestId,
        role: viewer?.role ?? null,
        client: viewer?.clientId ?? null,
        method: request.method,
        path: paths.find((path) => path === pathname || (path.endsWith("/") && pathname.startsWith(path))) ?? "other",
        status: response.status,
        milliseconds: Math.round(performance.now() - at),
        cost: cost?.requested ?? null,
        codes,
      };
      // Health checks come every few seconds.
      const level = pathname === "/health" || pathname === "/ready" ? "debug" : "info";
      logger[level](line, "answered");
    },
  };
}
