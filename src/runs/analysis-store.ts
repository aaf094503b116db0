// The cohorts of any run, for analysts and the department. Reads of unpublished runs are audited.
// Answer and response time are the same whatever a run is used for.
import type { AliasableExpression, Expression, QueryCreator } from "kysely";
import { readAudited, readBy } from "../access/audit.js";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { anyOf, build, type Tables } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { PackedPopulation } from "../population/packing.js";
import { type Cohort, cohortOf } from "./cohort.js";
import {
  askedSchools,
  type CohortKey,
  readCohorts,
  type Seeker,
  selectCohorts,
  selectSeekers,
  type UrnPage,
} from "./cohort-reads.js";
import { type ExplainableCohort, type ExplainableRun, explainableColumns } from "./explainable.js";

interface AnalysisOptions {
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

export const completeCohorts = (database: Database) =>
  build(database)
    .selectFrom("cohort")
    .innerJoin("run", "run.id", "cohort.runId")
    .where("run.completedAt", "is not", null);

/** Builds queries that can read `found`, the rows that a statement returns; `place` is that on a page. */
type Found = QueryCreator<Tables & { found: CohortKey & { place: number } }>;

/**
 * Rows about cohorts by URN, with one audit entry for all that is read of unpublished runs. One statement.
 * @param read the schools and runs that are read; by default those of the rows
 */
async function readCohortsAudited<Row extends CohortKey>(
  database: Database,
  viewer: Viewer,
  { operation }: AnalysisOptions,
  query: Expression<Row>,
  read: (from: Found) => AliasableExpression<CohortKey> = allFound,
): Promise<Row[]> {
  const rows = await readAudited<Row>(database, readBy(viewer, "cohort", operation), query, (from) =>
    from
      .selectFrom(read(from as unknown as Found).as("read"))
      .leftJoin("publishedRun", "publishedRun.id", "read.runId")
      .where("publishedRun.id", "is", null)
      .select(["read.urn", "read.runId"]),
  );
  return rows.sort((a, b) => a.urn - b.urn);
}

const allFound = (from: Found) => from.selectFrom("found").select(["found.urn", "found.runId"]);

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
 * The cohorts of one school in complete runs, with what explaining them needs, aligned with `runIds`. As
 * `cohortsForAnalysis`.
 */
export async function explainableCohortsForAnalysis(
  database: Database,
  viewer: Viewer,
  runIds: readonly string[],
  urn: number,
  options: AnalysisOptions = {},
): Promise<(ExplainableCohort | null)[]> {
  if (!mayAnalyse(viewer) || runIds.length === 0) return runIds.map(() => null);
  const cohorts = completeCohorts(database).where("cohort.runId", "=", anyOf(runIds)).where("cohort.urn", "=", urn);
  const selected = cohorts.selectAll("cohort").select([...explainableColumns, "run.populationId as populationHash"]);
  const rows = await readCohortsAudited(database, viewer, options, selected);
  const runs = rows.map((row) => ({
    ...row,
    cohort: cohortOf(row),
    readPopulation: () => populationForAnalysis(database, viewer, row.runId),
  }));
  return inOrder(runIds, runs, ({ runId }) => runId);
}

/**
 * For each school the schools whose cohort in a complete run names it, by URN: `first`, and one more if there are more.
 * Empty without SQL unless the viewer may analyse. One statement; the audit names the schools asked for, also those
 * that are nobody's peer, except for a published run.
 */
export async function seekersForAnalysis(
  database: Database,
  viewer: Viewer,
  runId: string,
  urns: readonly number[],
  { operation, ...page }: AnalysisOptions & UrnPage,
): Promise<Seeker[][]> {
  if (!mayAnalyse(viewer)) return urns.map(() => []);
  const select = selectSeekers(database, "cohort", runId, urns, page)
    .innerJoin("run", "run.id", "seeker.runId")
    .where("run.completedAt", "is not", null);
  const rows = await readCohortsAudited<Seeker>(database, viewer, { operation }, select, (from) =>
    from
      .selectFrom(askedSchools(urns))
      .innerJoin("run", (join) => join.on("run.id", "=", runId).on("run.completedAt", "is not", null))
      .select(["asked.peer as urn", "run.id as runId"]),
  );
  return urns.map((urn) => rows.filter(({ peer }) => peer === urn));
}

/**
 * Of each complete run its cohorts, by URN: `first`, and one more if there are more. Empty without SQL unless the viewer
 * may analyse. One statement; audited as `cohortsForAnalysis`.
 */
export async function cohortPagesForAnalysis(
  database: Database,
  viewer: Viewer,
  runIds: readonly string[],
  { operation, ...page }: AnalysisOptions & UrnPage,
): Promise<Cohort[][]> {
  if (!mayAnalyse(viewer)) return runIds.map(() => []);
  const select = selectCohorts(database, "cohort", runIds, page)
    .innerJoin("run", "run.id", "page.runId")
    .where("run.completedAt", "is not", null);
  const rows = await readCohortsAudited(database, viewer, { operation }, select, (from) =>
    allFound(from).where("found.place", "<=", page.first),
  );
  return runIds.map((id) => rows.filter(({ runId }) => runId === id).map(cohortOf));
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
