// The job that freezes the population of two years, where a worker does it for a process that serves.
import type { JobHandlers } from "../jobs/job.js";
import type { PopulationYears } from "./current.js";
import { findCurrentPopulation } from "./current.js";
import { findOrFreeze } from "./freeze.js";

/** The handler of jobs of the kind `freeze`. Two that were asked for at once compose the figures once. */
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
