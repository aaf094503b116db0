// PostgreSQL: a pool of connections with the same limits from their start.
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { batchByRequest } from "./batch-by-request.js";
import type { Database, Limits, Sql } from "./database.js";
import { PrismaClient } from "./generated/client.js";
import { listenOnPostgres } from "./listen.js";
import { rethrowForCaller } from "./postgres-errors.js";
import { prepared, queryOn, statementName } from "./prepared.js";
import { useConnection } from "./stoppable.js";

/** Per pool. A process has at most three pools (jobs, clients, public viewers), and one connection that listens. */
const maxConnections = 10;

/** Milliseconds to wait for a connection if no limit is given. */
const connectTimeoutMs = 30_000;

/** Connects at the first statement. */
export function databaseOnPostgres(url: string, limits: Limits = {}): Database {
  const pool = new pg.Pool({
    connectionString: withLimits(url, limits),
    max: maxConnections,
    connectionTimeoutMillis: limits.timeout ?? connectTimeoutMs,
    keepAlive: true,
  });
  pool.on("error", () => {}); // an idle connection that the server dropped; the next query opens another
  const rethrow = (error: unknown) => rethrowForCaller(error, limits.readOnly);
  // Prisma uses this too.
  pool.query = ((...given: [string | pg.QueryConfig, unknown[]?]) =>
    useConnection(pool, ({ client }) => queryOn(client, ...given)).catch(rethrow)) as typeof pool.query;
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) });
  const prisma = batchByRequest(new PrismaClient({ adapter }));
  const limitedDatabases: Database[] = [];
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all(limitedDatabases.map((database) => database.close()));
    await prisma.$disconnect();
    await pool.end();
  };
  return {
    kind: "postgresql",
    prisma,
    ...sqlOver(pool),
    transaction: (work) => inTransaction(pool, work).catch(rethrow),
    listen: (channel, onNotification) => listenOnPostgres(url, channel, onNotification),
    limited: (more) => {
      const database = databaseOnPostgres(url, { ...limits, ...more });
      limitedDatabases.push(database);
      return database;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const sqlOver = (client: Pick<pg.Pool, "query">): Sql => ({
  query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
    (await queryOn(client, prepared(text, parameters))).rows as Row[],
  script: async (statements) => {
    await client.query(statements);
  },
});

function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  return useConnection(pool, async ({ client, stopCancelling }) => {
    await client.query("BEGIN");
    try {
      const result = await work(sqlOver(client));
      stopCancelling();
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {}); // If it fails, the connection is lost and the server rolls back.
      throw error;
    }
  });
}

/**
 * Sets the limits at the start of each session, so that they always apply, even after RESET. A statement of a request is
 * planned once per connection, for any values: planning it for each request's values costs more than it saves.
 */
function withLimits(text: string, { role, readOnly, timeout }: Limits): string {
  const settings = {
    ...(role && { role }),
    ...(readOnly && { default_transaction_read_only: "on" }),
    ...(timeout && {
      statement_timeout: Math.ceil(timeout),
      idle_in_transaction_session_timeout: Math.ceil(timeout),
      plan_cache_mode: "force_generic_plan",
    }),
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  if (options.length === 0) return text;
  const url = new URL(text);
  url.searchParams.set("options", [url.searchParams.get("options") ?? "", ...options].join(" "));
  return url.href;
}
