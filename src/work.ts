// Every kind of job and who does it: what a process must know to work on the queue.
import type { JobHandlers } from "./jobs/job.js";
import { partnershipJobs } from "./partnerships/compute.js";
import { runJobs } from "./runs/compute.js";
import { targetJobs } from "./targets/compute.js";

/** @param packages npm packages to find strategies in, beside `plugins/` */
export function jobHandlers(packages: readonly string[]): JobHandlers {
  return { ...runJobs(packages), ...targetJobs, ...partnershipJobs };
}
