// The queue for the code that requests work: create a job, look it up, cancel it.
import { randomUUID } from "node:crypto";
import { sql as expression } from "kysely";
import { type NewAct, recordAct } from "../access/acts.js";
import type { Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { build, later, now } from "../database/query-builder.js";
import type { JobRow } from "./job.js";
import { notifyCancelled, notifyQueued } from "./notify.js";
import { abortRunningJob } from "./running-jobs.js";

/** How far the work is, and how it ended. */
const outcome = ["status", "stage", "done", "total", "errorCode", "error"] as const;

/** Columns of a `JobRow`, without the payload. */
export const stateColumns = ["id", "kind", "attempts", "cancelRequested", ...outcome] as const;

/** Columns of a `JobRow`. */
export const jobColumns = [...stateColumns, "payload"] as const;

/** The values of a job that goes back in the queue. It loses its unique key if another queued job has the same. */
export const backInQueue = {
  status: "QUEUED",
  startedAt: null,
  stage: null,
  done: 0,
  total: 0,
  leaseUntil: null,
  uniqueKey: expression<string | null>`CASE WHEN NOT EXISTS (
    SELECT FROM job other WHERE other.kind = job.kind AND other.unique_key = job.unique_key AND other.status = 'QUEUED'
  ) THEN unique_key END`,
};

interface JobOptions {
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
  const job = { id: randomUUID(), kind, payload: JSON.stringify(payload), status: "QUEUED", uniqueKey: unique ?? null };
  for (;;) {
    const created = await build(sql)
      .insertInto("job")
      .values({ ...job, runAfter: later(delay) })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (created) {
      await notifyQueued(sql);
      return created.id;
    }
    const queued = await build(sql)
      .selectFrom("job")
      .select("id")
      .where("kind", "=", kind)
      .where("uniqueKey", "=", unique!)
      .where("status", "=", "QUEUED")
      .executeTakeFirst();
    if (queued) return queued.id; // else a worker has claimed it in the meantime
  }
}

/** Null if no job has the id. */
export async function findJob(sql: Sql, id: string): Promise<JobRow | null> {
  const found = build(sql).selectFrom("job").select(jobColumns).where("id", "=", id);
  const job = await found.$castTo<JobRow>().executeTakeFirst();
  return job ?? null;
}

/**
 * Puts a failed or cancelled job back in the queue and resets its attempts; leaves other jobs unchanged.
 * @returns whether the job had failed or was cancelled
 */
export async function requeueJob(sql: Sql, id: string): Promise<boolean> {
  const requeued = await build(sql)
    .updateTable("job")
    .set({ ...backInQueue, attempts: 0, runAfter: now, cancelRequested: false })
    .set({ errorCode: null, error: null, finishedAt: null })
    .where("id", "=", id)
    .where("status", "in", ["FAILED", "CANCELLED"])
    .returning("id")
    .execute();
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
    const cancelled = await build(sql)
      .updateTable("job")
      .from((jobs) =>
        jobs.selectFrom("job").select(["id", "cancelRequested"]).where("id", "=", id).forUpdate().as("previous"),
      )
      .set((job) => {
        const ifQueued = job.case().when("job.status", "=", "QUEUED");
        return {
          cancelRequested: true,
          finishedAt: ifQueued.then(now).end(),
          status: ifQueued.then("CANCELLED").else(job.ref("job.status")).end(),
        };
      })
      .whereRef("job.id", "=", "previous.id")
      .where("status", "in", ["QUEUED", "RUNNING"])
      .returning("previous.cancelRequested as before")
      .executeTakeFirst();
    if (act && cancelled && !cancelled.before) await recordAct(sql, act.viewer, act.deed);
    await notifyCancelled(sql, id);
  });
  abortRunningJob(id); // after the row is written, which the worker reads
}
