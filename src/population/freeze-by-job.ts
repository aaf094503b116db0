// Has a worker freeze a population and waits for it: for a process that serves, which composes and decodes none itself.
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../database/database.js";
import { type ErrorCode, KindredError } from "../errors.js";
import type { JobRow } from "../jobs/job.js";
import { createJob, findJob } from "../jobs/queue.js";
import {
  assertFigures,
  type Freeze,
  findCurrentPopulation,
  isFrozenByOtherCode,
  type PopulationYears,
} from "./current.js";

/** Milliseconds between looks at the job. */
const pollInterval = 100;

/**
 * Finds the current population, else queues its freezing and looks until it is there. Waits for as long as the database
 * that it is given answers: a request's refuses once its time is over, and the job stays.
 * @param tell hears, while it waits, what for, in words for the person who asked; null once it waits no longer
 * @returns a Freeze that throws what the job failed by too; CANCELLED where somebody cancelled it; CONFLICT where the
 *   workers are of another release
 */
export function freezeByJob(tell: (wait: string | null) => void): Freeze {
  return async (database, { baseYear, circumstancesYear = baseYear }) => {
    const years = { baseYear, circumstancesYear };
    try {
      for (let frozen = false; ; frozen = true) {
        const known = await findCurrentPopulation(database, years);
        if (known !== null) return known;
        // Done, and of no use here. Else figures changed while it was composed.
        if (frozen && (await isFrozenByOtherCode(database, years))) throw otherRelease;
        await assertFigures(database, years);
        const found = await waitFor(database, years, await queueFreezing(database, years), tell);
        if (found !== null) return found;
      }
    } finally {
      tell(null);
    }
  };
}

/** While a job of these years is queued, that one; one that is begun may have read what has changed since. */
const queueFreezing = (database: Database, years: Required<PopulationYears>): Promise<string> =>
  createJob(database, "freeze", years, { unique: `${years.baseYear} ${years.circumstancesYear}` });

/** @returns the population, whoever froze it, or null once the job is done */
async function waitFor(
  database: Database,
  years: Required<PopulationYears>,
  jobId: string,
  tell: (wait: string) => void,
): Promise<string | null> {
  for (;;) {
    const job = await findJob(database, jobId);
    if (job === null || job.status === "SUCCEEDED") return null;
    if (job.status === "FAILED") throw new KindredError(job.errorCode as ErrorCode, job.error ?? "");
    if (job.status === "CANCELLED")
      throw new KindredError("CANCELLED", `The freezing of ${told(years)} was cancelled.`);
    tell(waitingFor(job, years));
    await delay(pollInterval);
    const known = await findCurrentPopulation(database, years);
    if (known !== null) return known;
  }
}

function waitingFor({ status, attempts, error }: JobRow, years: Required<PopulationYears>): string {
  if (status === "RUNNING") return `A worker is still freezing ${told(years)}. Ask again in a minute.`;
  if (attempts > 0) return `The freezing of ${told(years)} failed and is tried again later: ${error} Ask again then.`;
  return `No worker has taken up the freezing of ${told(years)}, which stays queued. See that one runs (kindred work), then ask again.`;
}

const told = ({ baseYear, circumstancesYear }: Required<PopulationYears>): string =>
  circumstancesYear === baseYear
    ? `the figures of ${baseYear}`
    : `the figures of ${baseYear} with circumstances of ${circumstancesYear}`;

const otherRelease = new KindredError(
  "CONFLICT",
  "The worker that froze the figures is of another release of Kindred than this server. Start both from the same release, then ask again.",
);
