// The job by which a worker freezes a population for a serving process.
import type { JobHandlers } from "../jobs/job.js";
import type { PopulationYears } from "./current.js";
import { findCurrentPopulation } from "./current.js";
import { findOrFreeze } from "./freeze.js";

/** Handles jobs of the kind `freeze`. The second of two equal jobs finds the population of the first. */
export const freezeJobs: JobHandlers = {
  freeze: async ({ database, progress, signal, transaction }, years: PopulationYears) => {
    if (await findCurrentPopulation(database, years)) return;
    progress("freezing figures", 0, 1);
    await findOrFreeze(database, years, (work) => {
      signal.throwIfAborted();
      return transaction(work);
    });
    progress("freezing figures", 1, 1);
  },
};
