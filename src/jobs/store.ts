// Reads jobs for the department, without their payload, and retries one.
import { recordAct } from "../access/acts.js";
import { assertGoverns, mayGovern, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { type Page, type PageRequest, readPage } from "../database/pages.js";
import { KindredError } from "../errors.js";
import type { JobRow, JobStatus } from "./job.js";
import { requeueJob } from "./queue.js";

/** A job without its payload. */
export interface Job extends Omit<JobRow, "payload"> {
  readonly createdAt: Date;
  /** It does not start before this time. */
  readonly runAfter: Date;
  /** Of the current or last attempt. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The process that works on the job, or worked on it last: host, process id and a random suffix. */
  readonly worker: string | null;
}

const columns = `id::text AS id, kind, status, stage, done, total, attempts, cancel_requested AS "cancelRequested",
  error_code AS "errorCode", error, created_at AS "createdAt", run_after AS "runAfter", started_at AS "startedAt",
  finished_at AS "finishedAt", worker`;

/** Jobs that match all given conditions. */
export interface JobFilter {
  readonly statuses?: readonly JobStatus[] | null;
  readonly kinds?: readonly string[] | null;
}

export interface JobPage extends PageRequest {
  readonly filter?: JobFilter;
}

const filterCondition =
  "($1::text[] IS NULL OR status = ANY($1::text[])) AND ($2::text[] IS NULL OR kind = ANY($2::text[]))";
const filterParameters = ({ statuses, kinds }: JobFilter) => [statuses ?? null, kinds ?? null];

/** Newest first. Empty without SQL unless the viewer governs. */
export async function findJobs(
  database: Database,
  viewer: Viewer,
  { filter = {}, ...page }: JobPage,
): Promise<Page<Job>> {
  if (!mayGovern(viewer)) return { items: [], hasNextPage: false };
  const list = { select: `SELECT ${columns} FROM job`, where: filterCondition, parameters: filterParameters(filter) };
  return readPage<Job>(database, { ...list, at: "created_at", id: "job.id" }, page);
}

/** The number of jobs in `findJobs`' list; 0 without SQL unless the viewer governs. */
export async function countJobs(database: Database, viewer: Viewer, filter: JobFilter = {}): Promise<number> {
  if (!mayGovern(viewer)) return 0;
  const [row] = await database.query<{ jobs: number }>(
    `SELECT count(*)::int AS jobs FROM job WHERE ${filterCondition}`,
    filterParameters(filter),
  );
  return row!.jobs;
}

/**
 * Puts a failed or cancelled job back in the queue.
 * @param id a UUID
 * @throws KindredError FORBIDDEN | NOT_FOUND | CONFLICT if it neither failed nor was cancelled
 */
export async function retryJob(database: Database, viewer: Viewer, id: string): Promise<Job> {
  assertGoverns(viewer, "Only the department can retry jobs.");
  return database.transaction(async (sql) => {
    const requeued = await requeueJob(sql, id);
    const [job] = await sql.query<Job>(`SELECT ${columns} FROM job WHERE id = $1::uuid`, [id]);
    if (!job) throw new KindredError("NOT_FOUND", `There is no job ${id}.`);
    if (requeued) {
      await recordAct(sql, viewer, { type: "JOB_RETRIED", subjectKind: "JOB", subject: id });
      return job;
    }
    throw new KindredError(
      "CONFLICT",
      `Job ${id} is ${job.status}: only a job that is FAILED or CANCELLED can be retried.`,
    );
  });
}
