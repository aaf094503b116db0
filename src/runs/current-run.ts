// Checks that a run may feed targets or partnerships: it is complete, not published, and its figures are current.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { Freeze } from "../population/current.js";
import { assertMayFeed } from "./marks.js";
import type { Run } from "./run.js";
import { runsById } from "./store.js";

/**
 * The complete and unpublished run. The checks that need only the run itself.
 * @throws KindredError NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_PUBLISHED
 */
export async function requireFinishedRun(database: Database, viewer: Viewer, runId: string): Promise<Run> {
  const [run] = await runsById(database, viewer, [runId]);
  if (!run) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  if (!run.completedAt) {
    throw new KindredError(
      "RUN_UNFINISHED",
      `Run ${runId} is not complete (its status is ${run.status}). Wait until it is, or start it again.`,
    );
  }
  await assertMayFeed(database, run);
  return run;
}

/** Call this after all other checks of a request, because it may freeze a population. @throws KindredError STALE_RUN */
export async function requireCurrentFigures(database: Database, run: Run, freeze: Freeze): Promise<void> {
  if ((await freeze(database, run)) === run.populationId) return;
  throw new KindredError(
    "STALE_RUN",
    `Figures for ${run.baseYear} have been corrected since run ${run.id}. Start it again with the same strategy and parameters.`,
  );
}
