// The lease: who works on a job, until when. Every write about a job's work is conditional on still holding it.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database, Sql } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import type { Progress } from "./progress.js";
import { jobColumns } from "./queue.js";

/** Milliseconds between renewals: several fit into a lease. */
export const renewalInterval = 10_000;

const duration = "interval '30 seconds'";

/** No other process has the same, not even a later one with the same process id. */
const thisProcess = `${hostname()}:${process.pid}:${randomUUID()}`;

export interface Lease {
  readonly job: JobRow;
  /** One a claim, beginning with `thisProcess`. */
  readonly owner: string;
}

export interface Claimable {
  readonly kinds: readonly string[];
  /** This job and no other. */
  readonly jobId?: string;
}

/**
 * Claims the oldest job that is queued or whose worker died: its lease ran out or, on the embedded database, which is
 * for one process, is another process's.
 */
export async function claim(database: Database, { kinds, jobId }: Claimable): Promise<Lease | null> {
  const owner = `${thisProcess}:${randomUUID()}`;
  const [job] = await database.query<JobRow>(
    `UPDATE job SET status = 'RUNNING', attempts = attempts + 1, lease_owner = $1, lease_until = now() + ${duration},
       started_at = coalesce(started_at, now()), stage = NULL, done = 0, total = 0
     WHERE id = (
       SELECT id FROM job
       WHERE kind = ANY($2::text[]) AND ($3::uuid IS NULL OR id = $3::uuid) AND (status = 'QUEUED' OR
         status = 'RUNNING' AND (lease_until < now() OR $4::boolean AND NOT starts_with(lease_owner, $5)))
       ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${jobColumns}`,
    [owner, kinds, jobId ?? null, database.kind === "pglite", thisProcess],
  );
  return job ? { job, owner } : null;
}

/** @returns whether the lease is still held, and whether somebody asked for the job to stop */
export async function renew(sql: Sql, lease: Lease): Promise<{ held: boolean; cancelRequested: boolean }> {
  const [row] = await sql.query<{ cancelRequested: boolean }>(
    `UPDATE job SET lease_until = now() + ${duration} WHERE id = $1 AND lease_owner = $2
     RETURNING cancel_requested AS "cancelRequested"`,
    [lease.job.id, lease.owner],
  );
  return { held: row !== undefined, cancelRequested: row?.cancelRequested ?? false };
}

export async function writeProgress(sql: Sql, lease: Lease, { stage, done, total }: Progress): Promise<void> {
  await sql.query("UPDATE job SET stage = $3, done = $4, total = $5 WHERE id = $1 AND lease_owner = $2", [
    lease.job.id,
    lease.owner,
    stage,
    done,
    total,
  ]);
}

/** Keeps the job from being claimed by another until the transaction ends. @throws KindredError CANCELLED */
export async function holdLease(sql: Sql, lease: Lease): Promise<void> {
  const rows = await sql.query("SELECT 1 FROM job WHERE id = $1 AND lease_owner = $2 FOR UPDATE", [
    lease.job.id,
    lease.owner,
  ]);
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
    `UPDATE job SET status = $3, error_code = $4, error = $5, finished_at = now(), lease_owner = NULL, lease_until = NULL
     WHERE id = $1 AND lease_owner = $2`,
    [lease.job.id, lease.owner, status, error?.code ?? null, error?.message ?? null],
  );
}

/** Puts the job back in the queue as if it had not been begun. */
export async function release(sql: Sql, lease: Lease): Promise<void> {
  await sql.query(
    `UPDATE job SET status = 'QUEUED', attempts = attempts - 1, started_at = NULL, stage = NULL, done = 0, total = 0,
       lease_owner = NULL, lease_until = NULL
     WHERE id = $1 AND lease_owner = $2`,
    [lease.job.id, lease.owner],
  );
}
