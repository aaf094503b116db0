// The secret data, which differs between the databases in values, existence, number, order and times. Only what a
// compared client may read is the same: its own schools' targets, links, cohort and grants; see scopes.ts.
import type { Database, Sql } from "../../src/database/database.js";
import { urns } from "../server/world.js";
import { canaryFigure, canaryTarget, canaryText, type Owner } from "./canaries.js";
import type { World } from "./protocol.js";
import { insert, publishedRuns, uuid } from "./public-part.js";
import { closedTo, ownerOfTarget, ownLink, scopes } from "./scopes.js";
import { addSecretAttendance, restoreAttendance } from "./secret-attendance.js";
import { addSecretClients, restoreClients } from "./secret-clients.js";
import { addComparisons, comparisonIds, restoreComparisons } from "./secret-comparisons.js";
import {
  addJob,
  addRuns,
  changeFigures,
  freezeEveryYear,
  moment,
  restoreRuns,
  runIds,
  type Twin,
  type Use,
  uses,
} from "./secret-runs.js";

export type { Twin } from "./secret-runs.js";

/** Ids that exist only in one database; where runs are the same, both databases have those of the first. */
export const secretIds = (twin: Twin) => ({
  runs: runIds(twin),
  comparisons: comparisonIds(twin),
  sets: [1, 2, 3, 4, 5].slice(0, twin === 0 ? 5 : 4).map((n) => uuid(30 + twin, n)),
  plans: [1, 2, 3].slice(0, twin === 0 ? 3 : 2).map((n) => uuid(40 + twin, n)),
});

export async function addSecretPart(database: Database, twin: Twin, world: World = "scopes"): Promise<void> {
  await addCorrected(database, twin);
  if (world === "scopes") {
    await addRuns(database, twin, twin);
    await addComparisons(database, twin, twin);
    await changeFigures(database, twin);
  } else {
    await addRuns(database, 0, "ANALYST");
    await addComparisons(database, 0, "ANALYST");
    await freezeEveryYear(database);
  }
  await addSets(database, twin, world);
  await addPlans(database, twin, world);
  await addSecretClients(database, twin);
  await addSecretAttendance(database, twin, world);
  await insert(
    database,
    "rejected_row",
    urns
      .slice(0, 3 + twin)
      .map((line) => ({ file_id: 1, line, column: "x", value: canaryText("row", twin), reason: "" })),
  );
  const marks = [`${canaryText("fingerprint", twin)}`, `cohorts ${twin}`].slice(twin);
  await insert(
    database,
    "fingerprint_mark",
    marks.map((fingerprint) => ({ fingerprint, mark: "FED_TARGET", at: moment(twin, 3) })),
  );
  await insert(
    database,
    "run_separation",
    publishedRuns.slice(twin).map((published_run_id) => ({
      published_run_id,
      secret_run_id: uuid(60 + twin, 1),
      policy: canaryText("policy", twin),
      same_strategy: twin === 0,
      overlap: 0.1 + twin / 10,
      exact: 0.5,
      guessed: 0.6,
      most_overlap: 0.5,
      most_gain: 0.01,
      apart: twin === 1,
      at: moment(twin, 3),
      override_reason: canaryText("reason", twin),
    })),
  );
}

/**
 * Rows of public tables that a correction has replaced, as they were published by mistake: no field shows them. The
 * statements that read ahead can name public tables only, so these are what they can disclose beyond what is asked.
 */
async function addCorrected(sql: Sql, twin: Twin): Promise<void> {
  const some = urns.slice(twin);
  const row = (urn: number) => ({ urn, year: "2022/23", file_id: 2, line: urn - 100_000 + twin, superseded_by_id: 1 });
  await insert(
    sql,
    "attendance",
    some.map((urn) => ({ ...row(urn), overall_absence: canaryFigure(urn, twin) })),
  );
  await insert(
    sql,
    "circumstances",
    some.map((urn) => ({ ...row(urn), roll: 500 + twin, fsm: canaryFigure(urn, twin), fsm_source: "PNUMFSMEVER" })),
  );
  const link = { link_name: canaryText("link", twin), link_type: "Successor", current: false };
  await insert(
    sql,
    "school_link",
    some.map((urn) => ({ ...row(urn), ...link, link_urn: 100_001 + twin })),
  );
}

