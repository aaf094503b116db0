// The queue as those see it who ask for work: put a job in, look at it, ask for it to stop.
import { randomUUID } from "node:crypto";
import type { Sql } from "../database/database.js";
import { abortInHand } from "./in-hand.js";
import type { JobRow } from "./job.js";

export type { JobRow } from "./job.js";

/** Columns of a `JobRow`. */
export const jobColumns = `id, kind, payload, status, stage, done, total, attempts,
  cancel_requested AS "cancelRequested", error_code AS "errorCode", error`;

/** Queues a job, in the caller's transaction where `sql` is one. @returns its id */
export async function createJob(sql: Sql, kind: string, payload: unknown): Promise<string> {
  const id = randomUUID();
  await sql.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, $2, $3::jsonb, 'QUEUED')", [
    id,
    kind,
    JSON.stringify(payload),
  ]);
  return id;
}

/** Null where no job has the id. */
export async function findJob(sql: Sql, id: string): Promise<JobRow | null> {
  const [job] = await sql.query<JobRow>(`SELECT ${jobColumns} FROM job WHERE id = $1`, [id]);
  return job ?? null;
}

/** Puts a failed or cancelled job back in the queue with its attempts forgotten; others stay as they are. */
export async function requeueJob(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `UPDATE job SET status = 'QUEUED', attempts = 0, cancel_requested = false, stage = NULL, done = 0, total = 0,
       error_code = NULL, error = NULL, started_at = NULL, finished_at = NULL
     WHERE id = $1 AND status IN ('FAILED', 'CANCELLED')`,
    [id],
  );
}

/** Asks for a job to stop: a queued one is cancelled at once, a running one when its worker next looks. */
export async function requestCancel(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `UPDATE job SET cancel_requested = true,
       finished_at = CASE WHEN status = 'QUEUED' THEN now() END,
       status = CASE WHEN status = 'QUEUED' THEN 'CANCELLED' ELSE status END
     WHERE id = $1 AND status IN ('QUEUED', 'RUNNING')`,
    [id],
  );
  abortInHand(id);
}
