// The queue for the code that requests work: create a job, look it up, cancel it.
import { randomUUID } from "node:crypto";
import { type NewAct, recordAct } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import type { JobRow } from "./job.js";
import { abortRunningJob } from "./running-jobs.js";
import { notifyCancelled, notifyQueued } from "./tell.js";

export type { JobRow } from "./job.js";

/** Columns of a `JobRow`. */
export const jobColumns = `id, kind, payload, status, stage, done, total, attempts,
  cancel_requested AS "cancelRequested", error_code AS "errorCode", error`;

/** The SET clause that puts a job back in the queue. It drops the unique key if another queued job has the same. */
export const backInQueue = `status = 'QUEUED', started_at = NULL, stage = NULL, done = 0, total = 0, lease_until = NULL,
  unique_key = CASE WHEN NOT EXISTS (
    SELECT FROM job other WHERE other.kind = job.kind AND other.unique_key = job.unique_key AND other.status = 'QUEUED'
  ) THEN unique_key END`;

export interface JobOptions {
  /** A key: while a job of this kind with the same key is queued, `createJob` returns that job. */
  readonly unique?: string;
  /** Milliseconds before a worker may start it. */
  readonly delay?: number;
}

/** Queues a job and wakes the workers, within the caller's transaction if `sql` is one. @returns its id */
export async function createJob(
  sql: Sql,
  kind: string,
  payload: unknown,
  { unique, delay = 0 }: JobOptions = {},
): Promise<string> {
  for (;;) {
    const [created] = await sql.query<{ id: string }>(
      `INSERT INTO job (id, kind, payload, status, unique_key, run_after)
       VALUES ($1::uuid, $2::text, $3::jsonb, 'QUEUED', $4::text, now() + $5::float8 * interval '1 millisecond')
       ON CONFLICT DO NOTHING RETURNING id`,
      [randomUUID(), kind, JSON.stringify(payload), unique ?? null, delay],
    );
    if (created) {
      await notifyQueued(sql);
      return created.id;
    }
    const [queued] = await sql.query<{ id: string }>(
      "SELECT id FROM job WHERE kind = $1 AND unique_key = $2 AND status = 'QUEUED'",
      [kind, unique],
    );
    if (queued) return queued.id; // else a worker has claimed it in the meantime
  }
}

/** Null if no job has the id. */
export async function findJob(sql: Sql, id: string): Promise<JobRow | null> {
  const [job] = await sql.query<JobRow>(`SELECT ${jobColumns} FROM job WHERE id = $1`, [id]);
  return job ?? null;
}

/**
 * Puts a failed or cancelled job back in the queue and resets its attempts; leaves other jobs unchanged.
 * @returns whether the job had failed or was cancelled
 */
export async function requeueJob(sql: Sql, id: string): Promise<boolean> {
  const requeued = await sql.query(
    `UPDATE job SET ${backInQueue}, attempts = 0, run_after = now(), cancel_requested = false, error_code = NULL,
       error = NULL, finished_at = NULL
     WHERE id = $1 AND status IN ('FAILED', 'CANCELLED') RETURNING id`,
    [id],
  );
  if (requeued.length > 0) await notifyQueued(sql);
  return requeued.length > 0;
}

/**
 * Cancels a job: a queued one at once, a running one when its worker notices.
 * @param act recorded in the same transaction, unless the job has ended or was cancelled before
 */
export async function requestCancel(
  database: Database,
  id: string,
  act?: { readonly viewer: Viewer; readonly deed: NewAct },
): Promise<void> {
  await database.transaction(async (sql) => {
    const [cancelled] = await sql.query<{ before: boolean }>(
      `UPDATE job SET cancel_requested = true,
         finished_at = CASE WHEN status = 'QUEUED' THEN now() END,
         status = CASE WHEN status = 'QUEUED' THEN 'CANCELLED' ELSE status END
       FROM (SELECT id, cancel_requested FROM job WHERE id = $1 FOR UPDATE) AS previous
       WHERE job.id = previous.id AND status IN ('QUEUED', 'RUNNING') RETURNING previous.cancel_requested AS before`,
      [id],
    );
    if (act && cancelled && !cancelled.before) await recordAct(sql, act.viewer, act.deed);
    await notifyCancelled(sql, id);
  });
  abortRunningJob(id); // after the row is written, which the worker reads
}
