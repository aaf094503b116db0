// A worker that traces its jobs if a collector of traces is configured.
import type { Config } from "../config.js";
import type { Database } from "../database/database.js";
import type { Worker, WorkerOptions } from "../jobs/worker.js";
import { tracedDatabase } from "../telemetry/traced-database.js";
import { tracedJobs } from "../telemetry/traced-jobs.js";
import { configuredTraces } from "../telemetry/traces.js";
import { startWork } from "../work.js";
import { openLogger } from "./logger.js";

export type WorkConfig = Pick<
  Config,
  "pluginPackages" | "jobDays" | "auditDays" | "halfTermsFile" | "logLevel" | "traces"
>;

/** Stopping the worker exports the remaining spans. */
export async function startTracedWork(
  database: Database,
  config: WorkConfig,
  options: Pick<WorkerOptions, "concurrency"> = {},
): Promise<Worker> {
  const logger = openLogger(config.logLevel);
  const traces = await configuredTraces(config, logger);
  const traced = tracedDatabase(database, "jobs", traces);
  const worker = await startWork(traced, config, { ...options, logger, wrapWork: tracedJobs(traces) });
  return {
    stop: async (grace) => {
      await worker.stop(grace);
      await traces?.close();
    },
  };
}
