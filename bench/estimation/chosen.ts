// The target set that a benchmark measures, and the run that fed it.
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { Run } from "../../src/runs/run.js";
import { runsById } from "../../src/runs/store.js";
import {
  findTargetSets,
  originsOf,
  type SetOrigin,
  type TargetSet,
  targetSetsById,
} from "../../src/targets/set-store.js";

export interface ChosenSet {
  readonly set: TargetSet & SetOrigin;
  readonly run: Run;
}

/**
 * @param viewer must be allowed to govern, because a set's run and policy are secret
 * @param operation the name of the operation in the audit
 * @param id default: the issued set of the latest year, else the latest draft
 * @throws KindredError NOT_FOUND
 */
export async function chosenSet(
  database: Database,
  viewer: Viewer,
  operation: string,
  id?: string,
): Promise<ChosenSet> {
  const chosen = id === undefined ? await latestSet(database, viewer) : await setById(database, viewer, id);
  const [origin] = await originsOf(database, viewer, [chosen.id], { operation });
  const set = { ...chosen, ...origin! };
  const [run] = await runsById(database, viewer, [set.runId]);
  if (!run) throw new KindredError("NOT_FOUND", `Run ${set.runId} cannot be found.`);
  return { set, run };
}

async function setById(database: Database, viewer: Viewer, id: string): Promise<TargetSet> {
  const [set] = await targetSetsById(database, viewer, [id]);
  if (set && set.status !== "DRAFTING") return set;
  throw new KindredError("NOT_FOUND", `A complete target set ${id} cannot be found.`);
}

async function latestSet(database: Database, viewer: Viewer): Promise<TargetSet> {
  const { items } = await findTargetSets(database, viewer, { first: 100 });
  const issued = items
    .filter(({ status }) => status === "ISSUED")
    .sort((a, b) => b.targetYear.localeCompare(a.targetYear));
  const chosen = issued[0] ?? items.find(({ status }) => status === "DRAFT");
  if (chosen) return chosen;
  throw new KindredError("NOT_FOUND", "The database has no targets. Draft a target set first.");
}
