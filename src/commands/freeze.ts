// Freezing in a command: in this process, shown where there is something to freeze.
import { type Freeze, findCurrentPopulation } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import type { Progress } from "./progress.js";

export function freezeShown(progress: Progress): Freeze {
  return async (database, years) => {
    const known = await findCurrentPopulation(database, years);
    if (known !== null) return known;
    const stage = `Freezing the figures of ${years.baseYear}`;
    progress.report(stage, 0, 1);
    const id = await freezeInProcess(database, years);
    progress.report(stage, 1, 1);
    progress.end();
    return id;
  };
}
