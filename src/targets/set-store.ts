// Reads target sets: the list of sets, their run and policy, and national statistics. Returns nothing about one school.
import { auditParameters, recordRead } from "../access/audit.js";
import { mayGovern, mayReadEveryTarget, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, readPage } from "../database/pages.js";
import type { Block } from "../population/population.js";
import type { Policy } from "./policy.js";
import type { Outcome } from "./target.js";

export const setStatuses = ["DRAFTING", "DRAFT", "ISSUED", "SUPERSEDED"] as const;
export type SetStatus = (typeof setStatuses)[number];

export interface TargetSet {
  readonly id: string;
  readonly jobId: string;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly status: SetStatus;
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
}

const columns = `id::text AS id, job_id::text AS "jobId", base_year AS "baseYear", target_year AS "targetYear", status, created_at AS "createdAt", issued_at AS "issuedAt"`;

/** The department sees every set; viewers of every target see sets that were issued; others see none. */
function visibleStatuses(viewer: Viewer): readonly SetStatus[] {
  if (mayGovern(viewer)) return setStatuses;
  return mayReadEveryTarget(viewer) ? ["ISSUED", "SUPERSEDED"] : [];
}

/** Newest first. Empty without SQL unless the viewer may read every target. */
export async function findTargetSets(database: Database, viewer: Viewer, page: PageRequest): Promise<Page<TargetSet>> {
  const statuses = visibleStatuses(viewer);
  if (statuses.length === 0) return { items: [], hasNextPage: false };
  const select = `SELECT ${columns} FROM target_set`;
  const list = { select, where: "status = ANY($1::text[])", parameters: [statuses] };
  return readPage<TargetSet>(database, { ...list, at: "created_at", id: "target_set.id" }, page);
}

/** The number of sets that `findTargetSets` pages through. */
export async function countTargetSets(database: Database, viewer: Viewer): Promise<number> {
  const statuses = visibleStatuses(viewer);
  if (statuses.length === 0) return 0;
  const [row] = await database.query<{ sets: number }>(
    "SELECT count(*)::int AS sets FROM target_set WHERE status = ANY($1::text[])",
    [statuses],
  );
  return row?.sets ?? 0;
}

/** Aligned with `ids`; null where the viewer may see no such set. One statement. */
export async function targetSetsById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(TargetSet | null)[]> {
  const statuses = visibleStatuses(viewer);
  if (statuses.length === 0 || ids.length === 0) return ids.map(() => null);
  const rows = await database.query<TargetSet>(
    `SELECT ${columns} FROM target_set WHERE status = ANY($1::text[]) AND id::text = ANY($2::text[])`,
    [statuses, ids],
  );
  return inOrder(ids, rows, ({ id }) => id);
}

/** What a set was made from. Anyone with these and the published figures can compute every target. */
export interface SetOrigin {
  readonly id: string;
  readonly runId: string;
  readonly policy: Policy;
}

/** Aligned with `ids`; null for sets that `targetSetsById` does not return. One statement; audited. */
export async function originsOf(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
  { operation }: { readonly operation?: string } = {},
): Promise<(SetOrigin | null)[]> {
  const statuses = visibleStatuses(viewer);
  if (statuses.length === 0 || ids.length === 0) return ids.map(() => null);
  const rows = await database.query<SetOrigin>(
    `WITH found AS (
       SELECT id::text AS id, run_id, policy FROM target_set WHERE status = ANY($5::text[]) AND id::text = ANY($6::text[])
     ), audit AS (
       ${recordRead("'{}'::int[]", "array_agg(DISTINCT run_id ORDER BY run_id)")} FROM found HAVING count(*) > 0
     )
     SELECT id, run_id::text AS "runId", policy FROM found`,
    [...auditParameters(viewer, "policy", operation), statuses, ids],
  );
  return inOrder(ids, rows, ({ id }) => id);
}

export interface OutcomeCount {
  /** Null for schools without a block. */
  readonly block: Block | null;
  readonly outcome: Outcome;
  readonly schools: number;
  /** Mean improvement shown, percentage points; null unless `SET`, and over so few schools that it could reveal one. */
  readonly meanImprovement: number | null;
}

/** A mean over fewer schools is not returned. */
const minimumSchools = 10;

/**
 * National counts by block and outcome; null where the viewer may not see the set or it is still `DRAFTING`. Audited.
 */
export async function targetStatistics(
  database: Database,
  viewer: Viewer,
  setId: string,
  { operation }: { readonly operation?: string } = {},
): Promise<readonly OutcomeCount[] | null> {
  const [set] = await targetSetsById(database, viewer, [setId]);
  if (!set || set.status === "DRAFTING") return null;
  return database.query<OutcomeCount>(
    `WITH audit AS (${recordRead("'{}'::int[]")})
     SELECT block, outcome, count(*)::int AS schools,
       CASE WHEN count(*) >= $6::int THEN round(avg((parts->>'improvementShown')::numeric), 3)::float8 END AS "meanImprovement"
     FROM target JOIN school ON school.urn = target.urn
     WHERE set_id = $5::uuid GROUP BY block, outcome ORDER BY block NULLS LAST, outcome`,
    [...auditParameters(viewer, "statistics", operation), set.id, minimumSchools],
  );
}
