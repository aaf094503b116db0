// Rate limit: a request consumes one point of the caller's limit, and one more for each 1,000 of its document's cost.
// Headers report what is left, in the syntax of draft-ietf-httpapi-ratelimit-headers.
import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { addressOf } from "./address.js";
import type { RequestContext, ServerContext } from "./context.js";
import { costPerPoint } from "./limits.js";
import type { RateLimiter, RateLimitState } from "./rate-limiter.js";

export function useRateLimit(limiter: RateLimiter, proxies: number): Plugin<ServerContext, RequestContext> {
  return {
    async onRequestParse({ serverContext }) {
      await consumePoint(limiter, serverContext, proxies);
    },
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as ServerContext;
      const points = Math.floor((context.cost?.requested ?? 0) / costPerPoint);
      if (points === 0) return;
      await limiter.consume(callerOf(context, proxies), points, reportTo(context)).catch((error: unknown) => {
        if (!(error instanceof KindredError)) throw error;
        setResultAndStopExecution({ errors: [new GraphQLError(error.message, { originalError: error })] });
      });
    },
    onResponse({ response, serverContext }) {
      const { rateLimit } = serverContext;
      if (!rateLimit) return;
      const { remaining, secondsUntilReset } = rateLimit;
      response.headers.set("RateLimit-Policy", `"minute";q=${limiter.pointsPerMinute};w=60`);
      response.headers.set("RateLimit", `"minute";r=${remaining};t=${secondsUntilReset}`);
    },
  };
}

/** Counts a request. @throws KindredError RATE_LIMITED */
export const consumePoint = (limiter: RateLimiter, context: RequestContext, proxies: number): Promise<void> =>
  limiter.consume(callerOf(context, proxies), 1, reportTo(context));

export const reportTo = (context: RequestContext) => (state: RateLimitState) => {
  context.rateLimit = state;
};

/** A client, from any address; else the issuer and subject of a token without a client; else an address. */
function callerOf(context: RequestContext, proxies: number): string {
  const { clientId, name } = context.viewer;
  if (clientId !== null) return `client ${clientId}`;
  return name === null ? `address ${addressOf(context, proxies)}` : `token ${name}`;
}
