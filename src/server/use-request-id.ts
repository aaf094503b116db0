// Gives every request an ID, so that an error that a caller reports can be found in the log.
import { randomUUID } from "node:crypto";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "./context.js";

export function useRequestId(): Plugin<object, RequestContext> {
  return {
    onRequest({ serverContext }) {
      serverContext.requestId = randomUUID();
    },
    onResponse({ serverContext, response }) {
      response.headers.set("X-Request-Id", serverContext.requestId);
    },
  };
}
