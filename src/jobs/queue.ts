// The queue as those see it who ask for work: put a job in, look at it, ask for it to stop.
import { randomUUID } from "node:crypto";
import { type NewAct, recordAct } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import type { JobRow } from "./job.js";
import { abortInHand } from "./running-jobs.js";
import { tellCancelled, tellQueued } from "./tell.js";

export type { JobRow } from "./job.js";

/** Columns of a `JobRow`. */
export const jobColumns = `id, kind, payload, status, stage, done, total, attempts,
  cancel_requested AS "cancelRequested", error_code AS "errorCode", error`;

/** What an UPDATE sets of a job that waits again. It goes without its key where another job waits with the same. */
export const backInQueue = `status = 'QUEUED', started_at = NULL, stage = NULL, done = 0, total = 0, lease_until = NULL,
  unique_key = CASE WHEN NOT EXISTS (
    SELECT FROM job other WHERE other.kind = job.kind AND other.unique_key = job.unique_key AND other.status = 'QUEUED'
  ) THEN unique_key END`;

export interface JobOptions {
  /** While a job of the kind with the same key is queued, asking for another returns that one. */
  readonly unique?: string;
  /** Milliseconds from now before which no worker begins it. */
  readonly delay?: number;
}

/** Queues a job and wakes the workers, in the caller's transaction where `sql` is one. @returns its id */
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
      await tellQueued(sql);
      return created.id;
    }
    const [queued] = await sql.query<{ id: string }>(
      "SELECT id FROM job WHERE kind = $1 AND unique_key = $2 AND status = 'QUEUED'",
      [kind, unique],
    );
    if (queued) return queued.id; // else a worker has claimed it in between
  }
}

/** Null where no job has the id. */
export async function findJob(sql: Sql, id: string): Promise<JobRow | null> {
  const [job] = await sql.query<JobRow>(`SELECT ${jobColumns} FROM job WHERE id = $1`, [id]);
  return job ?? null;
}

/**
 * Puts a failed or cancelled job back in the queue with its attempts forgotten; others stay as they are.
 * @returns whether it was one
 */
export async function requeueJob(sql: Sql, id: string): Promise<boolean> {
  const requeued = await sql.query(
    `UPDATE job SET ${backInQueue}, attempts = 0, run_after = now(), cancel_requested = false, error_code = NULL,
       error = NULL, finished_at = NULL
     WHERE id = $1 AND status IN ('FAILED', 'CANCELLED') RETURNING id`,
    [id],
  );
  if (requeued.length > 0) await tellQueued(sql);
  return requeued.length > 0;
}

/**
 * Asks for a job to stop: a queued one is cancelled at once, a running one when its worker next looks.
 * @param act recorded in the same transaction, unless the job has ended or somebody asked before
 */
export async function requestCancel(
  database: Database,
  id: string,
  act?: { readonly viewer: Viewer; readonly deed: NewAct },
): Promise<void> {
  await database.transaction(async (sql) => {
    const [asked] = await sql.query<{ before: boolean }>(
      `UPDATE job SET cancel_requested = true,
         finished_at = CASE WHEN status = 'QUEUED' THEN now() END,
         status = CASE WHEN status = 'QUEUED' THEN 'CANCELLED' ELSE status END
       FROM (SELECT id, cancel_requested FROM job WHERE id = $1 FOR UPDATE) AS stood
       WHERE job.id = stood.id AND status IN ('QUEUED', 'RUNNING') RETURNING stood.cancel_requested AS before`,
      [id],
    );
    if (act && asked && !asked.before) await recordAct(sql, act.viewer, act.deed);
    await tellCancelled(sql, id);
  });
  abortInHand(id); // once the row says so: whoever stops goes by it
}
