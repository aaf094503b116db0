// A job is a row: a process claims it and renews its lease while it works. If the process dies, another claims the job.
import type { Database, Sql } from "../database/database.js";
import type { ErrorCode } from "../errors.js";

export const jobStatuses = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type JobStatus = (typeof jobStatuses)[number];

export interface JobContext {
  readonly jobId: string;
  /** For reads only: write through `transaction`. */
  readonly database: Database;
  /** Aborts when the job is cancelled, the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  /** Call as often as you like: the row is written at most every half second. */
  progress(stage: string, done: number, total: number): void;
  /**
   * A transaction that holds the lease to its end, so that nothing is written after another process claims the job.
   * @throws KindredError CANCELLED if another process has claimed it
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Must be safe to run again from the start: a crash leaves the work half done. */
export type JobHandler = (context: JobContext, payload: never) => Promise<void>;

/** kind -> handler */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** A row of the table. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly status: JobStatus;
  readonly stage: string | null;
  readonly done: number;
  readonly total: number;
  /** How often it was started, not counting the times that it was put back in the queue. */
  readonly attempts: number;
  readonly cancelRequested: boolean;
  readonly errorCode: ErrorCode | null;
  readonly error: string | null;
}
