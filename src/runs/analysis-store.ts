// The cohorts of any run, for analysts and the department. Reads of unpublished runs are audited.
// Answer and response time are the same whatever a run is used for.
import type { Expression } from "kysely";
import { readAudited, readBy } from "../access/audit.js";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { anyOf, build } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { PackedPopulation } from "../population/packing.js";
import type { Cohort } from "./cohort.js";
import { type CohortKey, readCohorts } from "./cohort-reads.js";
import { type ExplainableRun, explainableColumns } from "./explainable.js";

interface AnalysisOptions {
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

export const completeCohorts = (database: Database) =>
  build(database)
    .selectFrom("cohort")
    .innerJoin("run", "run.id", "cohort.runId")
    .where("run.completedAt", "is not", null);

/** Rows about cohorts, with one audit entry for all rows of unpublished runs. One statement. */
const readCohortsAudited = <Row extends CohortKey>(
  database: Database,
  viewer: Viewer,
  { operation }: AnalysisOptions,
  query: Expression<Row>,
): Promise<Row[]> =>
  readAudited<CohortKey>(database, readBy(viewer, "cohort", operation), query, (from) =>
    from
      .selectFrom("found")
      .leftJoin("publishedRun", "publishedRun.id", "found.runId")
      .where("publishedRun.id", "is", null)
      .select(["found.urn", "found.runId"]),
  ) as Promise<Row[]>;

/**
 * Cohorts of complete runs, aligned with `keys`; all null without SQL unless the viewer may analyse. One statement;
 * audited except for published runs.
 */
export async function cohortsForAnalysis(
  database: Database,
  viewer: Viewer,
  keys: readonly CohortKey[],
  options: AnalysisOptions = {},
): Promise<(Cohort | null)[]> {
  if (!mayAnalyse(viewer)) return keys.map(() => null);
  return readCohorts(keys, (requested) => {
    const cohorts = completeCohorts(database).innerJoin(requested, (join) =>
      join.onRef("requested.runId", "=", "cohort.runId").onRef("requested.urn", "=", "cohort.urn"),
    );
    return readCohortsAudited(database, viewer, options, cohorts.selectAll("cohort"));
  });
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
  options: AnalysisOptions = {},
): Promise<(ExplainableRun | null)[]> {
  if (!mayAnalyse(viewer) || !isUuid(runId.toLowerCase()) || urns.length === 0) return urns.map(() => null);
  const cohorts = completeCohorts(database).where("cohort.runId", "=", runId).where("cohort.urn", "=", anyOf(urns));
  const rows = await readCohortsAudited(
    database,
    viewer,
    options,
    cohorts.select(["cohort.runId", "cohort.urn", ...explainableColumns]),
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
  const row = mayAnalyse(viewer)
    ? await build(database)
        .selectFrom("run")
        .innerJoin("population", "population.id", "run.populationId")
        .select("contents")
        .where("run.id", "=", runId)
        .where("completedAt", "is not", null)
        .executeTakeFirst()
    : undefined;
  if (!row) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  return row.contents;
}
