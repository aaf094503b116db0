// Reads runs. Every function checks the viewer before any SQL.
import { mayAnalyse, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, readPage } from "../database/pages.js";
import { isUuid } from "../database/uuid.js";
import type { Run } from "./run.js";

export { cohortsForAnalysis, explainableForAnalysis, populationForAnalysis } from "./analysis-store.js";
export type { CohortKey } from "./cohort-reads.js";
export {
  countPublishedRuns,
  findPublishedRuns,
  publishedCohorts,
  publishedPopulation,
  publishedRunsById,
} from "./published-store.js";

const select = `SELECT r.id, r.fingerprint, r.strategy, r.version, r.engine_version AS "engineVersion",
    r.parameters, r.constraints, r.population_id AS "populationId",
    p.base_year AS "baseYear", p.circumstances_year AS "circumstancesYear",
    j.status, j.stage, j.done, j.total, j.error_code AS "errorCode", j.error, j.id AS "jobId",
    r.created_at AS "createdAt", j.started_at AS "startedAt", j.finished_at AS "finishedAt",
    r.completed_at AS "completedAt",
    r.summary, coalesce(r.warnings, '[]'::json) AS warnings, r.learnt,
    EXISTS (SELECT 1 FROM published_run WHERE id = r.id) AS published
  FROM run r JOIN population p ON p.id = r.population_id JOIN job j ON j.id = r.job_id`;

/** Runs of any status, newest first. Empty without SQL unless the viewer may analyse. */
export async function findRuns(database: Database, viewer: Viewer, page: PageRequest): Promise<Page<Run>> {
  if (!mayAnalyse(viewer)) return { items: [], hasNextPage: false };
  return readPage<Run>(database, { select, at: "r.created_at", id: "r.id" }, page);
}

/** The number of runs that `findRuns` pages through; 0 without SQL unless the viewer may analyse. */
export async function countRuns(database: Database, viewer: Viewer): Promise<number> {
  if (!mayAnalyse(viewer)) return 0;
  const [row] = await database.query<{ count: number }>("SELECT count(*)::int AS count FROM run");
  return row!.count;
}

/**
 * Aligned with `ids`; null where a run is not found. All null without SQL unless the viewer may analyse. One statement.
 */
export async function runsById(database: Database, viewer: Viewer, ids: readonly string[]): Promise<(Run | null)[]> {
  const keys = ids.map((id) => id.toLowerCase());
  const validIds = mayAnalyse(viewer) ? keys.filter(isUuid) : [];
  if (validIds.length === 0) return ids.map(() => null);
  const rows = await database.query<Run>(`${select} WHERE r.id = ANY($1::uuid[])`, [validIds]);
  return inOrder(keys, rows, ({ id }) => id);
}
