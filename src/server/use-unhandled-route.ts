// Rejects every path that nothing handles. Yoga itself would accept any address that ends in it.
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "./context.js";
import { refusal } from "./refusal.js";

/** @param handled whether another plugin handles a path */
export function useUnhandledRoute(path: string, handled: (path: string) => boolean): Plugin<object, RequestContext> {
  return {
    onRequest({ url, serverContext, endResponse }) {
      if (url.pathname !== path && !handled(url.pathname))
        endResponse(refusal(serverContext, "NO_SUCH_PATH", `Nothing exists at this path. Use ${path}.`));
    },
  };
}
