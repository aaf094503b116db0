// Deletes old rows of the audit and of the log of acts.
import type { Sql } from "../database/database.js";

/** Rows deleted by each statement: few enough not to block the embedded database for long. */
const batchSize = 5000;

/** Deletes rows older than `days`. The database only allows it in a transaction that sets `kindred.retention_days`. */
export async function pruneRecords(sql: Sql, days: number): Promise<void> {
  await sql.query("SELECT set_config('kindred.retention_days', $1, true)", [String(days)]);
  for (const table of ["audit_entry", "act"]) {
    let deleted: unknown[];
    do {
      deleted = await sql.query(
        `DELETE FROM ${table} WHERE id IN (
           SELECT id FROM ${table} WHERE at < now() - $1::float8 * interval '1 day' ORDER BY at, id LIMIT ${batchSize})
         RETURNING 1`,
        [days],
      );
    } while (deleted.length === batchSize);
  }
  await sql.query("SELECT set_config('kindred.retention_days', '', true)");
}
