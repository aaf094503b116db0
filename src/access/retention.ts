// How long the audit of reads and the log of acts are kept, and what ends it.
import type { Sql } from "../database/database.js";

/** Rows a statement, so that none of them stalls the embedded database for long. */
const batch = 5000;

/** Deletes what is older. In one transaction: the database allows deleting in the one that says for how long it is kept. */
export async function pruneRecords(sql: Sql, days: number): Promise<void> {
  await sql.query("SELECT set_config('kindred.retention_days', $1, true)", [String(days)]);
  for (const table of ["audit_entry", "act"]) {
    for (let more = true; more; ) {
      const deleted = await sql.query(
        `DELETE FROM ${table} WHERE id IN (
           SELECT id FROM ${table} WHERE at < now() - $1::float8 * interval '1 day' ORDER BY at, id LIMIT ${batch})
         RETURNING 1`,
        [days],
      );
      more = deleted.length === batch;
    }
  }
  await sql.query("SELECT set_config('kindred.retention_days', '', true)");
}
