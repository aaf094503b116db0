// Acts are ordered by transaction number, and each server counts its own. On a server with a lower count, a restored
// dump would place new acts before old ones, and the old acts would look as if they were still to come.
import type { Sql } from "./database.js";

/**
 * Numbers new acts after the stored ones, if the newest stored number is one that this server has not reached yet,
 * which means that it comes from another server. Idempotent; runs before any write, whenever a database is opened.
 */
export async function keepActsInOrder(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO act_offset (id, ahead)
     SELECT 1, newest FROM (SELECT max(transaction) AS newest FROM act) AS acts
     WHERE newest >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
       + coalesce((SELECT ahead FROM act_offset), 0)
     ON CONFLICT (id) DO UPDATE SET ahead = EXCLUDED.ahead`,
  );
}
