// Reads cohorts by run and URN, from the table of all runs or that of published runs.
import type { Sql } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { isUuid } from "../database/uuid.js";
import type { Cohort } from "./run.js";

export interface CohortKey {
  readonly runId: string;
  readonly urn: number;
}

/**
 * Aligned with `keys`. One statement; none where no key is valid.
 * @param from the table, and a condition on its row `c`
 */
export async function readCohorts(
  sql: Sql,
  from: { readonly table: "cohort" | "published_cohort"; readonly where?: string },
  keys: readonly CohortKey[],
): Promise<(Cohort | null)[]> {
  const validKeys = keys.filter(({ runId }) => isUuid(runId.toLowerCase()));
  if (validKeys.length === 0) return keys.map(() => null);
  const rows = await sql.query<Cohort>(
    `SELECT c.run_id AS "runId", c.urn, c.peers, c.distances, c.detail, c.reason
     FROM unnest($1::uuid[], $2::int[]) AS k(run_id, urn)
     JOIN ${from.table} c ON c.run_id = k.run_id AND c.urn = k.urn
     WHERE ${from.where ?? "true"}`,
    [validKeys.map(({ runId }) => runId), validKeys.map(({ urn }) => urn)],
  );
  const keyOf = ({ runId, urn }: CohortKey) => `${runId.toLowerCase()} ${urn}`;
  return inOrder(keys.map(keyOf), rows, keyOf);
}
