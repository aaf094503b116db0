// Has a worker freeze a population and waits for it: for a process that serves, which composes and decodes none itself.
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
        const found = await waitForJob(database, await queueFreezing(database, years), {
          work: `the freezing of ${told(years)}`,
          findResult: () => findCurrentPopulation(database, years),
          onWait: tell,
        });
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

const told = ({ baseYear, circumstancesYear }: Required<PopulationYears>): string =>
  circumstancesYear === baseYear
    ? `the figures of ${baseYear}`
    : `the figures of ${baseYear} with circumstances of ${circumstancesYear}`;

const otherRelease = new KindredError(
  "CONFLICT",
  "The worker that froze the figures is of another release of Kindred than this server. Start both from the same release, then ask again.",
);
