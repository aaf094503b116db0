// The job that arranges a plan: whom each school may be linked with, the assignment, and all links stored at once.
import { setImmediate } from "node:timers/promises";
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { loadPopulation } from "../population/freeze.js";
import type { Cohort } from "../runs/run.js";
import { assign } from "./assign.js";
import { Candidacy, type LinkCandidate, type UnlinkedReason } from "./candidates.js";
import type { PlanParameters } from "./parameters.js";

/** Cohorts a statement. */
const batch = 500;

interface Work {
  readonly runId: string;
  readonly populationId: string;
  readonly status: string;
  readonly baseYear: string;
  readonly parameters: PlanParameters;
}

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

/** The handler of jobs of the kind `partnerships`. */
export const partnershipJobs: JobHandlers = { partnerships: compute };

/** Nothing is stored before the end. */
async function compute(context: JobContext, { planId }: { readonly planId: string }): Promise<void> {
  const { database, signal, progress, transaction } = context;
  const work = await readWork(database, planId);
  if (work?.status !== "ARRANGING") return;
  const { rows, totalCost } = await arrange(context, work);
  signal.throwIfAborted();
  const reasons = new Map<string, number>();
  for (const { reason } of rows) if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const linked = rows.filter(({ status }) => status === "PROPOSED").length;
  const summary = { linked, unlinked: Object.fromEntries(reasons), totalCost };
  progress("storing links", 0, rows.length);
  await transaction((sql) => propose(sql, planId, work.baseYear, rows, summary));
}

async function arrange({ database, signal, progress }: JobContext, work: Work) {
  const population = await loadPopulation(database, work.populationId);
  const candidacy = new Candidacy(population, await readLeaving(database), work.parameters);
  const unlinked: LinkRow[] = [];
  const seeking: { urn: number; candidates: readonly LinkCandidate[] }[] = [];
  for (let start = 0; start < population.size; start += batch) {
    signal.throwIfAborted();
    const urns = population.urn.subarray(start, start + batch);
    for (const cohort of await readCohorts(database, work.runId, urns)) {
      const found = candidacy.of(cohort);
      if (found && "reason" in found) unlinked.push({ urn: cohort.urn, status: "NONE", reason: found.reason });
      else if (found) seeking.push({ urn: cohort.urn, candidates: found.candidates });
    }
    progress("finding candidates", start + urns.length, population.size);
  }

  const partners = [...new Set(seeking.flatMap(({ candidates }) => candidates.map(({ urn }) => urn)))];
  const numbers = new Map(partners.sort((a, b) => a - b).map((urn, number) => [urn, number]));
  const costs = seeking.map(({ candidates }) =>
    candidates.map(({ urn, distance }) => ({ partner: numbers.get(urn)!, cost: Math.round(distance * 1e6) })),
  );
  const assignment = await assign(costs, partners.length, work.parameters.capacity, async (done) => {
    signal.throwIfAborted();
    progress("assigning partners", done, seeking.length);
    await setImmediate();
  });
  const assigned = seeking.map(({ urn, candidates }, index): LinkRow => {
    const partner = assignment.partners[index];
    const link = candidates.find((candidate) => numbers.get(candidate.urn) === partner);
    if (!link) return { urn, status: "NONE", reason: "NO_CAPACITY" };
    const { rank, distance, kilometres, gap } = link;
    return { urn, status: "PROPOSED", partner_urn: link.urn, rank, distance, kilometres, gap: gap.toFixed() };
  });
  return { rows: [...unlinked, ...assigned], totalCost: assignment.totalCost };
}

async function readWork(sql: Sql, planId: string): Promise<Work | undefined> {
  const [work] = await sql.query<Work>(
    `SELECT run_id::text AS "runId", population_id AS "populationId", partnership_plan.status,
       base_year AS "baseYear", partnership_plan.parameters
     FROM partnership_plan JOIN run ON run.id = run_id WHERE partnership_plan.id = $1::uuid`,
    [planId],
  );
  return work;
}

/** Schools known to be closed or closing. */
async function readLeaving(sql: Sql): Promise<ReadonlySet<number>> {
  const rows = await sql.query<{ urn: number }>(
    "SELECT urn FROM school WHERE status IN ('CLOSED', 'OPEN_PROPOSED_TO_CLOSE') OR close_date IS NOT NULL",
  );
  return new Set(rows.map(({ urn }) => urn));
}

/** @param urns ascending */
function readCohorts(sql: Sql, runId: string, urns: Int32Array): Promise<Cohort[]> {
  return sql.query<Cohort>(
    `SELECT run_id::text AS "runId", urn, peers, distances,
       json_build_object('kilometres', detail->'kilometres') AS detail, reason
     FROM cohort WHERE run_id = $1::uuid AND urn BETWEEN $2::int AND $3::int ORDER BY urn`,
    [runId, urns[0], urns.at(-1)],
  );
}

async function propose(sql: Sql, planId: string, year: string, rows: readonly LinkRow[], summary: object) {
  await sql.query("LOCK TABLE partnership_plan IN SHARE ROW EXCLUSIVE MODE"); // one plan at a time becomes the standing one
  await sql.query("UPDATE partnership_plan SET status = 'SUPERSEDED', stands_for = NULL WHERE stands_for = $1", [year]);
  await insertRows(
    sql,
    "partnership",
    columns,
    rows.map((row) => ({ plan_id: planId, ...row })),
  );
  await sql.query(
    `UPDATE partnership_plan SET status = 'PROPOSED', stands_for = base_year, summary = $2::jsonb
     WHERE id = $1::uuid`,
    [planId, JSON.stringify(summary)],
  );
}
