// The job that arranges a plan: it finds each school's candidates, assigns partners, and stores all links at once.
import { setImmediate } from "node:timers/promises";
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { queryAsJson } from "../database/rows-as-json.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { loadPopulation } from "../population/freeze.js";
import { type CohortDetail, peersOf } from "../runs/cohort.js";
import { assign } from "./assign.js";
import { type PartnerCandidate, PartnerSearch, type UnlinkedReason } from "./candidates.js";
import type { PlanParameters } from "./parameters.js";

/** Cohorts per statement. */
const batchSize = 500;

type StoredPlan = NonNullable<Awaited<ReturnType<typeof readPlan>>>;

interface LinkRow {
  readonly urn: number;
  readonly status: "PROPOSED" | "NONE";
  readonly partner_urn?: number;
  readonly reason?: UnlinkedReason;
  readonly rank?: number;
  readonly distance?: number;
  readonly kilometres?: number | null;
  readonly gap?: string;
}

const columns = {
  plan_id: "uuid",
  urn: "int",
  status: "text",
  partner_urn: "int",
  reason: "text",
  rank: "int",
  distance: "float8",
  kilometres: "float8",
  gap: "numeric",
};

/** The handler of `partnerships` jobs. */
export const partnershipJobs: JobHandlers = { partnerships: compute };

/** Stores nothing until the whole plan is computed. */
async function compute(context: JobContext, { planId }: { readonly planId: string }): Promise<void> {
  const { database, signal, progress, transaction } = context;
  const plan = await readPlan(database, planId);
  if (plan?.status !== "ARRANGING") return;
  const { rows, totalCost } = await arrange(context, plan);
  signal.throwIfAborted();
  const reasons = new Map<UnlinkedReason, number>();
  for (const { reason } of rows) if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const linked = rows.filter(({ status }) => status === "PROPOSED").length;
  const summary = { linked, unlinked: Object.fromEntries(reasons), totalCost };
  progress("storing links", 0, rows.length);
  await transaction((sql) => propose(sql, planId, plan.baseYear, rows, summary));
}

async function arrange({ database, signal, progress }: JobContext, plan: StoredPlan) {
  const population = await loadPopulation(database, plan.populationId);
  const search = new PartnerSearch(population, await readLeaving(database), plan.parameters);
  const unlinked: LinkRow[] = [];
  const seeking: { urn: number; candidates: readonly PartnerCandidate[] }[] = [];
  for (let start = 0; start < population.size; start += batchSize) {
    signal.throwIfAborted();
    const urns = population.urn.subarray(start, start + batchSize);
    for (const { urn, peers } of await readPeers(database, plan.runId, urns)) {
      const result = search.find(urn, peers);
      if (result && "reason" in result) unlinked.push({ urn, status: "NONE", reason: result.reason });
      else if (result) seeking.push({ urn, candidates: result.candidates });
    }
    progress("finding candidates", start + urns.length, population.size);
  }

  const partners = [...new Set(seeking.flatMap(({ candidates }) => candidates.map(({ urn }) => urn)))];
  const partnerNumbers = new Map(partners.sort((a, b) => a - b).map((urn, number) => [urn, number]));
  const costs = seeking.map(({ candidates }) =>
    candidates.map(({ urn, distance }) => ({ partner: partnerNumbers.get(urn)!, cost: Math.round(distance * 1e6) })),
  );
  const assignment = await assign(costs, partners.length, plan.parameters.capacity, async (done) => {
    signal.throwIfAborted();
    progress("assigning partners", done, seeking.length);
    await setImmediate();
  });
  const assigned = seeking.map(({ urn, candidates }, index): LinkRow => {
    const partner = assignment.partners[index];
    const link = candidates.find((candidate) => partnerNumbers.get(candidate.urn) === partner);
    if (!link) return { urn, status: "NONE", reason: "NO_CAPACITY" };
    const { rank, distance, kilometres, gap } = link;
    return { urn, status: "PROPOSED", partner_urn: link.urn, rank, distance, kilometres, gap: gap.toFixed() };
  });
  return { rows: [...unlinked, ...assigned], totalCost: assignment.totalCost };
}

const readPlan = (sql: Sql, planId: string) =>
  build(sql)
    .selectFrom("partnershipPlan as plan")
    .innerJoin("run", "run.id", "plan.runId")
    .select(["runId", "populationId", "status", "baseYear", "plan.parameters"])
    .where("plan.id", "=", planId)
    .$narrowType<{ parameters: PlanParameters }>()
    .executeTakeFirst();

/** URNs of schools known to be closed or closing. */
async function readLeaving(sql: Sql): Promise<ReadonlySet<number>> {
  const rows = await build(sql)
    .selectFrom("school")
    .select("urn")
    .where(({ or, eb }) =>
      or([eb("status", "in", ["CLOSED", "OPEN_PROPOSED_TO_CLOSE"]), eb("closeDate", "is not", null)]),
    )
    .execute();
  return new Set(rows.map(({ urn }) => urn));
}

/** The peers of schools, without shares. @param urns ascending */
async function readPeers(sql: Sql, runId: string, urns: Int32Array) {
  const rows = await queryAsJson<
    { urn: number; peers: number[]; distances: number[] } & Pick<CohortDetail, "kilometres">
  >(
    sql,
    `SELECT urn, peers, distances, detail->'kilometres' AS kilometres
     FROM cohort WHERE run_id = $1 AND urn BETWEEN $2 AND $3 ORDER BY urn`,
    [runId, urns[0], urns.at(-1)],
  );
  return rows.map(({ urn, peers, distances, kilometres }) => ({
    urn,
    peers: peersOf(peers, distances, { kilometres, shares: {} }),
  }));
}

async function propose(sql: Sql, planId: string, year: string, rows: readonly LinkRow[], summary: object) {
  await sql.query("LOCK TABLE partnership_plan IN SHARE ROW EXCLUSIVE MODE"); // one plan at a time becomes current
  const plans = build(sql).updateTable("partnershipPlan");
  await plans.set({ status: "SUPERSEDED", standsFor: null }).where("standsFor", "=", year).execute();
  await insertRows(
    sql,
    "partnership",
    columns,
    rows.map((row) => ({ plan_id: planId, ...row })),
  );
  await plans
    .set({ status: "PROPOSED", standsFor: year, summary: JSON.stringify(summary) })
    .where("id", "=", planId)
    .execute();
}
