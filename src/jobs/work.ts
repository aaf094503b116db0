// Runs one claimed job to its end: success, failure, cancellation, or back to the queue.
import type { Database } from "../database/database.js";
import { type ErrorCode, KindredError, withoutValues } from "../errors.js";
import type { JobContext, JobHandler, JobHandlers, JobRow } from "./job.js";
import { finish, type Lease, lockLease, putOff, release, renew, renewalInterval, writeProgress } from "./lease.js";
import { progressWriter } from "./progress.js";
import { backoffDelay, isTransient, maxAttempts } from "./retry.js";
import { registerRunningJob } from "./running-jobs.js";

/** A log for internal faults; a pino logger fits. */
export interface FaultLog {
  error(details: object, message: string): void;
}

export const standardError: FaultLog = { error: (details, message) => console.error(message, details) };

/** `PUT_OFF`: to be retried later. `PUT_BACK`: queued again because this process stops. `LOST`: to another process. */
const endings = ["SUCCEEDED", "FAILED", "CANCELLED", "PUT_OFF", "PUT_BACK", "LOST"] as const;

export interface Worked {
  readonly ending: (typeof endings)[number];
  /** Code of the error, if it ended with one. */
  readonly code?: ErrorCode;
}

/** Wraps the work on each job, for example in a trace. */
export type WrapWork = (job: Pick<JobRow, "kind" | "attempts">, work: () => Promise<Worked>) => Promise<Worked>;

export interface WorkOptions {
  /** Aborting puts the job back in the queue. */
  readonly stop: AbortSignal;
  readonly logger: FaultLog;
  /** Whether a transient fault is retried later. False for a command that waits: it reports the fault at once. */
  readonly retry: boolean;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** Resolves when the end is written to the job's row. */
export async function work(
  database: Database,
  handlers: JobHandlers,
  lease: Lease,
  { stop, logger, retry, onProgress }: WorkOptions,
): Promise<Worked> {
  const { job } = lease;
  const end = async (ending: "SUCCEEDED" | "FAILED" | "CANCELLED", error?: KindredError): Promise<Worked> => {
    await finish(database, lease, ending, error);
    return { ending, code: error?.code };
  };
  if (job.cancelRequested) return end("CANCELLED");
  if (job.attempts > maxAttempts) return end("FAILED", startedTooOften);

  const onFault = (err: unknown) =>
    logger.error({ err: withoutValues(err), job: job.id }, "a job's row could not be written");
  const supervision = supervise(database, lease, stop, onFault);
  const progress = progressWriter((latest) => writeProgress(database, lease, latest).catch(onFault));
  const context: JobContext = {
    jobId: job.id,
    database,
    signal: supervision.signal,
    progress: (stage, done, total) => {
      progress.report({ stage, done, total });
      onProgress?.(stage, done, total);
    },
    transaction: (body) =>
      database.transaction(async (sql) => {
        await lockLease(sql, lease);
        return body(sql);
      }),
  };
  async function failed(fault: unknown): Promise<Worked> {
    const error = errorForUsers(fault, job, logger);
    const retryLater = retry && isTransient(fault) && job.attempts < maxAttempts;
    if (!retryLater) return end("FAILED", error);
    await putOff(database, lease, backoffDelay(job.attempts, Math.random()), error);
    return { ending: "PUT_OFF", code: error.code };
  }
  try {
    supervision.signal.throwIfAborted();
    await (handlers[job.kind] as JobHandler)(context, job.payload as never);
    await progress.flush();
    return await end("SUCCEEDED");
  } catch (fault) {
    await progress.flush();
    const reason = supervision.abortReason();
    if (reason === undefined) return await failed(fault);
    if (reason === "CANCELLED") return await end("CANCELLED");
    if (reason === "LOST") return { ending: "LOST" };
    await release(database, lease);
    return { ending: "PUT_BACK" };
  } finally {
    supervision.close();
  }
}

function errorForUsers(fault: unknown, job: JobRow, logger: FaultLog): KindredError {
  if (fault instanceof KindredError) return fault;
  logger.error({ err: withoutValues(fault), job: job.id, kind: job.kind }, "a job failed because of an internal fault");
  return new KindredError("INTERNAL", `An internal fault stopped the work. The log has details under job ${job.id}.`);
}

const startedTooOften = new KindredError(
  "INTERNAL",
  `The work was started ${maxAttempts} times and never finished. Check the log for what ended the process, then retry it.`,
);

/** Why the work was aborted. */
type AbortReason = "CANCELLED" | "LOST" | "STOPPED";

interface Supervision {
  readonly signal: AbortSignal;
  /** Undefined unless the work was aborted. */
  abortReason(): AbortReason | undefined;
  close(): void;
}

/**
 * @param stop aborting it aborts the work as STOPPED
 * @param onFault called when the lease cannot be renewed; the next renewal may succeed
 */
function supervise(
  database: Database,
  lease: Lease,
  stop: AbortSignal,
  onFault: (fault: unknown) => void,
): Supervision {
  const abort = new AbortController();
  let reason: AbortReason | undefined;
  const abortWork = (why: AbortReason) => {
    reason ??= why;
    abort.abort(new KindredError("CANCELLED", "The work was cancelled."));
  };
  const onStop = () => abortWork("STOPPED");
  if (stop.aborted) onStop();
  stop.addEventListener("abort", onStop);
  const unregister = registerRunningJob(lease.job.id, () => abortWork("CANCELLED"));
  const renewal = setInterval(() => {
    renew(database, lease).then(({ held, cancelRequested }) => {
      if (!held) abortWork("LOST");
      else if (cancelRequested) abortWork("CANCELLED");
    }, onFault);
  }, renewalInterval);
  return {
    signal: abort.signal,
    abortReason: () => reason,
    close: () => {
      clearInterval(renewal);
      stop.removeEventListener("abort", onStop);
      unregister();
    },
  };
}
