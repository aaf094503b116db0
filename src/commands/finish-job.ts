// Works on a job in this process until it ends, and shows its progress.
import { workOff } from "../jobs/worker.js";
import { jobHandlers } from "../work.js";
import { openLogger } from "./logger.js";
import type { Session } from "./session.js";

/** @param title shown before each stage of the job */
export function finishJob(
  { database, config, signal, progress }: Session,
  jobId: string,
  title: string,
): Promise<void> {
  return workOff(database, jobHandlers(config.pluginPackages), jobId, {
    signal,
    logger: openLogger(config.logLevel),
    onProgress: (stage, done, total) => progress.report(`${title}: ${stage}`, done, total),
  }).finally(() => progress.end());
}
