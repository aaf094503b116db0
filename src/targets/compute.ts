// The job that computes a set: one row a school, in batches, shown only when whole.
import { insertRows } from "../database/bulk.js";
import type { Database, Sql } from "../database/database.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { readConsistently } from "../population/consistent.js";
import { readSchoolsInYear, type SchoolInYear } from "../population/school-in-year.js";
import { type DraftRow, type PeersFound, rowOf } from "./compute-target.js";
import { Outcomes } from "./outcome.js";
import type { Policy } from "./policy.js";

/** Schools a batch. */
const batch = 500;

const columns = {
  set_id: "uuid",
  urn: "int",
  outcome: "text",
  target: "numeric",
  baseline: "numeric",
  baseline_kind: "text",
  flags: "text[]",
  parts: "jsonb",
};

interface Work {
  readonly runId: string;
  readonly status: string;
  readonly policy: Policy;
  readonly baseYear: string;
  readonly circumstancesYear: string;
  readonly targetYear: string;
}

/** The handler of jobs of the kind `targets`. */
export const targetJobs: JobHandlers = { targets: compute };

/** Begins again from the start wherever it was left. */
async function compute(context: JobContext, { setId }: { readonly setId: string }): Promise<void> {
  const { database, signal, progress, transaction } = context;
  const work = await readWork(database, setId);
  if (work?.status !== "DRAFTING") return;
  progress("reading figures", 0, 1);
  const { found: standings } = await readConsistently(database, (sql) => readSchoolsInYear(sql, work));
  const outcomes = new Outcomes(standings, work.targetYear, work.policy);
  await transaction((sql) => sql.query("DELETE FROM target WHERE set_id = $1::uuid", [setId]));
  const summary = new Summary();
  for (let start = 0; start < outcomes.schools.length; start += batch) {
    signal.throwIfAborted();
    const schools = outcomes.schools.slice(start, start + batch);
    const cohorts = await readCohorts(database, work.runId, schools);
    const rows = schools.map((school) => rowOf(school, outcomes, cohorts.get(school.urn) ?? null));
    const stored = rows.map((row) => ({ set_id: setId, ...row }));
    await transaction((sql) => insertRows(sql, "target", columns, stored));
    for (const row of rows) summary.count(row);
    progress("setting targets", start + rows.length, outcomes.schools.length);
  }
  signal.throwIfAborted();
  await transaction((sql) =>
    sql.query("UPDATE target_set SET status = 'DRAFT', summary = $2::jsonb WHERE id = $1::uuid", [
      setId,
      JSON.stringify(summary),
    ]),
  );
}

async function readWork(database: Database, setId: string): Promise<Work | undefined> {
  const [work] = await database.query<Work>(
    `SELECT run_id::text AS "runId", target_set.status, policy, target_set.base_year AS "baseYear",
       circumstances_year AS "circumstancesYear", target_year AS "targetYear"
     FROM target_set JOIN run ON run.id = run_id JOIN population ON population.id = population_id
     WHERE target_set.id = $1::uuid`,
    [setId],
  );
  return work;
}

/** @param schools ascending by URN */
async function readCohorts(
  sql: Sql,
  runId: string,
  schools: readonly SchoolInYear[],
): Promise<Map<number, PeersFound>> {
  const rows = await sql.query<PeersFound & { urn: number }>(
    `SELECT urn, peers, reason, json_build_object('missing', detail->'missing') AS detail
     FROM cohort WHERE run_id = $1::uuid AND urn BETWEEN $2::int AND $3::int`,
    [runId, schools[0]?.urn, schools.at(-1)?.urn],
  );
  return new Map(rows.map((row) => [row.urn, row]));
}

/** Counts only: kept with the set. */
class Summary {
  schools = 0;
  readonly outcomes: Record<string, number> = {};
  readonly flags: Record<string, number> = {};

  count({ outcome, flags }: DraftRow): void {
    this.schools += 1;
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    for (const flag of flags) this.flags[flag] = (this.flags[flag] ?? 0) + 1;
  }
}
