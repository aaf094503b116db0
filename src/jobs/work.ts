// Works one claimed job to its end, whatever end that is.
import type { Database } from "../database/database.js";
import { KindredError, withoutValues } from "../errors.js";
import type { JobContext, JobHandler, JobHandlers, JobRow } from "./job.js";
import { finish, holdLease, type Lease, release, writeProgress } from "./lease.js";
import { progressWriter } from "./progress.js";
import { supervise } from "./supervision.js";

/** Where faults of ours are told; a pino logger fits. */
export interface FaultLog {
  error(details: object, message: string): void;
}

export interface WorkOptions {
  /** Aborting puts the job back in the queue. */
  readonly stop: AbortSignal;
  readonly logger: FaultLog;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** A job that was begun so often without an end, most likely because it ended its process, is not begun again. */
const mostAttempts = 3;

/** Resolves when the job's row says how it ended. */
export async function work(
  database: Database,
  handlers: JobHandlers,
  lease: Lease,
  { stop, logger, onProgress }: WorkOptions,
): Promise<void> {
  const { job } = lease;
  if (job.cancelRequested) return finish(database, lease, "CANCELLED");
  if (job.attempts > mostAttempts) return finish(database, lease, "FAILED", begunTooOften);

  const onFault = (err: unknown) =>
    logger.error({ err: withoutValues(err), job: job.id }, "a job's row could not be written");
  const supervision = supervise(database, lease, stop, onFault);
  const progress = progressWriter((latest) => writeProgress(database, lease, latest).catch(onFault));
  const context: JobContext = {
    jobId: job.id,
    database,
    signal: supervision.signal,
    progress: (stage, done, total) => {
      progress.tell({ stage, done, total });
      onProgress?.(stage, done, total);
    },
    transaction: (body) =>
      database.transaction(async (sql) => {
        await holdLease(sql, lease);
        return body(sql);
      }),
  };
  try {
    supervision.signal.throwIfAborted();
    await (handlers[job.kind] as JobHandler)(context, job.payload as never);
    await progress.flush();
    await finish(database, lease, "SUCCEEDED");
  } catch (fault) {
    await progress.flush();
    const ending = supervision.ending();
    if (ending === "STOPPED") await release(database, lease);
    else if (ending === "CANCELLED") await finish(database, lease, "CANCELLED");
    else if (ending === undefined) await finish(database, lease, "FAILED", forPeople(fault, job, logger));
  } finally {
    supervision.close();
  }
}

function forPeople(fault: unknown, job: JobRow, logger: FaultLog): KindredError {
  if (fault instanceof KindredError) return fault;
  logger.error({ err: withoutValues(fault), job: job.id, kind: job.kind }, "a job failed by a fault of ours");
  return new KindredError("INTERNAL", `A fault of ours stopped the work. The log tells more of job ${job.id}.`);
}

const begunTooOften = new KindredError(
  "INTERNAL",
  `The work was begun ${mostAttempts} times and never came to an end. Look in the log for what ended its process, then start it again.`,
);
