// Sets the viewer from the Authorization header. Rejects an invalid credential with 401, never with public access.
import type { Plugin } from "graphql-yoga";
import type { Authenticate } from "../access/authenticate.js";
import { KindredError } from "../errors.js";
import { addressOf } from "./address.js";
import type { RequestContext } from "./context.js";
import type { RateLimiter } from "./rate-limiter.js";
import { reportTo } from "./use-rate-limit.js";

/** Ignoring the key would give its owner the public view. */
const otherHeader = () =>
  new KindredError("UNAUTHENTICATED", "X-Api-Key is not read. Send the key as 'Authorization: Bearer KEY'.");

export type ReadViewer = (request: Request, context: RequestContext) => Promise<void>;

/** An invalid credential counts against the rate limit of its address. A valid one from that address is not affected. */
export const viewerReader =
  (authenticate: Authenticate, limiter: RateLimiter, proxies: number): ReadViewer =>
  async ({ headers }, context) => {
    try {
      if (headers.has("x-api-key")) throw otherHeader();
      context.viewer = await authenticate(headers.get("authorization"), new Date());
    } catch (error) {
      if (error instanceof KindredError && error.code === "UNAUTHENTICATED")
        await limiter.consume(`address ${addressOf(context, proxies)}`, 1, reportTo(context));
      throw error;
    }
  };

export const useViewer = (readViewer: ReadViewer): Plugin<object, RequestContext> => ({
  onRequestParse: ({ request, serverContext }) => readViewer(request, serverContext),
});
