// Works one claimed job to its end, whatever end that is.
import type { Database } from "../database/database.js";
import { type ErrorCode, KindredError, withoutValues } from "../errors.js";
import type { JobContext, JobHandler, JobHandlers, JobRow } from "./job.js";
import { finish, holdLease, type Lease, putOff, release, writeProgress } from "./lease.js";
import { progressWriter } from "./progress.js";
import { backOff, mayPass, mostAttempts } from "./retry.js";
import { supervise } from "./supervision.js";

/** Where faults of ours are told; a pino logger fits. */
export interface FaultLog {
  error(details: object, message: string): void;
}

export const standardError: FaultLog = { error: (details, message) => console.error(message, details) };

/** How work on a claimed job ended: `PUT_OFF` to be tried again later, `PUT_BACK` because this process stops, `LOST` to another. */
export const endings = ["SUCCEEDED", "FAILED", "CANCELLED", "PUT_OFF", "PUT_BACK", "LOST"] as const;

export interface Worked {
  readonly ending: (typeof endings)[number];
  /** Of the error that it ended with. */
  readonly code?: ErrorCode;
}

/** What is done around the work on a job: traces. */
export type Around = (job: Pick<JobRow, "kind" | "attempts">, work: () => Promise<Worked>) => Promise<Worked>;

export interface WorkOptions {
  /** Aborting puts the job back in the queue. */
  readonly stop: AbortSignal;
  readonly logger: FaultLog;
  /** Whether a fault that may pass is waited out; where somebody waits for the job, it is told at once instead. */
  readonly retry: boolean;
  readonly onProgress?: (stage: string, done: number, total: number) => void;
}

/** Resolves when the job's row says how it ended. */
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
  if (job.attempts > mostAttempts) return end("FAILED", begunTooOften);

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
  async function failed(fault: unknown): Promise<Worked> {
    const error = forPeople(fault, job, logger);
    const again = retry && mayPass(fault) && job.attempts < mostAttempts;
    if (!again) return end("FAILED", error);
    await putOff(database, lease, backOff(job.attempts, Math.random()), error);
    return { ending: "PUT_OFF", code: error.code };
  }
  try {
    supervision.signal.throwIfAborted();
    await (handlers[job.kind] as JobHandler)(context, job.payload as never);
    await progress.flush();
    return await end("SUCCEEDED");
  } catch (fault) {
    await progress.flush();
    const ending = supervision.ending();
    if (ending === undefined) return await failed(fault);
    if (ending === "CANCELLED") return await end("CANCELLED");
    if (ending === "LOST") return { ending };
    await release(database, lease);
    return { ending: "PUT_BACK" };
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
  `The work was begun ${mostAttempts} times and never came to an end. Look in the log for what ended its process, then retry it.`,
);
