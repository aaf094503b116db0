// The HTTP server: an ordered list of behaviours, one a file. No domain logic.
import { createServer as createHttpServer, type Server } from "node:http";
import { createYoga } from "graphql-yoga";
import type { Logger } from "pino";
import type { Context } from "../../schema/context.js";
import type { Authenticate } from "../access/authenticate.js";
import { isPublic } from "../access/viewer.js";
import type { Config } from "../config.js";
import type { Serving } from "../database/serving.js";
import type { Strategy } from "../matching/contract.js";
import type { RequestContext, ServerContext } from "./context.js";
import { graphiql } from "./graphiql.js";
import { schemaFor } from "./schemas.js";
import { useErrorCodes } from "./use-error-codes.js";
import { useHealth } from "./use-health.js";
import { useJsonOnly } from "./use-json-only.js";
import { usePrivateResponses } from "./use-private-responses.js";
import { useReferenceExecutor } from "./use-reference-executor.js";
import { useRequestId } from "./use-request-id.js";
import { useTokenLimit } from "./use-token-limit.js";
import { useViewer } from "./use-viewer.js";

export interface ServerParts {
  readonly serving: Serving;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, "pluginPackages" | "surface">;
  /** name -> strategy, as `findStrategies` returns them */
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Tells the worker that there may be a job. */
  readonly jobs: { kick(): void };
  /** Gets faults of ours, and nothing else. */
  readonly logger: Logger;
}

export interface KindredServer {
  /** Answers a request in this process, for tests and embedding. */
  fetch(request: Request): Promise<Response> | Response;
  /** Not listening yet: `http.listen(port)`. GraphQL and GraphiQL at /graphql, /health, /ready. */
  readonly http: Server;
}

const largestBody = 256 * 1024;
const mostTokens = 2_000;

export function createServer({ serving, authenticate, config, strategies, jobs, logger }: ServerParts): KindredServer {
  const { pluginPackages } = config;
  const yoga = createYoga<RequestContext, Context>({
    plugins: [
      useRequestId(),
      useReferenceExecutor(),
      usePrivateResponses(),
      useHealth(serving.clients),
      useViewer(authenticate),
      useJsonOnly(),
      useTokenLimit(mostTokens),
      useErrorCodes(logger),
    ],
    schema: ({ viewer }: Partial<ServerContext>) => schemaFor(viewer),
    context: ({ viewer }: ServerContext): Context => ({
      viewer,
      database: isPublic(viewer) ? serving.public : serving.clients,
      strategies,
      pluginPackages,
      kick: () => jobs.kick(),
    }),
    ...graphiql,
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    maxRequestBodySize: largestBody,
    maskedErrors: false, // useErrorCodes does, with the request's id
    logging: false,
    healthCheckEndpoint: " ", // no URL ends so: Yoga's own answers at any path that ends in its name
  });
  return {
    fetch: (request) => yoga.fetch(request, {} as RequestContext),
    http: createHttpServer(yoga as never),
  };
}