/** Restores the data after a compared client has changed something. */
export async function restoreOwn(sql: Sql, world: World): Promise<void> {
  await restoreClients(sql);
  await restoreAttendance(sql);
  if (world !== "runs") return;
  await restoreComparisons(sql);
  await restoreRuns(sql);
}

/**
 * The run behind a set or plan. Where both databases have the same runs, each database uses them for different sets.
 */
function runFor(use: Use, twin: Twin, world: World): string {
  const swapped: Partial<Record<Use, Use>> = {
    ISSUED: "DRAFT",
    DRAFT: "PLAN",
    SUPERSEDED: "ISSUED",
    PLAN: "SUPERSEDED",
  };
  const fed = world === "runs" && twin === 1 ? (swapped[use] ?? use) : use;
  return runIds(world === "runs" ? 0 : twin)[uses.indexOf(fed)] as string;
}

/**
 * An issued set that includes the compared clients' own targets, and sets that must stay hidden from them. Sets are issued
 * for the same years, which everyone with a grant of targets may know.
 */
async function addSets(sql: Sql, twin: Twin, world: World) {
  const kinds =
    twin === 0
      ? (["ISSUED", "DRAFT", "SUPERSEDED", "EARLIER", "DRAFT"] as const)
      : (["SUPERSEDED", "ISSUED", "DRAFTING", "EARLIER"] as const);
  const useOf = {
    ISSUED: "ISSUED",
    DRAFT: "DRAFT",
    DRAFTING: "DRAFT",
    SUPERSEDED: "SUPERSEDED",
    EARLIER: "PLAN",
  } as const;
  for (const [at, kind] of kinds.entries()) {
    const id = secretIds(twin).sets[at] as string;
    const year = kind === "EARLIER" ? "2022/23" : kind.startsWith("DRAFT") ? "2024/25" : "2023/24";
    const issued = kind === "ISSUED" || kind === "EARLIER";
    await insert(sql, "target_set", [
      {
        id,
        run_id: runFor(useOf[kind], twin, world),
        job_id: await addJob(sql, twin, id, "targets"),
        policy: { id: canaryText("policy", twin) },
        base_year: "2022/23",
        target_year: year,
        status: kind === "EARLIER" ? "ISSUED" : kind,
        issued_for: issued ? year : null,
        created_at: moment(twin, 5 + at),
        issued_at: issued || kind === "SUPERSEDED" ? moment(twin, 6 + at) : null,
      },
    ]);
    const where = kind === "ISSUED" ? "target" : kind === "SUPERSEDED" ? "superseded" : "draft";
    const rows = urns.flatMap((urn) => {
      const owner = ownerOfTarget(world, urn);
      const has = owner ? kind !== "EARLIER" : twin === 0 || urn % 3 === 0;
      return has ? [target(id, urn, where, owner && kind === "ISSUED" ? owner : twin)] : [];
    });
    await insert(sql, "target", twin === 0 ? rows : rows.toReversed());
  }
}

/** Whose schools can reach their targets: the chance of the others, which only maintain theirs, is always null. */
const reached: readonly Owner[] = ["SCHOOL", "TRUST", "ANALYST"];

/** One of the authority's schools has no target. */
const withoutTarget = 100_020;

function target(set_id: string, urn: number, where: "target" | "draft" | "superseded", owner: Owner) {
  const none = owner === 1 ? urn % 2 === 0 : urn === withoutTarget && owner === "AUTHORITY";
  const figure = canaryFigure(urn, owner);
  return {
    set_id,
    urn,
    outcome: none ? "NO_BASELINE" : "SET",
    target: none ? null : canaryTarget(where, urn, owner),
    baseline: none ? null : figure,
    baseline_kind: none ? null : owner === 0 ? "THREE_YEAR" : "OWN",
    flags: owner === 0 ? ["SMALL", "SHOCK"] : reached.includes(owner) ? [] : ["MAINTAIN"],
    parts: {
      sources: [{ urn, year: "2022/23", attendance: figure, file: 1, line: 2 }],
      peers: 20,
      median: figure,
      contribution: figure,
      improvement: figure,
      improvementShown: figure,
      code: canaryText("code", owner),
    },
  };
}

