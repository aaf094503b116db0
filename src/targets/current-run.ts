// A run that targets and partnerships may rest on: complete, over figures that still stand.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { findOrFreeze } from "../population/freeze.js";
import type { Run } from "../runs/run.js";
import { runsById } from "../runs/store.js";

/** @throws KindredError NOT_FOUND | RUN_UNFINISHED | STALE_RUN */
export async function requireCurrentRun(database: Database, viewer: Viewer, runId: string): Promise<Run> {
  const [run] = await runsById(database, viewer, [runId]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${runId}.`);
  if (!run.completedAt) {
    throw new KindredError("RUN_UNFINISHED", `Run ${runId} is ${run.status}: wait for it, or start it again.`);
  }
  const population = await findOrFreeze(database, run);
  if (population.id !== run.populationId) {
    throw new KindredError(
      "STALE_RUN",
      `Figures of ${run.baseYear} were corrected since run ${runId}: start it again with the same strategy and parameters.`,
    );
  }
  return run;
}
