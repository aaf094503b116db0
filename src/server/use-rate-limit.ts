// Rate limit: a request consumes one point of the caller's limit, and one more for each 1,000 of its document's cost.
import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { addressOf } from "./address.js";
import type { RequestContext, ServerContext } from "./context.js";
import { costPerPoint } from "./limits.js";
import type { RateLimiter } from "./rate-limiter.js";

export function useRateLimit(limiter: RateLimiter, proxies: number): Plugin<ServerContext, RequestContext> {
  return {
    async onRequestParse({ serverContext }) {
      await limiter.consume(callerOf(serverContext, proxies), 1);
    },
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as ServerContext;
      const points = Math.floor((context.cost?.requested ?? 0) / costPerPoint);
      if (points === 0) return;
      await limiter.consume(callerOf(context, proxies), points).catch((error: unknown) => {
        if (!(error instanceof KindredError)) throw error;
        setResultAndStopExecution({ errors: [new GraphQLError(error.message, { originalError: error })] });
      });
    },
  };
}

/** A client, from any address; else the issuer and subject of a token without a client; else an address. */
function callerOf(context: RequestContext, proxies: number): string {
  const { clientId, name } = context.viewer;
  if (clientId !== null) return `client ${clientId}`;
  return name === null ? `address ${addressOf(context, proxies)}` : `token ${name}`;
}
