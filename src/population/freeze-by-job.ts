// Freezes populations through a worker and waits. Serving processes use it: they never compose or decode a population.
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { createJob } from "../jobs/queue.js";
import { waitForJob } from "../jobs/wait.js";
import {
  assertFigures,
  type Freeze,
  findCurrentPopulation,
  isFrozenByOtherCode,
  type PopulationYears,
} from "./current.js";

/**
 * Finds the current population, else queues a job that freezes it and polls until it exists. Waits as long as the given
 * database answers: the database of a request refuses after the request's deadline, and the job stays in the queue.
 * @param onWait receives the reason for waiting, as text for the caller; null when the wait is over
 * @returns a Freeze that also throws the error of a failed job, CANCELLED for a cancelled job, and CONFLICT where the
 *   workers run another release
 */
export function freezeByJob(onWait: (reason: string | null) => void): Freeze {
  return async (database, { baseYear, circumstancesYear = baseYear }) => {
    const years = { baseYear, circumstancesYear };
    try {
      let jobDone = false;
      for (;;) {
        const current = await findCurrentPopulation(database, years);
        if (current !== null) return current;
        // The job is done, but its population is not current: other code composed it, or figures changed meanwhile.
        if (jobDone && (await isFrozenByOtherCode(database, years))) throw otherRelease;
        await assertFigures(database, years);
        const found = await waitForJob(database, await queueFreezeJob(database, years), {
          work: `the freezing of ${describe(years)}`,
          findResult: () => findCurrentPopulation(database, years),
          onWait,
        });
        if (found !== null) return found;
        jobDone = true;
      }
    } finally {
      onWait(null);
    }
  };
}

/** Returns a queued job of these years where there is one. A running job may have read figures that changed since. */
const queueFreezeJob = (database: Database, years: Required<PopulationYears>): Promise<string> =>
  createJob(database, "freeze", years, { unique: `${years.baseYear} ${years.circumstancesYear}` });

const describe = ({ baseYear, circumstancesYear }: Required<PopulationYears>): string =>
  circumstancesYear === baseYear
    ? `the figures of ${baseYear}`
    : `the figures of ${baseYear} with circumstances of ${circumstancesYear}`;

const otherRelease = new KindredError(
  "CONFLICT",
  "The worker that froze the figures runs a different release of Kindred from this server. Start both from the same release, then try again.",
);
