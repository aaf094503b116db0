// Reads jobs for the department, without their payload, and retries one.
import { recordAct } from "../access/acts.js";
import { assertGoverns, mayGovern, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { type Page, type PageRequest, selectPage } from "../database/pages.js";
import { anyOf, build } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import type { JobRow, JobStatus } from "./job.js";
import { requeueJob, stateColumns } from "./queue.js";

/** A job without its payload. */
export interface Job extends Omit<JobRow, "payload"> {
  readonly createdAt: Date;
  /** It does not start before this time. */
  readonly runAfter: Date;
  /** Start of the current or last attempt. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The process that works on the job, or worked on it last: host, process id and a random suffix. */
  readonly worker: string | null;
}

const columns = [...stateColumns, "createdAt", "runAfter", "startedAt", "finishedAt", "worker"] as const;

/** Jobs that match all given conditions. */
export interface JobFilter {
  readonly statuses?: readonly JobStatus[] | null;
  readonly kinds?: readonly string[] | null;
}

interface JobPage extends PageRequest {
  readonly filter?: JobFilter;
}

function filteredJobs(database: Database, { statuses, kinds }: JobFilter) {
  return build(database)
    .selectFrom("job")
    .$if(statuses != null, (jobs) => jobs.where("status", "=", anyOf(statuses!)))
    .$if(kinds != null, (jobs) => jobs.where("kind", "=", anyOf(kinds!)));
}

/** Newest first. Empty without SQL unless the viewer governs. */
export async function findJobs(
  database: Database,
  viewer: Viewer,
  { filter = {}, ...page }: JobPage,
): Promise<Page<Job>> {
  if (!mayGovern(viewer)) return { items: [], hasNextPage: false };
  const rows = filteredJobs(database, filter).select(columns).$castTo<Job>();
  return selectPage({ rows, at: "job.createdAt", id: "job.id" }, page);
}

/** Aligned with `ids`, any texts; null where there is no such job. All null without SQL unless the viewer governs. */
export async function jobsById(database: Database, viewer: Viewer, ids: readonly string[]): Promise<(Job | null)[]> {
  if (!mayGovern(viewer) || ids.length === 0) return ids.map(() => null);
  const jobs = build(database).selectFrom("job").select(columns).$castTo<Job>();
  const rows = await jobs.where(({ eb, cast }) => eb(cast<string>("id", "text"), "=", anyOf(ids))).execute();
  return inOrder(ids, rows, ({ id }) => id);
}

/** The number of jobs in `findJobs`' list; 0 without SQL unless the viewer governs. */
export async function countJobs(database: Database, viewer: Viewer, filter: JobFilter = {}): Promise<number> {
  if (!mayGovern(viewer)) return 0;
  const jobs = filteredJobs(database, filter);
  const { count } = await jobs.select((job) => job.fn.countAll<string>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
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
    const found = build(sql).selectFrom("job").select(columns).where("id", "=", id);
    const job = await found.$castTo<Job>().executeTakeFirst();
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
