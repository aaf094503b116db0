// A request takes one from its asker's allowance, and one more for each thousand that its document costs.
import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { KindredError } from "../errors.js";
import { addressOf } from "./address.js";
import type { RequestContext, ServerContext } from "./context.js";
import { costOfAPoint } from "./limits.js";
import type { Allowance } from "./rate-limiter.js";

export function useRateLimit(allowance: Allowance, proxies: number): Plugin<ServerContext, RequestContext> {
  return {
    async onRequestParse({ serverContext }) {
      await allowance.take(askerOf(serverContext, proxies), 1);
    },
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as ServerContext;
      const points = Math.floor((context.cost?.requested ?? 0) / costOfAPoint);
      if (points === 0) return;
      await allowance.take(askerOf(context, proxies), points).catch((error: unknown) => {
        if (!(error instanceof KindredError)) throw error;
        setResultAndStopExecution({ errors: [new GraphQLError(error.message, { originalError: error })] });
      });
    },
  };
}

/** A client wherever it asks from; a token's bearer who is no client of ours by issuer and subject; else an address. */
function askerOf(context: RequestContext, proxies: number): string {
  const { clientId, name } = context.viewer;
  if (clientId !== null) return `client ${clientId}`;
  return name === null ? `address ${addressOf(context, proxies)}` : `token ${name}`;
}
