// Reads partnerships. Every function checks the viewer before any SQL and audits what it discloses.

import { type Expression, sql as expression } from "kysely";
import { disclose, isInOneOf } from "../access/disclosure.js";
import {
  mayAnalyse,
  mayGovern,
  mayReadPartnershipCohorts,
  type Scope,
  scopeOf,
  type Viewer,
} from "../access/viewer.js";
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
  /** `WITHHELD`, for a vendor: the partner has not agreed. Then nothing of the partner is in the row. */
  readonly status: PartnershipStatus | "WITHHELD";
  readonly kilometres: number | null;
  /** The partner's published attendance less the school's, percentage points. */
  readonly gap: number | null;
  /**
   * Rank and distance in the cohort of the school that seeks, and why it has no partner. Null unless that school is in
   * scope, and for a vendor. The reason `NO_CAPACITY` speaks of other schools: it is `NONE_AVAILABLE` unless the viewer
   * may analyse.
   */
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
 * Links of schools that seek a partner, aligned with `urns`; null where the school is not in the plan or the viewer may
 * not read its partnerships. One statement; audited.
 */
export async function partnershipsOf(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  options: PartnershipReadOptions = {},
): Promise<(PartnershipRow | null)[]> {
  const rows = await readLinks(database, viewer, urns, options, "urn");
  return inOrder(urns, rows, ({ urn }) => urn);
}

/**
 * Links in which each of `urns` is the partner, ordered by the other school's URN; aligned with `urns`. For a vendor,
 * those to which the other school agreed too. One statement; audited.
 */
export async function linksAsPartner(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  options: PartnershipReadOptions = {},
): Promise<PartnershipRow[][]> {
  const rows = await readLinks(database, viewer, urns, options, "partnerUrn");
  return urns.map((urn) => rows.filter((row) => row.partnerUrn === urn));
}

/** Whether a link shows its partner, and what the cohort of the school that seeks would show. */
interface Shown {
  readonly partner: boolean;
  readonly cohort: boolean;
}

const ifShown = <Value>(what: keyof Shown, column: Expression<Value>) =>
  expression<Value | null>`case when ${expression.ref(`shown.${what}`)} then ${column} end`;

/**
 * @param column the column to look `urns` up in. Of links of schools that seek a partner, a vendor also gets those whose
 * partner has not agreed, without the partner; as a partner's, only those that both schools agreed to.
 */
function readLinks(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { year, planId, operation }: PartnershipReadOptions,
  column: "urn" | "partnerUrn",
): Promise<PartnershipRow[]> {
  const scope = planId == null || mayGovern(viewer) ? scopeOf(viewer, "PARTNERSHIPS") : [];
  const granted = grantedUrns(viewer, scope);
  const agreed = granted === null ? expression`true` : expression`link.partner_urn = any(${granted}::int[])`;
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
        .crossJoin(({ exists, selectFrom }) => {
          const seeks = selectFrom("school").whereRef("school.urn", "=", "link.urn").where(isInOneOf(scope));
          const ofCohort = mayReadPartnershipCohorts(viewer) ? exists(seeks.select("school.urn")) : expression`false`;
          return expression<Shown>`lateral (select link.partner_urn is null or ${agreed}, ${ofCohort})`.as<"shown">(
            expression`shown (partner, cohort)`,
          );
        })
        .select(["planId", "baseYear", "link.urn"])
        .select(({ cast, ref }) => [
          ifShown("partner", ref("partnerUrn")).as("partnerUrn"),
          expression<string>`case when shown.partner then link.status else 'WITHHELD' end`.as("status"),
          ifShown("partner", ref("kilometres")).as("kilometres"),
          ifShown("partner", cast<number | null>("gap", "float8")).as("gap"),
          ifShown("cohort", ref("rank")).as("rank"),
          ifShown("cohort", ref("distance")).as("distance"),
          ifShown("cohort", reasonFor(viewer)).as("reason"),
        ])
        .where(({ eb, cast, selectFrom, val }) => {
          if (planId != null) return eb(cast<string>("plan.id", "text"), "=", planId);
          const latest = selectFrom("partnershipPlan").select(({ fn }) => fn.max("standsFor").as("latest"));
          return eb("standsFor", "=", year == null ? latest : val(year));
        })
        .$if(granted !== null && column === "partnerUrn", (links) => links.where("link.urn", "=", anyOf(granted!)))
        .orderBy("link.urn")
        .$narrowType<Pick<PartnershipRow, "status" | "reason">>(),
    audited: ["urn", "partnerUrn"],
  });
}

/** Only analysts and the department read that other schools took every place. */
const reasonFor = (viewer: Viewer) =>
  mayAnalyse(viewer)
    ? expression.ref<string | null>("link.reason")
    : expression<string | null>`case link.reason when 'NO_CAPACITY' then 'NONE_AVAILABLE' else link.reason end`;

/**
 * For a vendor, the schools that granted access: it reads who the partner is only if both schools did. Others need one
 * school in scope.
 */
const grantedUrns = (viewer: Viewer, scope: Scope): readonly (number | null)[] | null =>
  viewer.role === "MIS_VENDOR" ? scope.map(({ urn }) => urn) : null;

/**
 * The base years with a current plan, latest first, for a viewer who may read some partnerships. Not audited: it says
 * nothing of a school. Empty without SQL for others.
 */
export async function partnershipYears(database: Database, viewer: Viewer): Promise<string[]> {
  if (scopeOf(viewer, "PARTNERSHIPS").length === 0) return [];
  const plans = build(database).selectFrom("partnershipPlan").select("standsFor").$narrowType<{ standsFor: string }>();
  const current = await plans.where("standsFor", "is not", null).orderBy("standsFor", "desc").execute();
  return current.map(({ standsFor }) => standsFor);
}

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

/** Aligned with `ids`, any texts; null where there is no such plan. All null without SQL unless the viewer may govern. */
export async function plansById(
  database: Database,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(PartnershipPlan | null)[]> {
  if (!mayGovern(viewer) || ids.length === 0) return ids.map(() => null);
  const plans = await build(database)
    .selectFrom("partnershipPlan")
    .select(["id", "runId", "jobId", "baseYear", "status", "parameters", "summary", "createdAt"])
    .where(({ eb, cast }) => eb(cast<string>("id", "text"), "=", anyOf(ids)))
    .$narrowType<Pick<PartnershipPlan, "status" | "parameters" | "summary">>()
    .execute();
  return inOrder(ids, plans, ({ id }) => id);
}

/** As `plansById`. */
export async function findPlan(database: Database, viewer: Viewer, id: string): Promise<PartnershipPlan | null> {
  const [plan] = await plansById(database, viewer, [id]);
  return plan ?? null;
}
