// The log of acts as a feed: every act exactly once, in a fixed order, while other transactions write.
import { sql as expression } from "kysely";
import type { Sql } from "../database/database.js";
import { type Act, selectActs } from "./acts.js";

/** The position of an act in the feed. */
export interface ActPosition {
  readonly transaction: string;
  readonly id: string;
}

/** The position before the first act. */
export const startOfFeed: ActPosition = { transaction: "0", id: "0" };

/**
 * Up to `limit` acts after a position, ordered by (transaction, id). Continue from the position of the last one.
 *
 * Ordering by id alone would lose acts. A sequence gives 5 to one transaction and 6 to another, and the one with 6 may
 * commit first; a reader that continues after 6 never sees 5. So the order is by transaction number, and an act is held
 * back while a transaction with a lower number could still commit. `pg_snapshot_xmin` is the lowest that still runs.
 * All lower ones have ended and new ones are higher, so the acts below it are final: none is skipped or repeated.
 * (Pruning removes the oldest.) The bound and the rows come from one statement, so from one snapshot.
 *
 * The cost: a long transaction, such as an import, or one in another database of the same server, holds back the acts
 * of transactions that started after it until it ends.
 *
 * `act_offset` keeps the order when a dump is restored on a server with lower transaction numbers (act-offset.ts).
 */
export function readActs(sql: Sql, after: ActPosition, limit: number): Promise<Act[]> {
  const firstUnfinished = expression<string>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    + coalesce((SELECT ahead FROM act_offset), 0)`;
  return selectActs(sql)
    .where((act) => act(act.refTuple("transaction", "id"), ">", act.tuple(after.transaction, after.id)))
    .where("transaction", "<", firstUnfinished)
    .orderBy("transaction")
    .orderBy("id")
    .limit(limit)
    .execute();
}
