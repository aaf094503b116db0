// Lists the public tables. Every other table is secret, also tables that are added later.
import { createHash } from "node:crypto";
import type { Sql } from "../../src/database/database.js";
import type { World } from "./protocol.js";

const open: ReadonlySet<string> = new Set([
  "school",
  "school_word",
  "directory_row",
  "school_link",
  "local_authority",
  "source_file",
  "attendance",
  "circumstances",
  "published_run",
  "published_cohort",
]);

/** Public tables of which only some rows are shown: table -> which. The others differ: those that were corrected. */
const shown: ReadonlyMap<string, string> = new Map([
  ["attendance", "superseded_by_id IS NULL"],
  ["circumstances", "superseded_by_id IS NULL"],
  ["school_link", "current"],
]);
const othersOf = (table: string) => `${table} (not shown)`;

/** Secret tables that are the same in both databases of a world. */
const alike: Readonly<Record<World, readonly string[]>> = {
  scopes: [],
  runs: [
    "run",
    "cohort",
    "population",
    "current_population",
    "figures_version",
    "comparison",
    "comparison_figure",
    "comparison_school",
  ],
};

/**
 * Tables that are wrong for the world: those that must be the same but differ, and those that must differ but are the
 * same.
 */
export function wrongTables(world: World, one: Digests, other: Digests, secret: readonly string[]) {
  const differing = [...secret.filter((table) => !alike[world].includes(table)), ...[...shown.keys()].map(othersOf)];
  const wrong = Object.keys(one).filter((table) => differing.includes(table) === (one[table] === other[table]));
  return wrong.map((table) => ({ table, differs: one[table] !== other[table] }));
}

async function tables(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  return rows.map(({ name }) => name).filter((name) => name !== "_prisma_migrations");
}

export const secretTables = async (sql: Sql): Promise<string[]> =>
  (await tables(sql)).filter((table) => !open.has(table));

/** table -> digest */
type Digests = Readonly<Record<string, string>>;

/** PostgreSQL's autovacuum may move rows, at different times in the two databases. */
const order = process.env.TEST_DATABASE_URL ? "ORDER BY 1" : "";

/** A digest of every table's rows; on the embedded database, in their stored order. */
export async function digests(sql: Sql): Promise<Digests> {
  const digest: Record<string, string> = {};
  const add = async (name: string, table: string, condition: string) => {
    const rows = await sql.query<{ row: string }>(
      `SELECT t::text AS row FROM "${table}" t WHERE ${condition} ${order}`,
    );
    digest[name] = createHash("sha256")
      .update(rows.map(({ row }) => row).join("\n"))
      .digest("hex");
  };
  for (const table of await tables(sql)) {
    const condition = shown.get(table);
    await add(table, table, condition ?? "true");
    if (condition) await add(othersOf(table), table, `(${condition}) IS NOT TRUE`);
  }
  return digest;
}

/** The secret tables that a statement names, outside string literals. */
export function namesOf(statement: string, secret: readonly string[]): string[] {
  const bare = statement.replace(/'(?:[^']|'')*'/g, "''");
  return secret.filter((table) => new RegExp(`\\b${table}\\b`, "i").test(bare));
}
