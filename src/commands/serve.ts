// kindred serve: the API, and a worker for its jobs, until it is told to stop.
import { once } from "node:events";
import { Command } from "commander";
import { authenticator } from "../access/authenticate.js";
import { openServing } from "../database/serving.js";
import { defaultGraceMs } from "../jobs/worker.js";
import { findStrategies } from "../matching/discovery.js";
import { createServer, type ServerParts } from "../server/create-server.js";
import { openMetrics } from "../server/metrics.js";
import { metricsServer } from "../server/metrics-server.js";
import { tracedServing } from "../telemetry/traced-database.js";
import { configuredTraces } from "../telemetry/traces.js";
import { workerHandlers } from "../work.js";
import { listenAt } from "./listen.js";
import { openLogger } from "./logger.js";
import { graceOption, portOption } from "./options.js";
import { type OpenSession, withSession } from "./session.js";
import { startWorkThread } from "./start-work-thread.js";

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** Whether it works on the queue too. */
  readonly jobs: boolean;
  /** Seconds, when it is told to stop. */
  readonly grace: number;
}

export const serveCommand = new Command("serve")
  .description("serve the GraphQL API and GraphiQL")
  .option("--port <port>", "where to listen; 0 takes a free one", portOption, 4000)
  .option("--host <host>", "which address to listen on", "127.0.0.1")
  .option("--no-jobs", "leave the queue to workers (kindred work)")
  .option(
    "--grace <seconds>",
    "when told to stop, how long requests and jobs may take to end",
    graceOption,
    defaultGraceMs / 1000,
  )
  .action((options: ServeOptions) =>
    withSession((session) =>
      serve(session, options, (address) => {
        process.stdout.write(`GraphQL and GraphiQL at ${address}\nCtrl-C stops.\n`);
      }),
    ),
  );

/**
 * Serves until the session's signal aborts; then lets nobody new in, lets requests be answered and jobs in hand end or
 * puts those back in the queue, and returns.
 * @throws KindredError BAD_ARGUMENT where the address cannot be listened on
 */
export async function serve(
  session: OpenSession,
  options: ServeOptions,
  onListening: (address: string) => void,
): Promise<void> {
  const { config, database } = session;
  const logger = openLogger(config.logLevel);
  const strategies = await findStrategies(config.pluginPackages);
  const traces = await configuredTraces(config, logger);
  const serving = tracedServing(await openServing(config, database, logger), traces);
  try {
    const authenticate = authenticator(serving.clients, config.tokenIssuer, logger);
    await listen(session, options, { serving, authenticate, config, strategies, logger, traces }, onListening);
  } finally {
    await serving.close();
    await traces?.close();
  }
}

async function listen(
  { config, database, signal }: OpenSession,
  options: ServeOptions,
  parts: Omit<ServerParts, "metrics">,
  onListening: (address: string) => void,
): Promise<void> {
  const kinds = Object.keys(workerHandlers(config));
  const metrics = config.metrics ? openMetrics(parts.serving, kinds) : undefined;
  const measured = metrics && metricsServer(metrics.registry, parts.logger);
  const work = options.jobs ? startWorkThread(database, config, parts.logger) : null;
  const { http, close } = createServer({ ...parts, metrics });
  try {
    if (measured && config.metrics) {
      const set = { host: "KINDRED_METRICS_HOST", port: "KINDRED_METRICS_PORT" };
      const address = await listenAt(measured, config.metrics, set);
      parts.logger.info({ address: `${address}/metrics` }, "metrics are served");
    }
    const address = await listenAt(http, options, { host: "--host", port: "--port" });
    onListening(`${address}/graphql`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    measured?.close();
    measured?.closeAllConnections();
    const grace = options.grace * 1000;
    await Promise.all([close(grace), work?.stop(grace)]);
  }
}
