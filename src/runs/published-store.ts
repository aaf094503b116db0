// Published runs and cohorts, which anyone may read. The statements in this file name no other tables.
import { sql as expression } from "kysely";
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, selectPage } from "../database/pages.js";
import { anyOf, build, rowCount } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { PackedPopulation } from "../population/packing.js";
import { type Cohort, cohortOf } from "./cohort.js";
import { type Seeker, selectCohorts, selectSeekers, type UrnPage } from "./cohort-reads.js";
import { type ExplainableCohort, explainableColumns } from "./explainable.js";
import type { PublishedRun } from "./run.js";

const selectRuns = (database: Database) =>
  build(database)
    .selectFrom("publishedRun")
    .select(["id", "fingerprint", "strategy", "version", "engineVersion", "parameters", "constraints"])
    .select(["baseYear", "circumstancesYear", "publishedAt", "summary", "warnings"])
    .$narrowType<Pick<PublishedRun, "summary" | "warnings">>();

/** Newest first. */
export function findPublishedRuns(database: Database, _: Viewer, page: PageRequest): Promise<Page<PublishedRun>> {
  return selectPage({ rows: selectRuns(database), at: "publishedAt", id: "id" }, page);
}

export async function countPublishedRuns(database: Database, _: Viewer): Promise<number> {
  const { count } = await build(database).selectFrom("publishedRun").select(rowCount).executeTakeFirstOrThrow();
  return count;
}

/** Aligned with `ids`; null where no such run is published. One statement. */
export async function publishedRunsById(
  database: Database,
  _: Viewer,
  ids: readonly string[],
): Promise<(PublishedRun | null)[]> {
  const keys = ids.map((id) => id.toLowerCase());
  const validIds = keys.filter(isUuid);
  if (validIds.length === 0) return ids.map(() => null);
  const rows = await selectRuns(database).where("id", "=", anyOf(validIds)).execute();
  return inOrder(keys, rows, ({ id }) => id);
}

/**
 * The cohorts of one school in published runs, with what explaining them needs, aligned with `runIds`. One statement.
 */
export async function explainablePublishedCohorts(
  database: Database,
  viewer: Viewer,
  runIds: readonly string[],
  urn: number,
): Promise<(ExplainableCohort | null)[]> {
  const rows = await build(database)
    .selectFrom("publishedCohort")
    .innerJoin("publishedRun", "publishedRun.id", "publishedCohort.runId")
    .where("publishedCohort.runId", "=", anyOf(runIds))
    .where("publishedCohort.urn", "=", urn)
    .selectAll("publishedCohort")
    .select([...explainableColumns])
    .select(expression<string>`encode(sha256(population_contents), 'hex')`.as("populationHash"))
    .execute();
  const runs = rows.map((row) => ({
    ...row,
    cohort: cohortOf(row),
    readPopulation: () => publishedPopulation(database, viewer, row.runId),
  }));
  return inOrder(runIds, runs, ({ runId }) => runId);
}

/**
 * For each school the schools whose cohort in a published run names it, by URN: `first`, and one more if there are more.
 * One statement.
 */
export async function publishedSeekers(
  database: Database,
  _: Viewer,
  runId: string,
  urns: readonly number[],
  page: UrnPage,
): Promise<Seeker[][]> {
  const rows = await selectSeekers(database, "publishedCohort", runId, urns, page).execute();
  return urns.map((urn) => rows.filter(({ peer }) => peer === urn));
}

/** Of each published run its cohorts, by URN: `first`, and one more if there are more. One statement. */
export async function publishedCohortPages(
  database: Database,
  _: Viewer,
  runIds: readonly string[],
  page: UrnPage,
): Promise<Cohort[][]> {
  const rows = await selectCohorts(database, "publishedCohort", runIds, page).execute();
  return runIds.map((id) => rows.filter(({ runId }) => runId === id).map(cohortOf));
}

/** The stored population of a published run: its schools and their figures. @throws KindredError NOT_FOUND */
export async function publishedPopulation(database: Database, _: Viewer, runId: string): Promise<PackedPopulation> {
  const row = await build(database)
    .selectFrom("publishedRun")
    .select("populationContents")
    .where("id", "=", runId)
    .executeTakeFirst();
  if (!row) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  return row.populationContents;
}
