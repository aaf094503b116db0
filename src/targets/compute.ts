// The job that computes a target set: one row per school, in batches. Readers see the set only when it is complete.
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { queryAsJson } from "../database/rows-as-json.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { readConsistently } from "../population/consistent.js";
import { readSchoolsInYear, type SchoolInYear } from "../population/school-in-year.js";
import { type CohortPeers, computeTarget, type DraftRow } from "./compute-target.js";
import { Outcomes } from "./outcome.js";
import type { Policy } from "./policy.js";

/** Schools per batch. */
const batchSize = 500;

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

/** The handler of `targets` jobs. */
export const targetJobs: JobHandlers = { targets: compute };

/** Starts from the beginning each time, also after an interruption. */
async function compute(context: JobContext, { setId }: { readonly setId: string }): Promise<void> {
  const { database, signal, progress, transaction } = context;
  const set = await readSet(database, setId);
  if (set?.status !== "DRAFTING") return;
  progress("reading figures", 0, 1);
  const { found: schoolsInYear } = await readConsistently(database, (sql) => readSchoolsInYear(sql, set, ["roll"]));
  const outcomes = new Outcomes(schoolsInYear, set.targetYear, set.policy);
  await transaction((sql) => build(sql).deleteFrom("target").where("setId", "=", setId).execute());
  const summary = new Summary();
  for (let start = 0; start < outcomes.schools.length; start += batchSize) {
    signal.throwIfAborted();
    const schools = outcomes.schools.slice(start, start + batchSize);
    const cohorts = await readCohorts(database, set.runId, schools);
    const rows = schools.map((school) => computeTarget(school, outcomes, cohorts.get(school.urn) ?? null));
    const rowsOfSet = rows.map((row) => ({ set_id: setId, ...row }));
    await transaction((sql) => insertRows(sql, "target", columns, rowsOfSet));
    for (const row of rows) summary.count(row);
    progress("setting targets", start + rows.length, outcomes.schools.length);
  }
  signal.throwIfAborted();
  await transaction((sql) =>
    build(sql)
      .updateTable("targetSet")
      .set({ status: "DRAFT", summary: JSON.stringify(summary) })
      .where("id", "=", setId)
      .execute(),
  );
}

const readSet = (sql: Sql, setId: string) =>
  build(sql)
    .selectFrom("targetSet")
    .innerJoin("run", "run.id", "targetSet.runId")
    .innerJoin("population", "population.id", "run.populationId")
    .select(["runId", "status", "policy", "targetSet.baseYear", "circumstancesYear", "targetYear"])
    .where("targetSet.id", "=", setId)
    .$narrowType<{ policy: Policy }>()
    .executeTakeFirst();

/** @param schools ascending by URN */
async function readCohorts(
  sql: Sql,
  runId: string,
  schools: readonly SchoolInYear[],
): Promise<Map<number, CohortPeers>> {
  const rows = await queryAsJson<CohortPeers & { urn: number }>(
    sql,
    `SELECT urn, peers, reason, CASE WHEN reason IS NOT NULL THEN detail->'missing' END AS missing
     FROM cohort WHERE run_id = $1 AND urn BETWEEN $2 AND $3`,
    [runId, schools[0]!.urn, schools.at(-1)!.urn],
  );
  return new Map(rows.map((row) => [row.urn, row]));
}

/** Counts that are stored with the set. */
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
