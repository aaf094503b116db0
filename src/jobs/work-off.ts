// Works one job now, for a command that waits for it.
import { setTimeout as delay } from "node:timers/promises";
import { operator } from "../access/operator.js";
import type { Database } from "../database/database.js";
import { type ErrorCode, KindredError, withoutValues } from "../errors.js";
import type { JobHandlers } from "./job.js";
import { claim } from "./lease.js";
import { findJob, requestCancel } from "./queue.js";
import { standardError, type WorkOptions, work } from "./work.js";

/** Milliseconds between looks at a job that another worker has in hand. */
const followInterval = 250;

export interface WorkOffOptions extends Partial<Pick<WorkOptions, "logger" | "onProgress">> {
  /** Aborting cancels the job: an act of the command line's. */
  readonly signal?: AbortSignal;
}

/**
 * Works one job to its end in this process, or waits for the worker that has it in hand.
 * @throws KindredError with the job's own code and message where it fails, CANCELLED where it is cancelled
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
      logger.error({ err: withoutValues(err) }, "cannot cancel"),
    );
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel);
  try {
    for (;;) {
      const lease = await claim(database, { kinds: Object.keys(handlers), jobId });
      if (lease) await work(database, handlers, lease, { stop: never, logger, retry: false, onProgress });
      const job = await findJob(database, jobId);
      if (!job) throw new KindredError("NOT_FOUND", `There is no job ${jobId}.`);
      if (job.status === "SUCCEEDED") return;
      if (job.status === "CANCELLED") throw new KindredError("CANCELLED", "The work was cancelled.");
      if (job.status === "FAILED") throw new KindredError(job.errorCode as ErrorCode, job.error ?? "");
      onProgress?.(job.stage ?? "waiting", job.done, job.total);
      await delay(followInterval);
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

const never = new AbortController().signal;
