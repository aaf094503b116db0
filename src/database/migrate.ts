// Applies prisma/migrations, and keeps the same history table as `prisma migrate deploy`.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { KindredError } from "../errors.js";
import { root } from "../programs.js";
import { keepActsInOrder } from "./act-offset.js";
import type { Database, Sql } from "./database.js";

const folder = join(root, "prisma/migrations");

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/** The lock number of every process that migrates; Prisma uses the same. */
const advisoryLock = 72707369;

type Transactional = Pick<Database, "transaction">;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort();
}

/** Every open database has it. */
export async function newestMigration(): Promise<string> {
  return (await migrationNames()).at(-1) ?? "";
}

async function readMigrations(): Promise<Migration[]> {
  return Promise.all(
    (await migrationNames()).map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Applies the missing migrations, each in a transaction.
 * @returns the names of the migrations applied
 * @throws KindredError DATABASE_UNUSABLE if the database has an unknown migration, or one that was altered
 */
export async function migrate(database: Transactional): Promise<string[]> {
  const migrations = await readMigrations();
  const before = await database.transaction(async (sql) => {
    await lockMigrations(sql);
    await assertKindreds(sql, new Set(migrations.map(({ name }) => name)));
    await sql.query(historyTable);
    return readHistory(sql);
  });
  const missing = migrations.filter((migration) => !isApplied(migration, before));
  const applied: string[] = [];
  for (const migration of missing) {
    if (await applyOnce(database, migration)) applied.push(migration.name);
  }
  await database.transaction(keepActsInOrder);
  return applied;
}

const lockMigrations = (sql: Sql) => sql.query("SELECT pg_advisory_xact_lock($1)::text", [advisoryLock]);

/** Name -> checksum of the migrations that were applied. */
type History = ReadonlyMap<string, string>;

async function readHistory(sql: Sql): Promise<History> {
  const rows = await sql.query<{ name: string; checksum: string }>(
    'SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

/** @throws KindredError DATABASE_UNUSABLE if the migration was altered after it was applied */
function isApplied({ name, checksum }: Migration, history: History): boolean {
  const before = history.get(name);
  if (before === undefined || before === checksum) return before !== undefined;
  throw new KindredError(
    "DATABASE_UNUSABLE",
    `The migration ${name} was altered after this database applied it. Restore prisma/migrations as released.`,
  );
}

/** Tables of the current schema, by name. */
export async function tablesOf(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

/** Runs before anything is written, to leave other programs' databases unchanged. */
async function assertKindreds(sql: Sql, knownMigrations: ReadonlySet<string>): Promise<void> {
  const tables = await tablesOf(sql);
  if (tables.length === 0) return;
  if (!tables.includes("_prisma_migrations")) {
    throw new KindredError(
      "DATABASE_UNUSABLE",
      `The database has tables that are not Kindred's, for example ${tables[0]}. Give Kindred a separate database.`,
    );
  }
  const history = await sql.query<{ name: string }>(
    'SELECT migration_name AS name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  const unknown = history.find(({ name }) => !knownMigrations.has(name));
  if (unknown) throw newerVersion("database", unknown.name);
}

/** @throws KindredError DATABASE_UNUSABLE if this version of Kindred does not have the migration */
export async function assertMigrationKnown(migration: string, what: string): Promise<void> {
  if (!(await migrationNames()).includes(migration)) throw newerVersion(what, migration);
}

const newerVersion = (what: string, migration: string) =>
  new KindredError(
    "DATABASE_UNUSABLE",
    `The ${what} has the migration ${migration}, which this version does not have. Use the newer version of Kindred that wrote it, or give Kindred a separate database.`,
  );

/** Another process may have applied it in the meantime. */
function applyOnce(database: Transactional, migration: Migration): Promise<boolean> {
  const { name, sql: statements, checksum } = migration;
  return database.transaction(async (sql) => {
    await lockMigrations(sql);
    if (isApplied(migration, await readHistory(sql))) return false;
    await sql.script(statements).catch((error) => rethrowRefusal(name, error));
    await sql.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    return true;
  });
}

/** SQLSTATE */
const insufficientPrivilege = "42501";

function rethrowRefusal(name: string, error: Error & { code?: unknown }): never {
  if (error.code !== insufficientPrivilege) throw error;
  throw new KindredError("DATABASE_UNUSABLE", `The database refused the migration ${name}: ${error.message}`);
}
