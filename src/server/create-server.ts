// The HTTP server: an ordered list of plugins, one per file. No domain logic.
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
import { readHalfTerms } from "../submissions/half-terms/configured.js";
import { compareByJob } from "../targets/separation/compare.js";
import type { Traces } from "../telemetry/traces.js";
import { boundedDatabase, statementTurns } from "./bounded-database.js";
import type { RequestContext, ServerContext } from "./context.js";
import { drainable } from "./drain.js";
import { httpServer } from "./http-server.js";
import { costLimit, costPerPoint, limits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import { rateLimiter } from "./rate-limiter.js";
import { schemaFor } from "./schemas.js";
import { bulkPath, isBulkPath, useBulk } from "./use-bulk.js";
import { useCompression } from "./use-compression.js";
import { useCors } from "./use-cors.js";
import { useCost } from "./use-cost.js";
import { useDeadline } from "./use-deadline.js";
import { useDocumentLimits } from "./use-document-limits.js";
import { useErrorCodes } from "./use-error-codes.js";
import { useGraphiQL } from "./use-graphiql.js";
import { useHealth } from "./use-health.js";
import { idempotencyKeyOf, useIdempotencyKey } from "./use-idempotency-key.js";
import { useJsonOnly } from "./use-json-only.js";
import { useListLimits } from "./use-list-limits.js";
import { useMetrics } from "./use-metrics.js";
import { usePrivateResponses } from "./use-private-responses.js";
import { consumePoint, useRateLimit } from "./use-rate-limit.js";
import { useReferenceExecutor } from "./use-reference-executor.js";
import { useRequestId } from "./use-request-id.js";
import { useRequestLog } from "./use-request-log.js";
import { useTraces } from "./use-traces.js";
import { useTrustedDocuments } from "./use-trusted-documents.js";
import { useUnhandledRoute } from "./use-unhandled-route.js";
import { useValueLimits } from "./use-value-limits.js";
import { useViewer, viewerReader } from "./use-viewer.js";

export interface ServerParts {
  readonly serving: Serving;
  readonly authenticate: Authenticate;
  readonly config: Pick<Config, "pluginPackages" | "surface" | "halfTermsFile">;
  /** name -> strategy, as `findStrategies` returns them */
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Receives a line for every request, and internal errors. */
  readonly logger: Logger;
  /** Omitted if requests are not measured. */
  readonly metrics?: Metrics;
  /** Omitted if requests are not traced. */
  readonly traces?: Traces;
}

export interface KindredServer {
  /** Handles a request in this process, for tests and embedding. */
  fetch(request: Request): Promise<Response> | Response;
  /** Not listening yet: call `http.listen(port)`. Serves GraphQL and, where configured, GraphiQL at /graphql, /bulk, /health and /ready. */
  readonly http: Server;
  /**
   * Stops accepting connections, completes pending requests, then closes the explainers, which are child processes.
   * @param graceMs time after which connections with pending requests are closed; by default the time that a request has
   */
  close(graceMs?: number): Promise<void>;
}

const path = "/graphql";
const probes = ["/health", "/ready"];

/** @throws KindredError WRONG_FILE | BAD_ARGUMENT if the configured trusted documents or half terms cannot be read */
export function createServer(parts: ServerParts): KindredServer {
  const { serving, authenticate, logger, metrics, traces } = parts;
  const { surface } = parts.config;
  const { trustedDocuments, proxies } = surface;
  const limiter = rateLimiter(surface.requestsPerMinute);
  const contexts = openContexts(parts);
  const readViewer = viewerReader(authenticate, limiter, proxies);
  const admit = async (request: Request, context: RequestContext) => {
    await readViewer(request, context);
    await consumePoint(limiter, context, proxies);
  };
  const yoga = createYoga<RequestContext, Context>({
    // The order matters: before a request is parsed, while it is parsed, before its document is executed.
    plugins: [
      ...(traces ? [useTraces(traces, path, probes)] : []),
      useRequestId(),
      useRequestLog(logger, [path, ...probes, bulkPath, `${bulkPath}/`]),
      ...(metrics ? [useMetrics(metrics, probes)] : []),
      usePrivateResponses(),
      useCompression(),
      useCors(surface.corsOrigins),
      useHealth(serving),
      useUnhandledRoute(path, isBulkPath),
      useBulk({ admit, databaseOf: contexts.databaseOf, clients: serving.clients, logger, timeoutMs: surface.timeout }),
      useDeadline(surface.timeout),
      useViewer(readViewer),
      useListLimits(),
      useCost(),
      useRateLimit(limiter, proxies),
      ...(surface.graphiql && !trustedDocuments ? [useGraphiQL()] : []),
      useJsonOnly(),
      ...(trustedDocuments ? [useTrustedDocuments(trustedDocuments)] : []),
      useDocumentLimits(),
      useValueLimits(),
      useIdempotencyKey(),
      useReferenceExecutor(),
      useErrorCodes(logger),
    ],
    schema: ({ viewer }: Partial<ServerContext>) => schemaFor(viewer),
    context: contexts.contextOf,
    graphqlEndpoint: path,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    maxRequestBodySize: false, // useJsonOnly limits the body: Yoga pipes it through a stream of its own
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: limits.cachedDocuments }),
      errorCache: createLRUCache({ max: limits.cachedDocuments }),
    },
    maskedErrors: false, // useErrorCodes does this, with the request ID
    logging: false,
    healthCheckEndpoint: " ", // disables Yoga's own check, which responds at any path with this ending
  });
  const http = httpServer(yoga as unknown as RequestListener, surface.timeout);
  const drain = drainable(http);
  return {
    fetch: (request) => yoga.fetch(request, {} as RequestContext),
    http,
    close: async (graceMs = surface.timeout) => {
      await drain(graceMs);
      await contexts.close();
    },
  };
}

