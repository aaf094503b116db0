// The HTTP server: an ordered list of behaviours, one a file. No domain logic.
import type { RequestListener, Server } from "node:http";
import { createLRUCache, createYoga } from "graphql-yoga";
import type { Logger } from "pino";
import type { Context } from "../../schema/context.js";
import type { Authenticate } from "../access/authenticate.js";
import { isPublic, mayAnalyse, mayReadEveryTarget } from "../access/viewer.js";
import type { Config } from "../config.js";
import type { Serving } from "../database/serving.js";
import { openExplainer } from "../matching/process/explainer.js";
import { freezeByJob } from "../population/freeze-by-job.js";
import type { Strategy } from "../strategy/contract.js";
import { compareByJob } from "../targets/separation/compare.js";
import type { Traces } from "../telemetry/traces.js";
import { boundedDatabase, statementTurns } from "./bounded-database.js";
import type { RequestContext, ServerContext } from "./context.js";
import { drainable } from "./drain.js";
import { httpServer } from "./http-server.js";
import { limits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import { allowance } from "./rate-limiter.js";
import { schemaFor } from "./schemas.js";
import { useCompression } from "./use-compression.js";
import { useCors } from "./use-cors.js";
import { useCost } from "./use-cost.js";
import { useDeadline } from "./use-deadline.js";
import { useDocumentLimits } from "./use-document-limits.js";
import { useErrorCodes } from "./use-error-codes.js";
import { useGraphiQL } from "./use-graphiql.js";
import { useHealth } from "./use-health.js";
import { useJsonOnly } from "./use-json-only.js";
import { useMetrics } from "./use-metrics.js";
import { usePrivateResponses } from "./use-private-responses.js";
import { useRateLimit } from "./use-rate-limit.js";
import { useReferenceExecutor } from "./use-reference-executor.js";
import { useRequestId } from "./use-request-id.js";
import { useRequestLog } from "./use-request-log.js";
import { useTraces } from "./use-traces.js";
import { useTrustedDocuments } from "./use-trusted-documents.js";
import { useOnePath } from "./use-unhandled-route.js";
import { useValueLimits } from "./use-value-limits.js";
import { useViewer } from "./use-viewer.js";

export interface ServerParts {
  readonly serving: Serving;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, "pluginPackages" | "surface">;
  /** name -> strategy, as `findStrategies` returns them */
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Gets a line for every request, and faults of ours. */
  readonly logger: Logger;
  /** Measures requests, where it is asked to. */
  readonly metrics?: Metrics;
  /** Traces requests, where it is asked to. */
  readonly traces?: Traces;
}

export interface KindredServer {
  /** Answers a request in this process, for tests and embedding. */
  fetch(request: Request): Promise<Response> | Response;
  /** Not listening yet: `http.listen(port)`. GraphQL and GraphiQL at /graphql, /health, /ready. */
  readonly http: Server;
  /**
   * Lets nobody new in, lets those be answered who are being answered, then ends the processes that it keeps.
   * @param grace milliseconds after which whoever is not answered is cut off
   */
  close(grace?: number): Promise<void>;
}

const path = "/graphql";
const probes = ["/health", "/ready"];

/** @throws KindredError WRONG_FILE where the configured trusted documents cannot be read */
export function createServer(parts: ServerParts): KindredServer {
  const { serving, authenticate, config, strategies, logger, metrics, traces } = parts;
  const { pluginPackages, surface } = config;
  const { trustedDocuments, proxies } = surface;
  const allowed = allowance(surface.requestsPerMinute);
  // Each keeps what it was asked last: what others ask shows not even in how long an answer takes, neither to public
  // viewers nor to analysts, who could try by it which run a school's target rests on.
  const explainers = {
    clients: openExplainer(pluginPackages),
    analysts: openExplainer(pluginPackages),
    public: openExplainer(pluginPackages),
  };
  const turns = { clients: statementTurns(serving.clients), public: statementTurns(serving.public) };
  const yoga = createYoga<RequestContext, Context>({
    // In this order: before a request is read, while it is, before its document is executed.
    plugins: [
      ...(traces ? [useTraces(traces, path, probes)] : []),
      useRequestId(),
      useRequestLog(logger, [path, ...probes]),
      ...(metrics ? [useMetrics(metrics, probes)] : []),
      usePrivateResponses(),
      useCompression(),
      useCors(surface.corsOrigins),
      useHealth(serving),
      useOnePath(path),
      useDeadline(surface.timeout),
      useViewer(authenticate, allowed, proxies),
      useCost(),
      useRateLimit(allowed, proxies),
      ...(surface.graphiql && !trustedDocuments ? [useGraphiQL()] : []),
      useJsonOnly(),
      ...(trustedDocuments ? [useTrustedDocuments(trustedDocuments)] : []),
      useDocumentLimits(),
      useValueLimits(),
      useReferenceExecutor(),
      useErrorCodes(logger),
    ],
    schema: ({ viewer }: Partial<ServerContext>) => schemaFor(viewer),
    context: (request: ServerContext): Context => {
      const { viewer, deadline } = request;
      const whose = isPublic(viewer) ? "public" : "clients";
      const onWait = (wait: string | null) => {
        request.waitingFor = wait;
      };
      const asks = mayAnalyse(viewer) && !mayReadEveryTarget(viewer) ? "analysts" : whose;
      return {
        viewer,
        database: boundedDatabase(serving[whose], deadline, turns[whose]),
        strategies,
        pluginPackages,
        explainer: { explain: (pair) => explainers[asks].explain(pair, deadline) },
        freeze: freezeByJob(onWait),
        compare: compareByJob(onWait),
      };
    },
    graphqlEndpoint: path,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    maxRequestBodySize: limits.body,
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: limits.keptDocuments }),
      errorCache: createLRUCache({ max: limits.keptDocuments }),
    },
    maskedErrors: false, // useErrorCodes does, with the request's id
    logging: false,
    healthCheckEndpoint: " ", // no URL ends so: Yoga's own answers at any path that ends in its name
  });
  const http = httpServer(yoga as unknown as RequestListener, surface.timeout);
  const drain = drainable(http);
  return {
    fetch: (request) => yoga.fetch(request, {} as RequestContext),
    http,
    close: async (grace = surface.timeout) => {
      await drain(grace);
      await Promise.all(Object.values(explainers).map((explainer) => explainer.close()));
    },
  };
}
