// Runs one job at once, for a command that waits for it.
import { setTimeout as delay } from "node:timers/promises";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { KindredError, withoutValues } from "../errors.js";
import type { JobHandlers } from "./job.js";
import { claim } from "./lease.js";
import { findJob, requestCancel } from "./queue.js";
import { standardError, type WorkOptions, work } from "./work.js";

/** Milliseconds between checks of a job that another worker runs. */
const pollInterval = 250;

interface WorkOffOptions extends Partial<Pick<WorkOptions, "logger" | "onProgress">> {
  /** Aborting cancels the job, as an act of the command line. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one job to its end in this process, or waits for the worker that runs it.
 * @throws KindredError with the job's code and message if it fails, CANCELLED if it is cancelled
 */
export async function workOff(
  database: Database,
  handlers: JobHandlers,
  jobId: string,
  { signal, onProgress, logger = standardError }: WorkOffOptions = {},
): Promise<void> {
  const deed = { type: "JOB_CANCELLED", subjectKind: "JOB", subject: jobId } as const;
  const cancel = () =>
    void requestCancel(database, jobId, { viewer: operator, deed }).catch((err) =>
      logger.error({ err: withoutValues(err) }, "the job could not be cancelled"),
    );
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel);
  try {
    for (;;) {
      const lease = await claim(database, { kinds: Object.keys(handlers), jobId });
      if (lease) await work(database, handlers, lease, { stop: neverAborted, logger, retry: false, onProgress });
      const job = await findJob(database, jobId);
      if (!job) throw new KindredError("NOT_FOUND", `There is no job ${jobId}.`);
      if (job.status === "SUCCEEDED") return;
      if (job.status === "CANCELLED") throw new KindredError("CANCELLED", "The work was cancelled.");
      if (job.status === "FAILED") throw new KindredError(job.errorCode!, job.error ?? "");
      onProgress?.(job.stage ?? "waiting", job.done, job.total);
      await delay(pollInterval);
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

const neverAborted = new AbortController().signal;
