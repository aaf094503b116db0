// Waiting for a job that another process does: for a request that needs what comes of it.
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../database/database.js";
import { type ErrorCode, KindredError } from "../errors.js";
import type { JobRow } from "./job.js";
import { findJob } from "./queue.js";

/** Milliseconds between looks at the job. */
const pollInterval = 100;

export interface Awaited<Found> {
  /** Names the work, as "the freezing of the figures of 2022/23". */
  readonly work: string;
  /** What the job is for, wherever it comes from; null while it is not there. */
  readonly look: () => Promise<Found | null>;
  /** Receives, while it waits, what for, in words for the person who asked. */
  readonly onWait: (wait: string) => void;
}

/**
 * Waits for as long as the database that it is given answers: a request's refuses once its time is over, and the job stays.
 * @returns what was looked for, or null where the job has ended without it
 * @throws KindredError what the job failed by; CANCELLED where it was cancelled
 */
export async function waitForJob<Found>(
  database: Database,
  jobId: string,
  { work, look, onWait }: Awaited<Found>,
): Promise<Found | null> {
  for (;;) {
    const job = await findJob(database, jobId);
    if (job === null || job.status === "SUCCEEDED") return look();
    if (job.status === "FAILED") throw new KindredError(job.errorCode as ErrorCode, job.error ?? "");
    if (job.status === "CANCELLED") throw new KindredError("CANCELLED", `${capitalised(work)} was cancelled.`);
    onWait(waitingFor(job, work));
    await delay(pollInterval);
    const found = await look();
    if (found !== null) return found;
  }
}

function waitingFor({ status, attempts, error }: JobRow, work: string): string {
  if (status === "RUNNING") return `A worker is still at ${work}. Ask again in a minute.`;
  if (attempts > 0) return `${capitalised(work)} failed and is tried again later: ${error} Ask again then.`;
  return `No worker has taken up ${work}, which stays queued. See that one runs (kindred work), then ask again.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
