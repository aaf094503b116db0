// Names every request, so that a fault that its reader reports is found in the log.
import { randomUUID } from "node:crypto";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "./context.js";

export function useRequestId(): Plugin<object, RequestContext> {
  const named = new WeakMap<Request, string>();
  return {
    onRequest({ request, serverContext }) {
      const requestId = randomUUID();
      named.set(request, requestId);
      Object.assign(serverContext, { requestId });
    },
    onResponse({ request, response }) {
      response.headers.set("X-Request-Id", named.get(request) ?? "");
    },
  };
}
