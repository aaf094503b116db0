// PostgreSQL: a pool of connections that are held to the same limits from their beginning.
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { batchByRequest } from "./batch-by-request.js";
import type { Database, Limits, Sql } from "./database.js";
import { PrismaClient } from "./generated/client.js";
import { listenOnPostgres } from "./listen.js";
import { tellPostgres } from "./postgres-errors.js";
import { lend } from "./stoppable.js";

/** Connections a pool; a process has at most three pools, for jobs, for clients, for public viewers, and one that listens. */
const most = 10;

/** Milliseconds to wait for a connection where no limit is given. */
const patience = 30_000;

/** Connects when it is first asked. */
export function databaseOnPostgres(url: string, limits: Limits = {}): Database {
  const pool = new pg.Pool({
    connectionString: withLimits(url, limits),
    max: most,
    connectionTimeoutMillis: limits.timeout ?? patience,
    keepAlive: true,
  });
  pool.on("error", () => {}); // an idle connection that the server dropped; the next query opens another
  const tell = (error: unknown) => tellPostgres(error, limits.readOnly);
  // Prisma asks by this too.
  pool.query = ((...given: [string, unknown[]]) =>
    lend(pool, ({ client }) => client.query(...given)).catch(tell)) as typeof pool.query;
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statementName(sql) });
  const prisma = batchByRequest(new PrismaClient({ adapter }));
  const parts: Database[] = [];
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all(parts.map((part) => part.close()));
    await prisma.$disconnect();
    await pool.end();
  };
  return {
    kind: "postgresql",
    prisma,
    ...sqlOver(pool),
    transaction: (work) => inTransaction(pool, work).catch(tell),
    listen: (channel, heard) => listenOnPostgres(url, channel, heard),
    limited: (further) => {
      const part = databaseOnPostgres(url, { ...limits, ...further });
      parts.push(part);
      return part;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const sqlOver = (client: Pick<pg.Pool, "query">): Sql => ({
  query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
    (await client.query(text, [...parameters])).rows as Row[],
  script: async (statements) => {
    await client.query(statements);
  },
});

function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  return lend(pool, async ({ client, settle }) => {
    await client.query("BEGIN");
    try {
      const result = await work(sqlOver(client));
      settle();
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {}); // Where it fails the connection is lost, and the server rolls back.
      throw error;
    }
  });
}

/** As settings of the session from its start: no connection is ever without them, and RESET comes back to them. */
function withLimits(text: string, { role, readOnly, timeout }: Limits): string {
  const settings = {
    ...(role && { role }),
    ...(readOnly && { default_transaction_read_only: "on" }),
    ...(timeout && { statement_timeout: Math.ceil(timeout), idle_in_transaction_session_timeout: Math.ceil(timeout) }),
  };
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  if (ours.length === 0) return text;
  const url = new URL(text);
  url.searchParams.set("options", [url.searchParams.get("options") ?? "", ...ours].join(" "));
  return url.href;
}

/** Prepared statements, so that PostgreSQL plans a query once a connection. The program's statements are few. */
function statementName(sql: string): string {
  return `kindred_${createHash("sha1").update(sql).digest("hex")}`;
}
