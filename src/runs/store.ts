// Reads runs. Every function checks the viewer before any SQL.
import { sql as expression } from "kysely";
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, selectPage } from "../database/pages.js";
import { anyOf, build, rowCount } from "../database/query-builder.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { Run } from "./run.js";

export {
  cohortPagesForAnalysis,
  cohortsForAnalysis,
  explainableCohortsForAnalysis,
  explainableForAnalysis,
  populationForAnalysis,
  seekersForAnalysis,
} from "./analysis-store.js";
export type { Seeker } from "./cohort-reads.js";
export {
  countPublishedRuns,
  explainablePublishedCohorts,
  findPublishedRuns,
  publishedCohortPages,
  publishedPopulation,
  publishedRunsById,
  publishedSeekers,
} from "./published-store.js";
export { everyCohort } from "./whole-runs.js";

const selectRuns = (database: Database) =>
  build(database)
    .selectFrom("run")
    .innerJoin("population", "population.id", "run.populationId")
    .innerJoin("job", "job.id", "run.jobId")
    .select(["run.id", "fingerprint", "strategy", "version", "engineVersion", "parameters", "constraints"])
    .select(["populationId", "baseYear", "circumstancesYear", "run.jobId", "run.createdAt", "completedAt"])
    .select(["status", "stage", "done", "total", "errorCode", "error", "startedAt", "finishedAt"])
    .select(["summary", "learnt"])
    .select(({ fn, exists, selectFrom }) => [
      fn.coalesce("warnings", expression`'[]'::json`).as("warnings"),
      exists(selectFrom("publishedRun").select("id").whereRef("publishedRun.id", "=", "run.id")).as("published"),
    ])
    .$narrowType<Pick<Run, "status" | "summary" | "warnings" | "errorCode"> & { published: boolean }>();

/** Runs of any status, newest first. Empty without SQL unless the viewer may analyse. */
export async function findRuns(database: Database, viewer: Viewer, page: PageRequest): Promise<Page<Run>> {
  if (!mayAnalyse(viewer)) return { items: [], hasNextPage: false };
  return selectPage({ rows: selectRuns(database), at: "run.createdAt", id: "run.id" }, page);
}

/** The number of runs that `findRuns` pages through; 0 without SQL unless the viewer may analyse. */
export async function countRuns(database: Database, viewer: Viewer): Promise<number> {
  if (!mayAnalyse(viewer)) return 0;
  const { count } = await build(database).selectFrom("run").select(rowCount).executeTakeFirstOrThrow();
  return count;
}

/**
 * Aligned with `ids`; null where a run is not found. All null without SQL unless the viewer may analyse. One statement.
 */
export async function runsById(database: Database, viewer: Viewer, ids: readonly string[]): Promise<(Run | null)[]> {
  const keys = ids.map((id) => id.toLowerCase());
  const validIds = mayAnalyse(viewer) ? keys.filter(isUuid) : [];
  if (validIds.length === 0) return ids.map(() => null);
  const rows = await selectRuns(database).where("run.id", "=", anyOf(validIds)).execute();
  return inOrder(keys, rows, ({ id }) => id);
}

/** @throws KindredError NOT_FOUND */
export async function requireRun(database: Database, viewer: Viewer, id: string): Promise<Run> {
  const [run] = await runsById(database, viewer, [id]);
  if (!run) throw new KindredError("NOT_FOUND", `Run ${id} cannot be found.`);
  return run;
}

/** @throws KindredError NOT_FOUND | RUN_UNFINISHED */
export async function requireFinishedRun(database: Database, viewer: Viewer, id: string): Promise<Run> {
  const run = await requireRun(database, viewer, id);
  assertFinished(run);
  return run;
}

/** @throws KindredError RUN_UNFINISHED */
export function assertFinished({ id, status, completedAt }: Run): void {
  if (completedAt) return;
  throw new KindredError(
    "RUN_UNFINISHED",
    `Run ${id} is not complete (its status is ${status}). Wait until it is, or start it again.`,
  );
}
