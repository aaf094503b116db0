// kindred serve: serves the API, and runs a worker for its jobs, until it is stopped.
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { Command } from "commander";
import { authenticator } from "../access/authenticate.js";
import { openServing } from "../database/serving.js";
import { defaultGraceMs } from "../jobs/worker.js";
import { findStrategies } from "../matching/discovery.js";
import { createServer, type ServerParts } from "../server/create-server.js";
import { tracedServing } from "../telemetry/traced-database.js";
import { configuredTraces } from "../telemetry/traces.js";
import { assertHost, listenAt } from "./listen.js";
import { openLogger } from "./logger.js";
import { graceOption, portOption } from "./options.js";
import { type OpenSession, withSession } from "./session.js";
import { startWorkThread } from "./start-work-thread.js";

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** Whether the server works on the queue too. */
  readonly jobs: boolean;
  /** Seconds that requests and jobs have to finish when the server is stopped. */
  readonly grace: number;
}

export const command = new Command("serve")
  .option("--port <port>", "port to listen on; 0 picks a free port", portOption, 4000)
  .option("--host <host>", "address to listen on", "127.0.0.1")
  .option("--no-jobs", "leave the queue to separate workers (kindred work)")
  .option(
    "--grace <seconds>",
    "seconds that running requests and jobs have to finish when the server is stopped",
    graceOption,
    defaultGraceMs / 1000,
  )
  .action(async (options: ServeOptions) => {
    await assertHost(options.host, "--host");
    await withSession((session) =>
      serve(session, options, (address) => {
        process.stdout.write(`GraphQL and GraphiQL at ${address}\nCtrl-C stops the server.\n`);
      }),
    );
  });

/**
 * Serves until the session's signal aborts. Then it accepts no new connections, answers requests that have begun, lets
 * running jobs finish or puts them back in the queue, and returns.
 * @throws KindredError BAD_ARGUMENT if the server cannot listen on the address
 */
export async function serve(
  session: OpenSession,
  options: ServeOptions,
  onListening: (address: string) => void,
): Promise<void> {
  // V8 would let the heap grow to four times of what is in use before it collects. This costs no time that one can measure.
  setFlagsFromString("--heap-growing-percent=50");
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
  const { metrics, metricsHttp } = config.metrics ? await measured(config, parts) : {};
  let workThread: ReturnType<typeof startWorkThread> | undefined;
  const { http, close } = createServer({ ...parts, metrics });
  try {
    if (metricsHttp && config.metrics) {
      const variables = { host: "KINDRED_METRICS_HOST", port: "KINDRED_METRICS_PORT" };
      const address = await listenAt(metricsHttp, config.metrics, variables);
      parts.logger.info({ address: `${address}/metrics` }, "metrics are served");
    }
    const address = await listenAt(http, options, { host: "--host", port: "--port" });
    onListening(`${address}/graphql`);
    if (options.jobs) workThread = startWorkThread(database, config, parts.logger); // requests do not wait for it
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    metricsHttp?.close();
    metricsHttp?.closeAllConnections();
    const grace = options.grace * 1000;
    await Promise.all([close(grace), workThread?.stop(grace)]);
  }
}

/** Loaded only if they are configured. */
async function measured(config: OpenSession["config"], { serving, logger }: Pick<ServerParts, "serving" | "logger">) {
  const [{ openMetrics }, { metricsServer }, { workerHandlers }] = await Promise.all([
    import("../server/metrics.js"),
    import("../server/metrics-server.js"),
    import("../work.js"),
  ]);
  const metrics = openMetrics(serving, Object.keys(workerHandlers(config)));
  return { metrics, metricsHttp: metricsServer(metrics.registry, logger) };
}
