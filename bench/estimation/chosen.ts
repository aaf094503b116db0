// The set of targets that a bench measures, and the run that fed it.
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

export interface Chosen {
  readonly set: TargetSet & SetOrigin;
  readonly run: Run;
}

/**
 * @param viewer one who governs: the run and the policy of a set are secret
 * @param operation what the reading is audited as
 * @param id the issued set of the latest year unless given, else the draft made last
 * @throws KindredError NOT_FOUND
 */
export async function chosenSet(database: Database, viewer: Viewer, operation: string, id?: string): Promise<Chosen> {
  const chosen = id === undefined ? await latestSet(database, viewer) : await setById(database, viewer, id);
  const [origin] = await originsOf(database, viewer, [chosen.id], { operation });
  const set = { ...chosen, ...origin! };
  const [run] = await runsById(database, viewer, [set.runId]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${set.runId}.`);
  return { set, run };
}

async function setById(database: Database, viewer: Viewer, id: string): Promise<TargetSet> {
  const [set] = await targetSetsById(database, viewer, [id]);
  if (set && set.status !== "DRAFTING") return set;
  throw new KindredError("NOT_FOUND", `There is no whole set of targets ${id}.`);
}

async function latestSet(database: Database, viewer: Viewer): Promise<TargetSet> {
  const { items } = await findTargetSets(database, viewer, { first: 100 });
  const issued = items
    .filter(({ status }) => status === "ISSUED")
    .sort((a, b) => b.targetYear.localeCompare(a.targetYear));
  const chosen = issued[0] ?? items.find(({ status }) => status === "DRAFT");
  if (chosen) return chosen;
  throw new KindredError("NOT_FOUND", "There are no targets here: draft a set first.");
}
