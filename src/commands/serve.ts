// kindred serve: the API, and a worker for its jobs, until it is told to stop.
import { once } from "node:events";
import { type AddressInfo, isIPv6 } from "node:net";
import { Command } from "commander";
import { pino } from "pino";
import { authenticator } from "../access/authenticate.js";
import { openServing } from "../database/serving.js";
import { KindredError } from "../errors.js";
import { findStrategies } from "../matching/discovery.js";
import { createServer, type ServerParts } from "../server/create-server.js";
import { startWork } from "../work.js";
import { portOption } from "./options.js";
import { type Session, withSession } from "./session.js";

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** Whether it works on the queue too. */
  readonly jobs: boolean;
}

export const serveCommand = new Command("serve")
  .description("serve the GraphQL API and GraphiQL")
  .option("--port <port>", "where to listen; 0 takes a free one", portOption, 4000)
  .option("--host <host>", "which address to listen on", "127.0.0.1")
  .option("--no-jobs", "leave the queue to workers (kindred work)")
  .action((options: ServeOptions) =>
    withSession((session) =>
      serve(session, options, (address) => {
        process.stdout.write(`GraphQL and GraphiQL at ${address}\nCtrl-C stops.\n`);
      }),
    ),
  );

/**
 * Serves until the session's signal aborts; then stops accepting, lets the jobs in hand end or
 * puts them back in the queue, and returns.
 * @throws KindredError BAD_ARGUMENT where the address cannot be listened on
 */
export async function serve(
  session: Session,
  options: ServeOptions,
  onListening: (address: string) => void,
): Promise<void> {
  const { config, database } = session;
  const logger = pino({ level: config.logLevel }, pino.destination(2));
  const strategies = await findStrategies(config.pluginPackages);
  const serving = await openServing(config, database, logger);
  try {
    const authenticate = authenticator(serving.clients, config.tokenIssuer);
    await listen(session, options, { serving, authenticate, config, strategies, logger }, onListening);
  } finally {
    await serving.close();
  }
}

async function listen(
  { config, database, signal }: Session,
  { port, host, jobs }: ServeOptions,
  parts: ServerParts,
  onListening: (address: string) => void,
): Promise<void> {
  const worker = jobs ? await startWork(database, config, parts) : null;
  const { http, close } = createServer(parts);
  try {
    http.listen(port, host);
    await once(http, "listening").catch((error: NodeJS.ErrnoException) => {
      throw new KindredError("BAD_ARGUMENT", describeListening(error.code, host, port));
    });
    const name = isIPv6(host) ? `[${host}]` : host;
    onListening(`http://${name}:${(http.address() as AddressInfo).port}/graphql`);
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await close();
    await worker?.stop();
  }
}

function describeListening(code: string | undefined, host: string, port: number): string {
  if (code === "EADDRINUSE") return `Port ${port} is taken: stop what listens there, or give another with --port.`;
  if (code === "EACCES") return `Port ${port} is not for ordinary users: give one from 1024 with --port.`;
  return `Address ${host} cannot be listened on (${code}): give one of this machine with --host.`;
}
