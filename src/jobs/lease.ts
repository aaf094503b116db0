// Leases: which process works on a job, until when. A worker's writes to a job take effect only while `fence` matches.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type ExpressionBuilder, sql as expression } from "kysely";
import type { Database, Sql } from "../database/database.js";
import { anyOf, build, later, now, type Tables } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import type { Progress } from "./progress.js";
import { backInQueue, jobColumns } from "./queue.js";

/** Milliseconds between renewals; a lease outlasts several. */
export const renewalInterval = 10_000;

/** Milliseconds. */
const leaseDuration = 30_000;

/**
 * Milliseconds. `runAfter` is rounded to whole ones, so a job that is due now may seem due this much later. A worker that
 * passed over it would not be woken again.
 */
const dueTolerance = 1;

/** Unique, even if a later process has the same process id. */
const thisProcess = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

type Columns = ExpressionBuilder<Tables, "job">;

export interface Lease {
  readonly job: JobRow;
  /** Grows with each claim of the job, so that only the latest claim matches the row. */
  readonly fence: number;
}

interface Claimable {
  readonly kinds: readonly string[];
  /** Only this job, if its kind is among `kinds`, even before it is due. */
  readonly jobId?: string;
}

/**
 * Claims the oldest job that is due or whose worker died: its lease has expired or, on the embedded database, was taken
 * by an earlier process, since only one uses it at a time.
 */
export async function claim(database: Database, { kinds, jobId }: Claimable): Promise<Lease | null> {
  const isQueued = (job: Columns) =>
    job.and([job("status", "=", "QUEUED"), ...(jobId ? [] : [job("runAfter", "<=", later(dueTolerance))])]);
  const isAbandoned = (job: Columns) =>
    job.and([
      job("status", "=", "RUNNING"),
      job.or([job("leaseUntil", "<", now), ...(database.kind === "pglite" ? [job("worker", "<>", thisProcess)] : [])]),
    ]);
  const claimed = await build(database)
    .updateTable("job")
    .set((job) => ({ attempts: job("attempts", "+", 1), fence: job("fence", "+", 1) }))
    .set((job) => ({ startedAt: job.fn.coalesce("startedAt", now), leaseUntil: later(leaseDuration) }))
    .set({ status: "RUNNING", worker: thisProcess, stage: null, done: 0, total: 0 })
    .where("id", "=", (jobs) =>
      jobs
        .selectFrom("job")
        .select("id")
        .where("kind", "=", anyOf(kinds))
        .$if(jobId !== undefined, (only) => only.where("id", "=", jobId!))
        .where((job) => job.or([isQueued(job), isAbandoned(job)]))
        .orderBy("createdAt")
        .orderBy("id")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning([...jobColumns, "fence"])
    .$castTo<JobRow & { fence: number }>()
    .executeTakeFirst();
  if (!claimed) return null;
  const { fence, ...job } = claimed;
  return { job, fence };
}

/** Matches the job's row until the job ends, goes back to the queue or is claimed again, even if the lease has expired. */
const isHeld = (lease: Lease) => (job: Columns) => job.and({ id: lease.job.id, fence: lease.fence, status: "RUNNING" });

/** Changes the job's row, or nothing if the lease is no longer held. */
const update = (sql: Sql, lease: Lease) => build(sql).updateTable("job").where(isHeld(lease));

/** @returns whether the lease is still held, and whether the job is to be cancelled */
export async function renew(sql: Sql, lease: Lease): Promise<{ held: boolean; cancelRequested: boolean }> {
  const renewed = update(sql, lease).set({ leaseUntil: later(leaseDuration) });
  const row = await renewed.returning("cancelRequested").executeTakeFirst();
  return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false };
}

export async function writeProgress(sql: Sql, lease: Lease, { stage, done, total }: Progress): Promise<void> {
  await update(sql, lease).set({ stage, done, total }).execute();
}

/**
 * Locks the job's row, which prevents other claims until the transaction ends. Also has PostgreSQL end the transaction
 * when it has been idle for as long as a lease; otherwise a suspended worker would block the job for ever.
 * @throws KindredError CANCELLED if the lease is no longer held
 */
export async function lockLease(sql: Sql, lease: Lease): Promise<void> {
  const rows = await build(sql)
    .selectFrom("job")
    .select(expression`set_config('idle_in_transaction_session_timeout', ${String(leaseDuration)}, true)`.as("timeout"))
    .where(isHeld(lease))
    .forUpdate()
    .execute();
  if (rows.length === 0) throw new KindredError("CANCELLED", "This process no longer works on the job.");
}

/** Ends the job and its lease. */
export async function finish(
  sql: Sql,
  lease: Lease,
  status: "SUCCEEDED" | "FAILED" | "CANCELLED",
  error?: KindredError,
): Promise<void> {
  await update(sql, lease)
    .set({ status, errorCode: error?.code ?? null, error: error?.message ?? null, finishedAt: now, leaseUntil: null })
    .execute();
}

/** Puts the job back in the queue, without counting the attempt. */
export async function release(sql: Sql, lease: Lease): Promise<void> {
  await update(sql, lease)
    .set(backInQueue)
    .set((job) => ({ attempts: job("attempts", "-", 1) }))
    .execute();
}

/** Puts the job back in the queue with its error, due in `delay` milliseconds. The attempt counts: see `maxAttempts`. */
export async function putOff(sql: Sql, lease: Lease, delay: number, error: KindredError): Promise<void> {
  await update(sql, lease)
    .set({ ...backInQueue, runAfter: later(delay), errorCode: error.code, error: error.message })
    .execute();
}
