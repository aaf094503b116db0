// Deletes old rows of the audit and of the log of acts, and old answers to requests with an idempotency key.
import { sql as expression } from "kysely";
import type { Sql } from "../database/database.js";
import { build, later } from "../database/query-builder.js";

/** Rows deleted by each statement: few enough not to block the embedded database for long. */
const batchSize = 5000;

/** Deletes rows older than `days`. The database only allows it in a transaction that sets `kindred.retention_days`. */
export async function pruneRecords(sql: Sql, days: number): Promise<void> {
  await sql.query("SELECT set_config('kindred.retention_days', $1, true)", [String(days)]);
  const end = expression<Date>`now() - ${days}::float8 * interval '1 day'`;
  for (const table of ["auditEntry", "act"] as const) {
    const rows = build(sql);
    const old = rows.selectFrom(table).select("id").where("at", "<", end).orderBy("at").orderBy("id").limit(batchSize);
    let deleted: unknown[];
    do {
      deleted = await rows.deleteFrom(table).where("id", "in", old).returning("id").execute();
    } while (deleted.length === batchSize);
  }
  await sql.query("SELECT set_config('kindred.retention_days', '', true)");
}

/** Milliseconds for which a client can repeat a request with an idempotency key, at least. */
const repeatable = 86_400_000;

/** Deletes answers that no repeated request needs any more. */
export async function pruneAnswers(sql: Sql): Promise<void> {
  await build(sql).deleteFrom("idempotentAnswer").where("createdAt", "<", later(-repeatable)).execute();
}
