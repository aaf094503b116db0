// Leases: which process works on a job, until when. Every write of a job depends on the lease's fencing token.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import type { Progress } from "./progress.js";
import { backInQueue, jobColumns } from "./queue.js";

/** Milliseconds between renewals; a lease outlasts several. */
export const renewalInterval = 10_000;

const duration = "interval '30 seconds'";

/** The column is rounded to milliseconds: a job due now may be this far ahead, and nothing wakes a worker then. */
const rounding = "interval '1 millisecond'";

/** Unique, even if a later process has the same process id. */
const thisProcess = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

export interface Lease {
  readonly job: JobRow;
  /** Grows with each claim of the job, so that only the latest claim matches the row. */
  readonly fence: number;
}

export interface Claimable {
  readonly kinds: readonly string[];
  /** Only this job, even before it is due. */
  readonly jobId?: string;
}

/**
 * Claims the oldest job that is due or whose worker died: its lease has expired or, on the embedded database, which
 * only one process uses, belongs to another process.
 */
export async function claim(database: Database, { kinds, jobId }: Claimable): Promise<Lease | null> {
  const [claimed] = await database.query<JobRow & { fence: number }>(
    `UPDATE job SET status = 'RUNNING', attempts = attempts + 1, fence = fence + 1, worker = $1,
       lease_until = now() + ${duration}, started_at = coalesce(started_at, now()), stage = NULL, done = 0, total = 0
     WHERE id = (
       SELECT id FROM job
       WHERE kind = ANY($2::text[]) AND ($3::uuid IS NULL OR id = $3::uuid) AND (
         status = 'QUEUED' AND (run_after <= now() + ${rounding} OR id = $3::uuid) OR
         status = 'RUNNING' AND (lease_until < now() OR $4::boolean AND worker <> $1))
       ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${jobColumns}, fence`,
    [thisProcess, kinds, jobId ?? null, database.kind === "pglite"],
  );
  if (!claimed) return null;
  const { fence, ...job } = claimed;
  return { job, fence };
}

/** Matches the job's row while the lease is held; `leaseKey` gives its parameters. */
const leaseHeld = "id = $1 AND fence = $2 AND status = 'RUNNING'";
const leaseKey = ({ job, fence }: Lease) => [job.id, fence];

/** @returns whether the lease is still held, and whether the job is to be cancelled */
export async function renew(sql: Sql, lease: Lease): Promise<{ held: boolean; cancelRequested: boolean }> {
  const [row] = await sql.query<{ cancelRequested: boolean }>(
    `UPDATE job SET lease_until = now() + ${duration} WHERE ${leaseHeld} RETURNING cancel_requested AS "cancelRequested"`,
    leaseKey(lease),
  );
  return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false };
}

export async function writeProgress(sql: Sql, lease: Lease, { stage, done, total }: Progress): Promise<void> {
  await sql.query(`UPDATE job SET stage = $3, done = $4, total = $5 WHERE ${leaseHeld}`, [
    ...leaseKey(lease),
    stage,
    done,
    total,
  ]);
}

/**
 * Prevents other claims of the job until the transaction ends. PostgreSQL ends a transaction that is idle for as long
 * as a lease; otherwise a suspended worker would block the job for ever.
 * @throws KindredError CANCELLED if another process has claimed it
 */
export async function holdLease(sql: Sql, lease: Lease): Promise<void> {
  const rows = await sql.query(
    `SELECT set_config('idle_in_transaction_session_timeout',
       (extract(epoch FROM ${duration}) * 1000)::int::text, true) FROM job WHERE ${leaseHeld} FOR UPDATE`,
    leaseKey(lease),
  );
  if (rows.length === 0) throw new KindredError("CANCELLED", "Another process has taken over the job.");
}

/** Ends the job and its lease. */
export async function finish(
  sql: Sql,
  lease: Lease,
  status: "SUCCEEDED" | "FAILED" | "CANCELLED",
  error?: KindredError,
): Promise<void> {
  await sql.query(
    `UPDATE job SET status = $3, error_code = $4, error = $5, finished_at = now(), lease_until = NULL WHERE ${leaseHeld}`,
    [...leaseKey(lease), status, error?.code ?? null, error?.message ?? null],
  );
}

/** Puts the job back in the queue, without counting the attempt. */
export async function release(sql: Sql, lease: Lease): Promise<void> {
  await sql.query(`UPDATE job SET ${backInQueue}, attempts = attempts - 1 WHERE ${leaseHeld}`, leaseKey(lease));
}

/** Puts the job back in the queue with its error, due in `delay` milliseconds. */
export async function putOff(sql: Sql, lease: Lease, delay: number, error: KindredError): Promise<void> {
  await sql.query(
    `UPDATE job SET ${backInQueue}, run_after = now() + $3::float8 * interval '1 millisecond', error_code = $4, error = $5
     WHERE ${leaseHeld}`,
    [...leaseKey(lease), delay, error.code, error.message],
  );
}
