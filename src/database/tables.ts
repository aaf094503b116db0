// The tables of the data model, and those that a database has.
import type { Sql } from "./database.js";
import { Prisma } from "./generated/client.js";

/** Under their mapped names: `SourceFile` is `source_file`. */
export const ownTables: readonly string[] = Object.values(Prisma.ModelName).map((model) =>
  model.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
);

/** Tables of the current schema, by name. */
export async function tablesOf(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}
