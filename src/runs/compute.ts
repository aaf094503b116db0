// The job that computes a run's cohorts. No reader sees any of them before the last write.
import { insertRows } from "../database/bulk.js";
import { build, now } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { normaliseConstraints } from "../matching/constraints.js";
import { frameOf } from "../matching/frame.js";
import { matchFrame } from "../matching/match.js";
import { loadPopulation, populationWarnings } from "../population/freeze.js";
import { cohortRows, columnTypes, summarise } from "./cohort-rows.js";
import { readRun } from "./read-run.js";

/** Rows per transaction. The embedded database answers other requests between transactions. */
const batchSize = 250;

/** The handler of `run` jobs. @param packages npm packages to find strategies in, in addition to `plugins/` */
export function runJobs(packages: readonly string[]): JobHandlers {
  return { run: (context, { runId }: { runId: string }) => compute(context, runId, packages) };
}

/** @throws KindredError CONFLICT if the strategy's version has changed since the run was requested */
async function compute(context: JobContext, runId: string, packages: readonly string[]): Promise<void> {
  const { database, progress, signal, transaction } = context;
  const run = await readRun(database, runId);
  if (run.completedAt) return;
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
  await transaction((sql) => build(sql).deleteFrom("cohort").where("runId", "=", runId).execute());
  for (let start = 0; start < rows.length; start += batchSize) {
    signal.throwIfAborted();
    progress("storing", start, rows.length);
    await transaction((sql) => insertRows(sql, "cohort", columnTypes, rows.slice(start, start + batchSize)));
  }
  const summary = JSON.stringify(summarise(population, matching));
  const warnings = JSON.stringify([...populationWarnings(population), ...matching.warnings]);
  const learnt = JSON.stringify(matching.learnt);
  await transaction((sql) =>
    build(sql)
      .updateTable("run")
      .set({ completedAt: now, summary, warnings, learnt })
      .where("id", "=", runId)
      .execute(),
  );
  progress("storing", rows.length, rows.length);
}