/**
 * The current plan includes the links that compared clients may read. Everything else in it, and other plans, differ, but
 * for the years of plans, which everyone with a grant of partnerships may know.
 */
async function addPlans(sql: Sql, twin: Twin, world: World) {
  const kinds = twin === 0 ? (["PROPOSED", "SUPERSEDED", "EARLIER"] as const) : (["PROPOSED", "EARLIER"] as const);
  for (const [at, kind] of kinds.entries()) {
    const id = secretIds(twin).plans[at] as string;
    const year = kind === "EARLIER" ? "2021/22" : "2022/23";
    await insert(sql, "partnership_plan", [
      {
        id,
        run_id: runFor("PLAN", twin, world),
        job_id: await addJob(sql, twin, id, "partnerships"),
        parameters: { capacity: 1 + twin },
        status: kind === "EARLIER" ? "PROPOSED" : kind,
        stands_for: kind === "SUPERSEDED" ? null : year,
        base_year: year,
        summary: { linked: 60 - 20 * twin, unlinked: {}, totalCost: 1 },
        created_at: moment(twin, 8 + at),
      },
    ]);
    const rows = urns.flatMap((urn) => {
      const own = ownLink(world, urn);
      if (own && kind === "PROPOSED") return [partnership(id, urn, own.partner, own.owner, twin)];
      // No compared client may read a superseded plan or has a link in the plan of the earlier year. The vendor sees that
      // 100004 has a partner, but not which: the partner has not agreed.
      const has =
        kind === "EARLIER"
          ? !own && !closedTo(world, urn) && !seenByVendor(urn)
          : twin === 0 || urn % 4 === 0 || urn === withoutGrant.urn;
      return has ? [partnership(id, urn, otherPartner(urn, twin, world), twin, twin)] : [];
    });
    await insert(sql, "partnership", twin === 0 ? rows : rows.toReversed());
  }
}

/** The vendor may read both schools' targets, but not this link: one of the schools did not grant it. */
const withoutGrant = { urn: 100_006, partner: 100_002 };

/**
 * The partner in links that no compared client may read; schools of vendors may be partners, without a grant for the
 * link.
 */
function otherPartner(urn: number, twin: Twin, world: World): number | null {
  if (urn === withoutGrant.urn) return withoutGrant.partner;
  const partner = urns[(urns.indexOf(urn) + 7 + twin) % urns.length] as number;
  return closedTo(world, partner) || (twin === 1 && urn % 8 === 0) ? null : partner;
}

/** Whether the vendor may know that the school has a link in a plan. */
const seenByVendor = (urn: number): boolean => scopes.VENDOR.partnerships.includes(urn);

/**
 * @param owner of the link's figures. Rank, distance and reason differ too unless it may read the cohort of the school
 * that seeks, which the vendor and the analyst may not
 */
function partnership(plan_id: string, urn: number, partner_urn: number | null, owner: Owner, twin: Twin) {
  const figure = canaryFigure(urn, owner);
  const readsCohort =
    typeof owner === "string" && !["VENDOR", "ANALYST"].includes(owner) && scopes[owner].partnerships.includes(urn);
  return {
    plan_id,
    urn,
    partner_urn,
    status: partner_urn === null ? "NONE" : owner === 1 ? "ACTIVE" : "PROPOSED",
    reason: partner_urn === null ? (["NO_HIGHER_PEER", "NO_CAPACITY"] as const)[readsCohort ? 0 : twin] : null,
    rank: readsCohort ? 9 : 7 + twin,
    distance: readsCohort ? 0.9 : 0.3 + twin,
    kilometres: partner_urn === null ? null : Number(figure),
    gap: partner_urn === null ? null : figure,
  };
}
