// Reads cohorts by run and URN, from the table of all runs or that of published runs.
import { type AliasedRawBuilder, sql as expression, type Selectable } from "kysely";
import { inOrder } from "../database/in-order.js";
import type { Tables } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { type Cohort, cohortOf } from "./cohort.js";

export interface CohortKey {
  readonly runId: string;
  readonly urn: number;
}

/**
 * Aligned with `keys`. One statement; none where no key is valid.
 * @param read selects the cohorts of the keys in `requested`
 */
export async function readCohorts(
  keys: readonly CohortKey[],
  read: (requested: AliasedRawBuilder<CohortKey, "requested">) => Promise<readonly Selectable<Tables["cohort"]>[]>,
): Promise<(Cohort | null)[]> {
  const validKeys = keys.filter(({ runId }) => isUuid(runId.toLowerCase()));
  if (validKeys.length === 0) return keys.map(() => null);
  const [runIds, urns] = [validKeys.map(({ runId }) => runId), validKeys.map(({ urn }) => urn)];
  const requested = expression<CohortKey>`unnest(${runIds}::uuid[], ${urns}::int[])`;
  const rows = await read(requested.as<"requested">(expression`requested (run_id, urn)`));
  const keyOf = ({ runId, urn }: CohortKey) => `${runId.toLowerCase()} ${urn}`;
  return inOrder(keys.map(keyOf), rows.map(cohortOf), keyOf);
}
