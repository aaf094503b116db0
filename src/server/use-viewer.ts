// Who asks, by the Authorization header. A bad one is refused with 401: it never gets the public view.
import type { Plugin } from "graphql-yoga";
import type { Authenticate } from "../access/authenticate.js";
import { KindredError } from "../errors.js";
import { addressOf } from "./address.js";
import type { RequestContext } from "./context.js";
import type { Allowance } from "./rate-limiter.js";

/** A bad credential takes from its address's allowance; a good one from the same address is answered all the same. */
export function useViewer(
  authenticate: Authenticate,
  allowance: Allowance,
  proxies: number,
): Plugin<object, RequestContext> {
  return {
    async onRequestParse({ request, serverContext }) {
      try {
        serverContext.viewer = await authenticate(request.headers.get("authorization"), new Date());
      } catch (error) {
        if (error instanceof KindredError && error.code === "UNAUTHENTICATED")
          await allowance.take(`address ${addressOf(serverContext, proxies)}`, 1);
        throw error;
      }
    },
  };
}
