// Reads cohorts by run and URN, the same from the table of runs and from that of published runs.
import type { Sql } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { isUuid } from "../database/uuid.js";
import type { Cohort } from "./run.js";

export interface CohortKey {
  readonly runId: string;
  readonly urn: number;
}

/**
 * One statement; none where no key can be one.
 * @param source the table, and what must hold of its row `c`
 */
export async function readCohorts(
  sql: Sql,
  source: { readonly table: "cohort" | "published_cohort"; readonly where?: string },
  keys: readonly CohortKey[],
): Promise<(Cohort | null)[]> {
  const known = keys.filter(({ runId }) => isUuid(runId.toLowerCase()));
  if (known.length === 0) return keys.map(() => null);
  const rows = await sql.query<Cohort>(
    `SELECT c.run_id AS "runId", c.urn, c.peers, c.distances, c.detail, c.reason
     FROM unnest($1::uuid[], $2::int[]) AS k(run_id, urn)
     JOIN ${source.table} c ON c.run_id = k.run_id AND c.urn = k.urn
     WHERE ${source.where ?? "true"}`,
    [known.map(({ runId }) => runId), known.map(({ urn }) => urn)],
  );
  const name = ({ runId, urn }: CohortKey) => `${runId.toLowerCase()} ${urn}`;
  return inOrder(keys.map(name), rows, name);
}
