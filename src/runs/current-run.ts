// A run that targets and partnerships may rest on: complete, not published, over figures that still stand.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import type { Freeze } from "../population/current.js";
import { assertMayFeed } from "./marks.js";
import type { Run } from "./run.js";
import { runsById } from "./store.js";

/**
 * What a look at the run itself tells.
 * @throws KindredError NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_PUBLISHED
 */
export async function requireFinishedRun(database: Database, viewer: Viewer, runId: string): Promise<Run> {
  const [run] = await runsById(database, viewer, [runId]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${runId}.`);
  if (!run.completedAt) {
    throw new KindredError("RUN_UNFINISHED", `Run ${runId} is ${run.status}: wait for it, or start it again.`);
  }
  await assertMayFeed(database, run);
  return run;
}

/** Comes last of all that is asked of a request: it may freeze a population. @throws KindredError STALE_RUN */
export async function requireCurrentFigures(database: Database, run: Run, freeze: Freeze): Promise<void> {
  if ((await freeze(database, run)) === run.populationId) return;
  throw new KindredError(
    "STALE_RUN",
    `Figures of ${run.baseYear} were corrected since run ${run.id}: start it again with the same strategy and parameters.`,
  );
}
