// Reads target sets: the list of sets, their run and policy, and national statistics. Returns nothing about one school.
import { type ExpressionBuilder, sql as expression } from "kysely";
import { readAudited, readBy } from "../access/audit.js";
import { mayGovern, mayReadEveryTarget, scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, selectPage } from "../database/pages.js";
import { anyOf, build, rowCount, type Tables } from "../database/query-builder.js";
import type { Block } from "../population/population.js";
import type { Policy } from "./policy.js";
import { fewest } from "./small-numbers.js";
import type { Outcome } from "./target.js";

export const setStatuses = ["DRAFTING", "DRAFT", "ISSUED", "SUPERSEDED"] as const;
type SetStatus = (typeof setStatuses)[number];

export interface TargetSet {
  readonly id: string;
  readonly jobId: string;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly status: SetStatus;
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
}

/** The department sees every set; viewers of every target see sets that were issued; others see none. */
function visibleStatuses(viewer: Viewer): readonly SetStatus[] {
  if (mayGovern(viewer)) return setStatuses;
  return mayReadEveryTarget(viewer) ? ["ISSUED", "SUPERSEDED"] : [];
}

/** Null, without SQL, if the viewer may see no sets. */
function visibleSets(database: Database, viewer: Viewer) {
  const statuses = visibleStatuses(viewer);
  return statuses.length === 0 ? null : build(database).selectFrom("targetSet").where("status", "=", anyOf(statuses));
}

const columns = ["id", "jobId", "baseYear", "targetYear", "status", "createdAt", "issuedAt"] as const;

/** Newest first. Empty without SQL unless the viewer may read every target. */
export async function findTargetSets(database: Database, viewer: Viewer, page: PageRequest): Promise<Page<TargetSet>> {
  const rows = visibleSets(database, viewer)?.select(columns).$narrowType<{ status: SetStatus }>();
  return rows ? selectPage({ rows, at: "createdAt", id: "id" }, page) : { items: [], hasNextPage: false };
}

/** The number of sets that `findTargetSets` pages through. */
export async function countTargetSets(database: Database, viewer: Viewer): Promise<number> {
  const row = await visibleSets(database, viewer)?.select(rowCount).executeTakeFirst();
  return row?.count ?? 0;
}

/**
 * The target years with issued targets, latest first, for a viewer who may read some. Not audited: it says nothing of a
 * school. Empty without SQL for others.
 */
export async function issuedTargetYears(database: Database, viewer: Viewer): Promise<string[]> {
  if (scopeOf(viewer, "TARGETS").length === 0) return [];
  const sets = build(database).selectFrom("targetSet").select("issuedFor").$narrowType<{ issuedFor: string }>();
  const issued = await sets.where("issuedFor", "is not", null).orderBy("issuedFor", "desc").execute();
  return issued.map(({ issuedFor }) => issuedFor);
}

/** Aligned with `ids`; null where the viewer may see no such set. One statement. */
export async function targetSetsById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(TargetSet | null)[]> {
  const sets = visibleSets(database, viewer);
  if (!sets || ids.length === 0) return ids.map(() => null);
  const rows = await sets.select(columns).where(hasId(ids)).$narrowType<{ status: SetStatus }>().execute();
  return inOrder(ids, rows, ({ id }) => id);
}

/** Any text can be asked for. */
const hasId =
  (ids: readonly string[]) =>
  ({ eb, cast }: ExpressionBuilder<Tables, "targetSet">) =>
    eb(cast<string>("targetSet.id", "text"), "=", anyOf(ids));

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
  const sets = visibleSets(database, viewer);
  if (!sets || ids.length === 0) return ids.map(() => null);
  const found = sets.select(["id", "runId", "policy"]).where(hasId(ids)).$narrowType<{ policy: Policy }>();
  const rows = await readAudited(database, readBy(viewer, "policy", operation), found, (from) =>
    from.selectFrom("found").select([expression<null>`null::int`.as("urn"), "runId"]),
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
  return build(database)
    .with("audit", (into) =>
      into.insertInto("auditEntry").values({ ...readBy(viewer, "statistics", operation), urns: [] }),
    )
    .selectFrom("target")
    .innerJoin("school", "school.urn", "target.urn")
    .select(["block", "outcome"])
    .select([
      expression<number>`count(*)::int`.as("schools"),
      expression<number | null>`case when count(*) >= ${fewest}
        then round(avg((parts->>'improvementShown')::numeric), 3)::float8 end`.as("meanImprovement"),
    ])
    .where("setId", "=", set.id)
    .groupBy(["block", "outcome"])
    .orderBy("block", (block) => block.asc().nullsLast())
    .orderBy("outcome")
    .$narrowType<{ block: Block | null; outcome: Outcome }>()
    .execute();
}
