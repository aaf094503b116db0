// A job is a row: any process claims it, renews its lease while it works, and another takes it up if that one dies.
import type { Database, Sql } from "../database/database.js";

export const jobStatuses = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type JobStatus = (typeof jobStatuses)[number];

export interface JobContext {
  readonly jobId: string;
  /** For reads: what is written goes through `transaction`. */
  readonly database: Database;
  /** Aborts when somebody cancels the job, the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  /** Cheap to call often: written to the row at most every half second. */
  progress(stage: string, done: number, total: number): void;
  /**
   * A transaction that holds the lease to its end, so that nothing is written once another process has the job.
   * @throws KindredError CANCELLED where another process has it
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Work of one kind. Must be safe to begin again from the start: a crash leaves it half done. */
export type JobHandler = (context: JobContext, payload: never) => Promise<void>;

/** kind -> handler */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** A job as its row stands. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly status: JobStatus;
  readonly stage: string | null;
  readonly done: number;
  readonly total: number;
  /** How often it was begun and not put back. */
  readonly attempts: number;
  readonly cancelRequested: boolean;
  readonly errorCode: string | null;
  readonly error: string | null;
}
