// Published runs and cohorts, which anyone may read. The statements in this file name no other tables.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, readPage } from "../database/pages.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import type { PackedPopulation } from "../population/packing.js";
import { type CohortKey, readCohorts } from "./cohort-reads.js";
import type { Cohort, PublishedRun } from "./run.js";

const select = `SELECT id, fingerprint, strategy, version, engine_version AS "engineVersion", parameters, constraints,
    base_year AS "baseYear", circumstances_year AS "circumstancesYear", published_at AS "publishedAt", summary, warnings
  FROM published_run`;

/** Newest first. */
export function findPublishedRuns(database: Database, _: Viewer, page: PageRequest): Promise<Page<PublishedRun>> {
  return readPage<PublishedRun>(database, { select, at: "published_at", id: "id" }, page);
}

export async function countPublishedRuns(database: Database, _: Viewer): Promise<number> {
  const [row] = await database.query<{ count: number }>("SELECT count(*)::int AS count FROM published_run");
  return row!.count;
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
  const rows = await database.query<PublishedRun>(`${select} WHERE id = ANY($1::uuid[])`, [validIds]);
  return inOrder(keys, rows, ({ id }) => id);
}

/** Aligned with `keys`. One statement. */
export function publishedCohorts(
  database: Database,
  _: Viewer,
  keys: readonly CohortKey[],
): Promise<(Cohort | null)[]> {
  return readCohorts(database, { table: "published_cohort" }, keys);
}

/** The stored population of a published run: its schools and their figures. @throws KindredError NOT_FOUND */
export async function publishedPopulation(database: Database, _: Viewer, runId: string): Promise<PackedPopulation> {
  const [row] = await database.query<{ contents: Uint8Array }>(
    "SELECT population_contents AS contents FROM published_run WHERE id = $1",
    [runId],
  );
  if (!row) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  return row.contents;
}
