// Reads partnerships. Every function checks the viewer before any SQL and audits what it discloses.

import { type Expression, sql as expression } from "kysely";
import { disclose } from "../access/disclosure.js";
import { mayGovern, type Scope, scopeOf, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { anyOf, build } from "../database/query-builder.js";
import type { UnlinkedReason } from "./candidates.js";
import type { PlanParameters } from "./parameters.js";

export const partnershipStatuses = ["PROPOSED", "ACTIVE", "DECLINED", "ENDED", "NONE"] as const;
export type PartnershipStatus = (typeof partnershipStatuses)[number];

/** A school's link in the current plan. */
export interface PartnershipRow {
  readonly planId: string;
  readonly baseYear: string;
  /** The school that seeks a partner. */
  readonly urn: number;
  /** The better-attending school; null where the status is `NONE`. */
  readonly partnerUrn: number | null;
  readonly status: PartnershipStatus;
  readonly kilometres: number | null;
  /** The partner's published attendance less the school's, percentage points. */
  readonly gap: number | null;
  /** Only for the department, otherwise null: rank and distance in the cohort, and why there is no partner. */
  readonly rank: number | null;
  readonly distance: number | null;
  readonly reason: UnlinkedReason | null;
}

interface PartnershipReadOptions {
  /** Base year. Default: the latest with a current plan. */
  readonly year?: string;
  /** A plan instead, current or superseded; only the department finds links by it. */
  readonly planId?: string;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/**
 * Links of schools that seek a partner, aligned with `urns`; null where the viewer may read none. One statement;
 * audited.
 */
export async function partnershipsOf(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  options: PartnershipReadOptions = {},
): Promise<(PartnershipRow | null)[]> {
  const rows = await readLinks(database, viewer, urns, options, "urn", "partnerUrn");
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * Links in which each of `urns` is the partner, ordered by the other school's URN; aligned with `urns`. One statement;
 * audited.
 */
export async function linksAsPartner(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  options: PartnershipReadOptions = {},
): Promise<PartnershipRow[][]> {
  const rows = await readLinks(database, viewer, urns, options, "partnerUrn", "urn");
  return urns.map((urn) => rows.filter((row) => row.partnerUrn === urn));
}

/**
 * @param column the column to look `urns` up in; `otherColumn` is the other school, which must also have granted a
 * vendor access
 */
function readLinks(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { year, planId, operation }: PartnershipReadOptions,
  column: "urn" | "partnerUrn",
  otherColumn: "urn" | "partnerUrn",
): Promise<PartnershipRow[]> {
  const scope = planId == null || mayGovern(viewer) ? scopeOf(viewer, "PARTNERSHIPS") : [];
  const granted = grantedUrns(viewer, scope);
  const ifGoverns = <Value>(column: Expression<Value>) =>
    expression<Value | null>`case when ${mayGovern(viewer)}::boolean then ${column} end`;
  return disclose<PartnershipRow>(database, {
    viewer,
    scope,
    urns,
    subject: "partnership",
    operation,
    select: (from) =>
      from
        .selectFrom("scoped")
        .innerJoin("partnership as link", `link.${column}`, "scoped.urn")
        .innerJoin("partnershipPlan as plan", "plan.id", "link.planId")
        .select(["planId", "baseYear", "link.urn", "partnerUrn", "link.status", "kilometres"])
        .select(({ cast, ref }) => [
          cast<number | null>("gap", "float8").as("gap"),
          ifGoverns(ref("rank")).as("rank"),
          ifGoverns(ref("distance")).as("distance"),
          ifGoverns(ref("link.reason")).as("reason"),
        ])
        .where(({ eb, cast, selectFrom, val }) => {
          if (planId != null) return eb(cast<string>("plan.id", "text"), "=", planId);
          const latest = selectFrom("partnershipPlan").select(({ fn }) => fn.max("standsFor").as("latest"));
          return eb("standsFor", "=", year == null ? latest : val(year));
        })
        .$if(granted !== null, (links) => links.where(`link.${otherColumn}`, "=", anyOf(granted!)))
        .orderBy("link.urn")
        .$narrowType<Pick<PartnershipRow, "status" | "reason">>(),
    audited: ["urn", "partnerUrn"],
  });
}

/**
 * For a vendor, the schools that granted access: it reads a link only if both schools did. Others need one school in
 * scope.
 */
const grantedUrns = (viewer: Viewer, scope: Scope): readonly (number | null)[] | null =>
  viewer.role === "MIS_VENDOR" ? scope.map(({ urn }) => urn) : null;

export interface PartnershipPlan {
  readonly id: string;
  readonly runId: string;
  readonly jobId: string;
  readonly baseYear: string;
  readonly status: "ARRANGING" | "PROPOSED" | "SUPERSEDED";
  readonly parameters: PlanParameters;
  /** Null until arranged; the cost is the sum of cohort distances in millionths. */
  readonly summary: {
    readonly linked: number;
    /** reason -> schools */
    readonly unlinked: Readonly<Partial<Record<UnlinkedReason, number>>>;
    readonly totalCost: number;
  } | null;
  readonly createdAt: Date;
}

/** Null where the plan is not found; null without SQL unless the viewer may govern. */
export async function findPlan(database: Database, viewer: Viewer, id: string): Promise<PartnershipPlan | null> {
  if (!mayGovern(viewer)) return null;
  const plan = await build(database)
    .selectFrom("partnershipPlan")
    .select(["id", "runId", "jobId", "baseYear", "status", "parameters", "summary", "createdAt"])
    .where(({ eb, cast }) => eb(cast<string>("id", "text"), "=", id))
    .$narrowType<Pick<PartnershipPlan, "status" | "parameters" | "summary">>()
    .executeTakeFirst();
  return plan ?? null;
}
