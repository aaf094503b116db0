// Every kind of job and who does it: what a process must know to work on the queue.
import type { Config } from "./config.js";
import type { Database } from "./database/database.js";
import type { JobHandlers } from "./jobs/job.js";
import { pruneJobs, queuePruning } from "./jobs/prune.js";
import { startWorker, type Worker, type WorkerOptions } from "./jobs/worker.js";
import { partnershipJobs } from "./partnerships/compute.js";
import { freezeJobs } from "./population/freeze-job.js";
import { runJobs } from "./runs/compute.js";
import { targetJobs } from "./targets/compute.js";
import { separationJobs } from "./targets/separation/compare.js";

/** What somebody may ask for and wait for. @param packages npm packages to find strategies in, beside `plugins/` */
export function jobHandlers(packages: readonly string[]): JobHandlers {
  return { ...freezeJobs, ...runJobs(packages), ...targetJobs, ...separationJobs, ...partnershipJobs };
}

type WorkConfig = Pick<Config, "pluginPackages" | "jobDays" | "auditDays">;

/** What a worker does: all that there is. */
export function workerHandlers({ pluginPackages, ...retention }: WorkConfig): JobHandlers {
  return { ...jobHandlers(pluginPackages), ...pruneJobs(retention) };
}

/** Starts a worker, and sees to it that jobs are pruned. */
export async function startWork(database: Database, config: WorkConfig, options: WorkerOptions): Promise<Worker> {
  await queuePruning(database);
  return startWorker(database, workerHandlers(config), options);
}
