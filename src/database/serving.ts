// The databases that serve requests: one for clients and one for public viewers, with limits on time and privileges.
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import type { Database, Sql } from "./database.js";
import { openFunctions, warningOf } from "./open-functions.js";
import { assertPublicOnly, publicRole } from "./public-role.js";

export interface Serving {
  /** For clients with an identity, and to identify the caller. */
  readonly clients: Database;
  /** For anonymous callers and Ofsted: can only read the public tables, whatever the statement. */
  readonly public: Database;
  close(): Promise<void>;
}

/**
 * Serves from the open database, which stays open when these close. Does not check privileges: for tests and embedding.
 * @param timeout milliseconds that a statement may take, on PostgreSQL
 */
export function servingOn(database: Database, timeout?: number): Serving {
  const publicLimits = { role: publicRole, readOnly: true };
  return servingOver(database.limited({ timeout }), database.limited({ ...publicLimits, timeout }));
}

/**
 * As `servingOn`, but public viewers are served as the user of `publicDatabaseUrl`, if it is given. Checks first that
 * this user reads the same database, and only its public tables. Waits for a standby that is behind. Warns of functions
 * that the user may call but does not need.
 * @throws KindredError DATABASE_UNUSABLE
 */
export async function openServing(
  { publicDatabaseUrl, surface: { timeout } }: Pick<Config, "publicDatabaseUrl" | "surface">,
  database: Database,
  logger: Pick<Logger, "warn">,
): Promise<Serving> {
  const serving = publicDatabaseUrl
    ? await servingWith(publicDatabaseUrl, database, timeout)
    : servingOn(database, timeout);
  try {
    const user = await (publicDatabaseUrl ? loginOf(serving.public) : roleOf(serving.public));
    if (publicDatabaseUrl) await catchUp(database, serving.public, timeout);
    await assertPublicOnly(serving.public, user);
    const warning = warningOf(await openFunctions(serving.public, user));
    if (warning) logger.warn(warning);
    if (publicDatabaseUrl) await assertSame(database, serving.public);
    else if (database.kind === "postgresql") {
      logger.warn("public viewers are served as DATABASE_URL's user in a role with less: set DATABASE_URL_PUBLIC");
    }
    return serving;
  } catch (error) {
    await serving.close();
    throw error;
  }
}

async function servingWith(publicUrl: string, database: Database, timeout: number): Promise<Serving> {
  const { databaseOnPostgres } = await import("./postgres.js"); // not loaded for the embedded database
  return servingOver(database.limited({ timeout }), databaseOnPostgres(publicUrl, { readOnly: true, timeout }));
}

const servingOver = (clients: Database, publicDatabase: Database): Serving => ({
  clients,
  public: publicDatabase,
  close: async () => {
    await Promise.all([clients.close(), publicDatabase.close()]);
  },
});

const loginOf = (sql: Sql) =>
  userOf(sql, "session_user", "DATABASE_URL_PUBLIC must name a user that may connect: docs/postgresql.md.");

const roleOf = (sql: Sql) =>
  userOf(
    sql,
    "current_user",
    `Ask an administrator to run GRANT ${publicRole} to DATABASE_URL's user, or set DATABASE_URL_PUBLIC: docs/postgresql.md.`,
  );

/** @throws KindredError DATABASE_UNUSABLE if it cannot connect */
async function userOf(sql: Sql, expression: "session_user" | "current_user", advice: string): Promise<string> {
  const rows = await sql.query<{ name: string }>(`SELECT ${expression}::text AS name`).catch((error: Error) => {
    const isUnreachable = error instanceof KindredError && error.code === "UNAVAILABLE";
    const remedy = isUnreachable ? "Check that this database is running and can be reached." : advice;
    throw new KindredError("DATABASE_UNUSABLE", `Public viewers cannot be served: ${causeMessage(error)}. ${remedy}`);
  });
  return rows[0]!.name;
}

/** Milliseconds between checks of a standby's progress. */
const pollInterval = 100;

/**
 * Waits until a standby has everything that the primary has now, including its newest migration.
 * @throws KindredError DATABASE_UNUSABLE if it does not within `timeoutMs`
 */
async function catchUp(primary: Sql, other: Sql, timeoutMs: number): Promise<void> {
  const [role] = await other.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
  if (!role?.standby) return;
  const [position] = await primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
  for (const deadline = performance.now() + timeoutMs; ; await delay(pollInterval)) {
    const [row] = await other.query<{ behind: string }>(
      "SELECT greatest($1::pg_lsn - coalesce(pg_last_wal_replay_lsn(), '0/0'), 0)::text AS behind",
      [position!.lsn],
    );
    if (row!.behind === "0") return;
    if (performance.now() < deadline) continue;
    throw new KindredError(
      "DATABASE_UNUSABLE",
      `The standby that DATABASE_URL_PUBLIC names is behind DATABASE_URL by ${row!.behind} bytes, so it may lack tables of this version. Wait until it has caught up, then start again: docs/operating.md.`,
    );
  }
}

/** The full cause, for the operator only: requests get less. */
const causeMessage = (error: Error): string => (error.cause instanceof Error ? error.cause : error).message;

/** A standby counts as the same database as its primary. */
async function assertSame(primary: Sql, other: Sql): Promise<void> {
  const identity = `SELECT system_identifier::text AS server, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database
    FROM pg_control_system()`;
  const [first, second] = await Promise.all([primary, other].map((sql) => sql.query(identity)));
  if (JSON.stringify(first) === JSON.stringify(second)) return;
  throw new KindredError(
    "DATABASE_UNUSABLE",
    "DATABASE_URL_PUBLIC names another database than DATABASE_URL: public viewers would see other schools. Name the same database, with another user.",
  );
}
