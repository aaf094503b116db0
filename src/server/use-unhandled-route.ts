// GraphQL is at one path: Yoga's own answers at any address that ends in it.
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "./context.js";
import { refusal } from "./refusal.js";

export function useOnePath(path: string): Plugin<object, RequestContext> {
  return {
    onRequest({ url, serverContext, endResponse }) {
      if (url.pathname !== path)
        endResponse(refusal(serverContext, "NO_SUCH_PATH", `Nothing is here. Ask at ${path}.`));
    },
  };
}
