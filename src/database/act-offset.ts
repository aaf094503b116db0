// Acts are in the order of their transactions' numbers, which each server counts for itself. A dump that is restored on a
// server that has counted less far would have new acts before the old ones, and the old ones look as if still to come.
import type { Sql } from "./database.js";

/**
 * Sets new acts behind those that are there, where the newest of them has a number that this server has not given yet:
 * then it comes from another. Done before anything is written, whenever a database is opened; done twice it is done once.
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