/** The contexts of requests. They share the explainers and the turns at the databases. */
function openContexts({ serving, config, strategies }: ServerParts) {
  const { pluginPackages } = config;
  const { requestsPerMinute } = config.surface;
  const halfTerms = readHalfTerms(config.halfTermsFile);
  // An explainer, which starts at its first request, caches recent requests. Fast answers would
  // show an analyst what clients had requested, and so which run a school's target is based on: each group has its own.
  const explainers = {
    clients: openExplainer(pluginPackages),
    analysts: openExplainer(pluginPackages),
    public: openExplainer(pluginPackages),
  };
  const turns = { clients: statementTurns(serving.clients), public: statementTurns(serving.public) };
  const databaseOf = ({ viewer, deadline }: RequestContext) => {
    const audience = isPublic(viewer) ? "public" : "clients";
    return boundedDatabase(serving[audience], deadline, turns[audience]);
  };
  return {
    databaseOf,
    contextOf: (request: ServerContext): Context => {
      const { viewer, deadline } = request;
      const audience = isPublic(viewer) ? "public" : "clients";
      const onWait = (wait: string | null) => {
        request.waitingFor = wait;
      };
      // A viewer who may read every target has nothing to find out.
      const cacheGroup = mayAnalyse(viewer) && !mayReadEveryTarget(viewer) ? "analysts" : audience;
      return {
        viewer,
        idempotencyKey: idempotencyKeyOf(request.request.headers),
        limits: { pointsPerMinute: requestsPerMinute, costPerPoint, costPerDocument: costLimit(viewer) },
        database: databaseOf(request),
        halfTerms,
        strategies,
        pluginPackages,
        explainer: {
          explain: (pair) => explainers[cacheGroup].explain(pair, deadline),
          explainPeers: (peers) => explainers[cacheGroup].explainPeers(peers, deadline),
        },
        freeze: freezeByJob(onWait),
        compare: compareByJob(onWait),
      };
    },
    close: () => Promise.all(Object.values(explainers).map((explainer) => explainer.close())),
  };
}
