// The log of acts as a feed reads it on: every act once, in one order, while others write.
import type { Sql } from "../database/database.js";
import { type Act, actColumns } from "./acts.js";

/** The place of an act in the order of the feed. */
export interface ActPlace {
  readonly transaction: string;
  readonly id: string;
}

/** Before the first act. */
export const beforeAllActs: ActPlace = { transaction: "0", id: "0" };

/**
 * Up to `limit` acts behind a place, in the order of (transaction, id); the last of them is the next place to read from.
 *
 * Ids alone have gaps that fill later: a sequence gives 5 to one transaction and 6 to another, and the one with 6 may
 * commit first. Who read 6 and goes on behind it never sees 5. So the order is by the number of the transaction, and no
 * act is given out while a transaction with a lower number could still commit: `pg_snapshot_xmin` is the lowest that is
 * still running. All below it have ended, and numbers are given upwards, so what is below can no longer change: nothing is
 * skipped and nothing comes twice. (Pruning takes away at the far end.) The bound and the rows are of one statement, so of
 * one snapshot.
 *
 * The price: a transaction that runs long, an import say, or one in another database of the same server, holds back the
 * acts that were begun after it until it ends.
 *
 * `act_offset` keeps the order where a dump was restored on a server that counts from a lower number (act-offset.ts).
 */
export function readActs(sql: Sql, after: ActPlace, limit: number): Promise<Act[]> {
  return sql.query<Act>(
    `SELECT ${actColumns} FROM act
     WHERE (act.transaction, act.id) > ($1::bigint, $2::bigint)
       AND act.transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         + coalesce((SELECT ahead FROM act_offset), 0)
     ORDER BY act.transaction, act.id LIMIT $3::int`,
    [after.transaction, after.id, limit],
  );
}
