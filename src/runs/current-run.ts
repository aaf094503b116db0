// Checks that the figures of a run are current.
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { Freeze } from "../population/current.js";
import type { Run } from "./run.js";

/** Call this after all other checks of a request, because it may freeze a population. @throws KindredError STALE_RUN */
export async function requireCurrentFigures(database: Database, run: Run, freeze: Freeze): Promise<void> {
  if ((await freeze(database, run)) === run.populationId) return;
  throw new KindredError(
    "STALE_RUN",
    `Figures for ${run.baseYear} have been corrected since run ${run.id}. Start it again with the same strategy and parameters.`,
  );
}
