// The databases that requests are answered from, by who asks: statements end, and public viewers are behind a wall.
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { KindredError } from "../errors.js";
import type { Database, Sql } from "./database.js";
import { openFunctions, warningOf } from "./open-functions.js";
import { databaseOnPostgres } from "./postgres.js";
import { assertPublicOnly, publicRole } from "./public-role.js";

export interface Serving {
  /** For clients with an identity, and to look up who asks. */
  readonly clients: Database;
  /** For anyone and Ofsted: reads what is public and nothing else, whatever it is asked. */
  readonly public: Database;
  close(): Promise<void>;
}

/**
 * The serving databases over the one that is open, which stays open when they close. Unproven: for tests and embedding.
 * @param timeout milliseconds a statement may take, on PostgreSQL
 */
export function servingOn(database: Database, timeout?: number): Serving {
  const wall = { role: publicRole, readOnly: true };
  return answering(database.limited({ timeout }), database.limited({ ...wall, timeout }));
}

/**
 * As `servingOn`, with public viewers served as the user of `publicDatabaseUrl` where there is one, and proves before
 * anybody is served that this reads the same database, what is public in it, and nothing else. A standby is only read, and waited for while it is
 * behind. Warns of functions that it may call and need not.
 * @throws KindredError DATABASE_UNUSABLE
 */
export async function openServing(
  { publicDatabaseUrl, surface: { timeout } }: Pick<Config, "publicDatabaseUrl" | "surface">,
  database: Database,
  logger: Pick<Logger, "warn">,
): Promise<Serving> {
  const serving = publicDatabaseUrl
    ? answering(database.limited({ timeout }), databaseOnPostgres(publicDatabaseUrl, { readOnly: true, timeout }))
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

const answering = (clients: Database, everyone: Database): Serving => ({
  clients,
  public: everyone,
  close: async () => {
    await Promise.all([clients.close(), everyone.close()]);
  },
});

const loginOf = (sql: Sql) =>
  userOf(sql, "session_user", "DATABASE_URL_PUBLIC must name a user who may connect: docs/postgresql.md.");

const roleOf = (sql: Sql) =>
  userOf(
    sql,
    "current_user",
    `Let an administrator run GRANT ${publicRole} to DATABASE_URL's user, or set DATABASE_URL_PUBLIC: docs/postgresql.md.`,
  );

/** @throws KindredError DATABASE_UNUSABLE where no connection can be had */
async function userOf(sql: Sql, expression: "session_user" | "current_user", advice: string): Promise<string> {
  const rows = await sql.query<{ name: string }>(`SELECT ${expression}::text AS name`).catch((error: Error) => {
    const away = error instanceof KindredError && error.code === "UNAVAILABLE";
    const remedy = away ? "See that this database runs and can be reached." : advice;
    throw new KindredError("DATABASE_UNUSABLE", `Public viewers cannot be served: ${whyOf(error)}. ${remedy}`);
  });
  return rows[0]!.name;
}

/** Milliseconds between looks at how far a standby is. */
const pause = 100;

/**
 * Waits until a standby has what the primary has now, its newest migration among it.
 * @throws KindredError DATABASE_UNUSABLE where it has not within so many milliseconds
 */
async function catchUp(primary: Sql, other: Sql, patience: number): Promise<void> {
  const [role] = await other.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
  if (!role?.standby) return;
  const [place] = await primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
  for (const end = performance.now() + patience; ; await delay(pause)) {
    const [row] = await other.query<{ behind: string }>(
      "SELECT greatest($1::pg_lsn - coalesce(pg_last_wal_replay_lsn(), '0/0'), 0)::text AS behind",
      [place!.lsn],
    );
    if (row!.behind === "0") return;
    if (performance.now() < end) continue;
    throw new KindredError(
      "DATABASE_UNUSABLE",
      `The standby that DATABASE_URL_PUBLIC names is behind DATABASE_URL by ${row!.behind} bytes, so it may lack tables of this version. Let it catch up, then start again: docs/operating.md.`,
    );
  }
}

/** For who starts the server: requests are told less. */
const whyOf = (error: Error): string => (error.cause instanceof Error ? error.cause : error).message;

/** A standby of the same server counts as the same. */
async function assertSame(one: Sql, other: Sql): Promise<void> {
  const identity = `SELECT system_identifier::text AS server, (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database
    FROM pg_control_system()`;
  const [ours, theirs] = await Promise.all([one, other].map((sql) => sql.query(identity)));
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
  throw new KindredError(
    "DATABASE_UNUSABLE",
    "DATABASE_URL_PUBLIC names another database than DATABASE_URL: public viewers would be told of other schools. Name the same one, with another user.",
  );
}
