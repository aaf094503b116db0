// Rejects every path except that of GraphQL. Yoga itself would accept any address that ends in it.
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "./context.js";
import { refusal } from "./refusal.js";

export function useUnhandledRoute(path: string): Plugin<object, RequestContext> {
  return {
    onRequest({ url, serverContext, endResponse }) {
      if (url.pathname !== path)
        endResponse(refusal(serverContext, "NO_SUCH_PATH", `Nothing exists at this path. Use ${path}.`));
    },
  };
}
