// The cohorts of any run, for analysts and the department. Reads of unpublished runs are audited.
// Answer and response time are the same whether or not a run fed targets.
import { auditParameters, recordRead } from "../access/audit.js";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { PackedPopulation } from "../population/packing.js";
import type { CohortKey } from "./cohort-reads.js";
import type { ExplainableRun } from "./explainable.js";
import type { Cohort } from "./run.js";

export interface AnalysisOptions {
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** One audit entry for all unpublished rows of `found`, whose columns are "runId" and urn. */
const audit = `audit AS (
    ${recordRead("array_agg(DISTINCT urn ORDER BY urn)", `array_agg(DISTINCT "runId" ORDER BY "runId")`)}
    FROM found WHERE NOT EXISTS (SELECT FROM published_run WHERE id = "runId") HAVING count(*) > 0
  )`;

/**
 * Cohorts of complete runs, aligned with `keys`; all null without SQL unless the viewer may analyse. One statement;
 * audited except for published runs.
 */
export async function cohortsForAnalysis(
  database: Database,
  viewer: Viewer,
  keys: readonly CohortKey[],
  { operation }: AnalysisOptions = {},
): Promise<(Cohort | null)[]> {
  const validKeys = mayAnalyse(viewer) ? keys.filter(({ runId }) => isUuid(runId.toLowerCase())) : [];
  if (validKeys.length === 0) return keys.map(() => null);
  const rows = await database.query<Cohort>(
    `WITH found AS (
       SELECT c.run_id AS "runId", c.urn, c.peers, c.distances, c.detail, c.reason
       FROM (SELECT DISTINCT * FROM unnest($5::uuid[], $6::int[]) AS k (run_id, urn)) AS k
       JOIN cohort c ON c.run_id = k.run_id AND c.urn = k.urn
       JOIN run ON run.id = c.run_id AND completed_at IS NOT NULL
     ), ${audit}
     SELECT * FROM found`,
    [
      ...auditParameters(viewer, "cohort", operation),
      validKeys.map(({ runId }) => runId),
      validKeys.map(({ urn }) => urn),
    ],
  );
  const keyOf = ({ runId, urn }: CohortKey) => `${runId.toLowerCase()} ${urn}`;
  return inOrder(keys.map(keyOf), rows, keyOf);
}

/**
 * What an explanation of pairs needs from a complete run, aligned with `urns`: null for a school that is not in the
 * run, and all null without SQL unless the viewer may analyse. One statement; audited as the cohorts are.
 * @param urns both schools of each pair, because an explanation shows both
 */
export async function explainableForAnalysis(
  database: Database,
  viewer: Viewer,
  runId: string,
  urns: readonly number[],
  { operation }: AnalysisOptions = {},
): Promise<(ExplainableRun | null)[]> {
  if (!mayAnalyse(viewer) || !isUuid(runId.toLowerCase()) || urns.length === 0) return urns.map(() => null);
  const rows = await database.query<Omit<ExplainableRun, "readPopulation"> & { urn: number }>(
    `WITH found AS (
       SELECT c.run_id AS "runId", c.urn, fingerprint, strategy, version, parameters, constraints
       FROM cohort c JOIN run ON run.id = c.run_id AND completed_at IS NOT NULL
       WHERE c.run_id = $5::uuid AND c.urn = ANY($6::int[])
     ), ${audit}
     SELECT urn, fingerprint, strategy, version, parameters, constraints FROM found`,
    [...auditParameters(viewer, "cohort", operation), runId, urns],
  );
  const runs = rows.map((run) => ({ ...run, readPopulation: () => populationForAnalysis(database, viewer, runId) }));
  return inOrder(urns, runs, ({ urn }) => urn);
}

/**
 * The stored population of a complete run: its schools and their figures.
 * @throws KindredError NOT_FOUND; without SQL unless the viewer may analyse
 */
export async function populationForAnalysis(
  database: Database,
  viewer: Viewer,
  runId: string,
): Promise<PackedPopulation> {
  const [row] = mayAnalyse(viewer)
    ? await database.query<{ contents: Uint8Array }>(
        `SELECT contents FROM run r JOIN population p ON p.id = r.population_id
         WHERE r.id = $1 AND completed_at IS NOT NULL`,
        [runId],
      )
    : [];
  if (!row) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  return row.contents;
}
