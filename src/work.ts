// The handler of every kind of job: what a process needs to work on the queue.
import { comparisonJobs, type Extend } from "./comparison/stored/compute.js";
import type { Config } from "./config.js";
import type { Database } from "./database/database.js";
import type { JobHandlers } from "./jobs/job.js";
import { pruneJobs, queuePruning } from "./jobs/prune.js";
import { startWorker, type Worker, type WorkerOptions } from "./jobs/worker.js";
import { partnershipJobs } from "./partnerships/compute.js";
import { freezeJobs } from "./population/freeze-job.js";
import { runJobs } from "./runs/compute.js";
import { bulkJobs } from "./submissions/bulk/job.js";
import { pruneBulk } from "./submissions/bulk/prune.js";
import { readHalfTerms } from "./submissions/half-terms/configured.js";
import { targetJobs } from "./targets/compute.js";
import { withConsequence } from "./targets/consequence/section.js";
import { examplePolicy } from "./targets/policy.js";
import { separationJobs } from "./targets/separation/compare.js";

const withExamplePolicy: Extend = (database, viewer, source) =>
  withConsequence(database, viewer, source, { runId: source.read.runs[0]!.run.id, policy: examplePolicy });

/** Handlers of the jobs that requests and commands wait for. @param packages npm packages that export strategies */
export function jobHandlers(packages: readonly string[]): JobHandlers {
  return {
    ...freezeJobs,
    ...runJobs(packages),
    ...comparisonJobs(packages, withExamplePolicy),
    ...targetJobs,
    ...separationJobs,
    ...partnershipJobs,
  };
}

type WorkConfig = Pick<Config, "pluginPackages" | "jobDays" | "auditDays" | "halfTermsFile">;

/**
 * Handlers of all jobs, including maintenance: what a worker runs.
 * @throws KindredError BAD_ARGUMENT if the configured half terms cannot be read
 */
export function workerHandlers({ pluginPackages, halfTermsFile, ...retention }: WorkConfig): JobHandlers {
  const submitting = bulkJobs(readHalfTerms(halfTermsFile));
  return { ...jobHandlers(pluginPackages), ...submitting, ...pruneJobs(retention, pruneBulk) };
}

/** Starts a worker, and queues the daily pruning of jobs. */
export async function startWork(database: Database, config: WorkConfig, options: WorkerOptions): Promise<Worker> {
  await queuePruning(database);
  return startWorker(database, workerHandlers(config), options);
}
