// The job that computes a run's cohorts. No reader sees any of them before the last write.
import { insertRows } from "../database/bulk.js";
import { build, now } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import type { JobContext, JobHandlers } from "../jobs/job.js";
import { normaliseConstraints } from "../matching/constraints.js";
import { findStrategy } from "../matching/discovery.js";
import { frameOf } from "../matching/frame.js";
import { matchFrameInRows } from "../matching/match.js";
import type { MatchedRows } from "../matching/matched-rows.js";
import { loadPopulation, populationWarnings } from "../population/freeze.js";
import { cohortRows, columnTypes, summarise } from "./cohort-rows.js";
import { readRun } from "./read-run.js";

/** Rows per transaction. The embedded database answers other requests between transactions. */
const rowsPerReport = 250;

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
  const { version } = await findStrategy(run.strategy, packages);
  if (version !== run.version) {
    throw new KindredError(
      "CONFLICT",
      `The run uses ${run.strategy} ${run.version}, but version ${version} is installed. Start a new run.`,
    );
  }
  const deleteCohorts = () =>
    transaction((sql) => build(sql).deleteFrom("cohort").where("runId", "=", runId).execute());
  await deleteCohorts();

  // Rows are stored while the next are computed, in another process.
  const reasons = new Array<MatchedRows["reason"][number]>(population.size);
  let storing = Promise.resolve();
  let isMatched = false;
  let stored = 0;
  const store = async (rows: MatchedRows) => {
    signal.throwIfAborted();
    await transaction((sql) => insertRows(sql, "cohort", columnTypes, cohortRows(runId, rows)));
    for (const [at, row] of rows.frameRow.entries()) reasons[row] = rows.reason[at]!;
    stored += rows.urn.length;
    if (isMatched) progress("storing", stored, population.size);
  };
  const onRows = (rows: MatchedRows) => {
    storing = storing.then(() => store(rows));
    storing.catch(() => {}); // thrown once matching has ended
  };
  const matching = await matchFrameInRows(
    frameOf(population, normaliseConstraints(run.constraints)),
    { ...run, packages },
    { signal, onProgress: (done, total) => progress("matching", done, total), rowsPerReport, onRows },
  ).catch(async (error) => {
    // Starting the run again deletes what is left.
    await storing
      .catch(() => {})
      .then(deleteCohorts)
      .catch(() => {});
    throw error;
  });
  isMatched = true;
  await storing;
  const summary = JSON.stringify(summarise(population, reasons));
  const warnings = JSON.stringify([...populationWarnings(population), ...matching.warnings]);
  const learnt = JSON.stringify(matching.learnt);
  await transaction((sql) =>
    build(sql)
      .updateTable("run")
      .set({ completedAt: now, summary, warnings, learnt })
      .where("id", "=", runId)
      .execute(),
  );
  progress("storing", population.size, population.size);
}
