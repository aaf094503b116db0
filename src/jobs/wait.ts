// Waits for a job that another process runs, for a request that needs its result.
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import { findJob } from "./queue.js";

/** Milliseconds between checks of the job. */
const pollInterval = 100;

interface JobWait<Result> {
  /** A name for the work, such as "the freezing of the figures of 2022/23". */
  readonly work: string;
  /** The job's result, whichever process made it; null until it exists. */
  readonly findResult: () => Promise<Result | null>;
  /** Called while it waits, with a message for the caller that says what it waits for. */
  readonly onWait: (message: string) => void;
}

/**
 * Waits as long as the database answers. A request's database stops when the request's time is over; the job stays.
 * @returns the result, or null if the job has ended without it
 * @throws KindredError the job's error if it failed; CANCELLED if it was cancelled
 */
export async function waitForJob<Result>(
  database: Database,
  jobId: string,
  { work, findResult, onWait }: JobWait<Result>,
): Promise<Result | null> {
  for (;;) {
    const job = await findJob(database, jobId);
    if (job === null || job.status === "SUCCEEDED") return findResult();
    if (job.status === "FAILED") throw new KindredError(job.errorCode!, job.error ?? "");
    if (job.status === "CANCELLED") throw new KindredError("CANCELLED", `${capitalised(work)} was cancelled.`);
    onWait(waitingFor(job, work));
    await delay(pollInterval);
    const result = await findResult();
    if (result !== null) return result;
  }
}

function waitingFor({ status, attempts, error }: JobRow, work: string): string {
  if (status === "RUNNING") return `A worker is still busy with ${work}. Try again in a minute.`;
  if (attempts > 0) return `${capitalised(work)} failed and will be retried later: ${error} Try again then.`;
  return `No worker has started ${work} yet; it stays queued. Check that a worker is running (kindred work), then try again.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
