// The job that computes a run's cohorts. No reader sees any of them before the last write.

import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { normaliseConstraints } from "../matching/constraints.js";
import { frameOf } from "../matching/frame.js";
import { matchFrame } from "../matching/match.js";
import { loadPopulation, populationWarnings } from "../population/freeze.js";
import { cohortColumns, cohortRows, summarise } from "./cohort-rows.js";

/** Rows per transaction. The embedded database answers other requests between transactions. */
const batchSize = 250;

/** The handler of `run` jobs. @param packages npm packages to find strategies in, besides `plugins/` */
export function runJobs(packages: readonly string[]): JobHandlers {
  return { run: (context, { runId }: { runId: string }) => compute(context, runId, packages) };
}

/** @throws KindredError CONFLICT if the strategy's version has changed since the run was requested */
async function compute(context: JobContext, runId: string, packages: readonly string[]): Promise<void> {
  const { database, progress, signal, transaction } = context;
  const run = await readRun(database, runId);
  if (run.completed) return;
  const population = await loadPopulation(database, run.populationId);
  const matching = await matchFrame(
    frameOf(population, normaliseConstraints(run.constraints)),
    { ...run, packages },
    { signal, onProgress: (done, total) => progress("matching", done, total) },
  );
  if (matching.version !== run.version) {
    throw new KindredError(
      "CONFLICT",
      `The run uses ${run.strategy} ${run.version}, but version ${matching.version} is installed. Start a new run.`,
    );
  }
  const rows = cohortRows(runId, population, matching);
  await transaction((sql) => sql.query("DELETE FROM cohort WHERE run_id = $1", [runId]));
  for (let start = 0; start < rows.length; start += batchSize) {
    signal.throwIfAborted();
    progress("storing", start, rows.length);
    await transaction((sql) => insertRows(sql, "cohort", cohortColumns, rows.slice(start, start + batchSize)));
  }
  const summary = summarise(population, matching);
  const warnings = [...populationWarnings(population), ...matching.warnings];
  await transaction((sql) =>
    sql.query(
      `UPDATE run SET completed_at = now(), summary = $2::json, warnings = $3::json, learnt = $4::json WHERE id = $1`,
      [runId, JSON.stringify(summary), JSON.stringify(warnings), JSON.stringify(matching.learnt)],
    ),
  );
  progress("storing", rows.length, rows.length);
}

interface StoredRun {
  readonly strategy: string;
  readonly version: string;
  readonly parameters: unknown;
  readonly constraints: unknown;
  readonly populationId: string;
  readonly completed: boolean;
}

async function readRun(sql: Sql, id: string): Promise<StoredRun> {
  const [run] = await sql.query<StoredRun>(
    `SELECT strategy, version, parameters, constraints, population_id AS "populationId",
       completed_at IS NOT NULL AS completed
     FROM run WHERE id = $1`,
    [id],
  );
  if (!run) throw new KindredError("NOT_FOUND", `Run ${id} cannot be found.`);
  return run;
}
