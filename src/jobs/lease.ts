// The lease: who works on a job, until when. Every write of a job's work is conditional on the lease's fencing token.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import type { Progress } from "./progress.js";
import { backInQueue, jobColumns } from "./queue.js";

/** Milliseconds between renewals: several fit into a lease. */
export const renewalInterval = 10_000;

const duration = "interval '30 seconds'";

/** The column holds milliseconds, rounded: what was due at once may lie so far ahead, and nothing wakes a worker then. */
const rounding = "interval '1 millisecond'";

/** No other process has the same, not even a later one with the same process id. */
const thisProcess = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;

export interface Lease {
  readonly job: JobRow;
  /** Grows with each claim of the job, so that only the last one who claimed it has the row's. */
  readonly fence: number;
}

export interface Claimable {
  readonly kinds: readonly string[];
  /** This job and no other, also before it is due. */
  readonly jobId?: string;
}

/**
 * Claims the oldest job that is due, or whose worker died: its lease ran out or, on the embedded database, which is
 * for one process, is another process's.
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

/** The job's row as long as the lease is held; its parameters are those of `keyOf`. */
const held = "id = $1 AND fence = $2 AND status = 'RUNNING'";
const keyOf = ({ job, fence }: Lease) => [job.id, fence];

/** @returns whether the lease is still held, and whether somebody asked for the job to stop */
export async function renew(sql: Sql, lease: Lease): Promise<{ held: boolean; cancelRequested: boolean }> {
  const [row] = await sql.query<{ cancelRequested: boolean }>(
    `UPDATE job SET lease_until = now() + ${duration} WHERE ${held} RETURNING cancel_requested AS "cancelRequested"`,
    keyOf(lease),
  );
  return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false };
}

export async function writeProgress(sql: Sql, lease: Lease, { stage, done, total }: Progress): Promise<void> {
  await sql.query(`UPDATE job SET stage = $3, done = $4, total = $5 WHERE ${held}`, [
    ...keyOf(lease),
    stage,
    done,
    total,
  ]);
}

/**
 * Keeps the job from being claimed by another until the transaction ends. PostgreSQL ends a transaction whose worker
 * fell asleep in it for as long as a lease, or nobody else could ever claim the job.
 * @throws KindredError CANCELLED where another process has claimed it
 */
export async function holdLease(sql: Sql, lease: Lease): Promise<void> {
  const rows = await sql.query(
    `SELECT set_config('idle_in_transaction_session_timeout',
       (extract(epoch FROM ${duration}) * 1000)::int::text, true) FROM job WHERE ${held} FOR UPDATE`,
    keyOf(lease),
  );
  if (rows.length === 0) throw new KindredError("CANCELLED", "Another process has taken up the job.");
}

/** Ends the job and the lease with it. */
export async function finish(
  sql: Sql,
  lease: Lease,
  status: "SUCCEEDED" | "FAILED" | "CANCELLED",
  error?: KindredError,
): Promise<void> {
  await sql.query(
    `UPDATE job SET status = $3, error_code = $4, error = $5, finished_at = now(), lease_until = NULL WHERE ${held}`,
    [...keyOf(lease), status, error?.code ?? null, error?.message ?? null],
  );
}

/** Puts the job back in the queue as if it had not been begun. */
export async function release(sql: Sql, lease: Lease): Promise<void> {
  await sql.query(`UPDATE job SET ${backInQueue}, attempts = attempts - 1 WHERE ${held}`, keyOf(lease));
}

/** Puts the job back in the queue, due in so many milliseconds, with what went wrong. */
export async function putOff(sql: Sql, lease: Lease, delay: number, error: KindredError): Promise<void> {
  await sql.query(
    `UPDATE job SET ${backInQueue}, run_after = now() + $3::float8 * interval '1 millisecond', error_code = $4, error = $5
     WHERE ${held}`,
    [...keyOf(lease), delay, error.code, error.message],
  );
}
