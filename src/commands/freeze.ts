// Freezes figures in this process, and shows progress if there is anything to freeze.
import { type Freeze, findCurrentPopulation } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import type { ProgressDisplay } from "./progress.js";

export function freezeWithProgress(progress: ProgressDisplay): Freeze {
  return async (database, years) => {
    const existing = await findCurrentPopulation(database, years);
    if (existing !== null) return existing;
    const stage = `Freezing the figures of ${years.baseYear}`;
    progress.report(stage, 0, 1);
    const id = await freezeInProcess(database, years);
    progress.report(stage, 1, 1);
    progress.end();
    return id;
  };
}
