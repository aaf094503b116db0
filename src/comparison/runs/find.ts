// Finds the runs that are to be compared, and gives each list its name.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { KindredError, refuse } from "../../errors.js";
import type { Run } from "../../runs/run.js";
import { assertFinished, runsById } from "../../runs/store.js";
import { listLimits, reserved } from "../files/request.js";

export interface NamedRun {
  /** Of its list. */
  readonly name: string;
  readonly run: Run;
}

/**
 * The runs, in the order given. Reads no cohort.
 * @throws KindredError BAD_ARGUMENT if they are too few or too many, one is given twice, or they are not over one
 * population | NOT_FOUND | RUN_UNFINISHED
 */
export async function findComparable(database: Database, viewer: Viewer, ids: readonly string[]): Promise<NamedRun[]> {
  assertRuns(ids);
  const found = await runsById(database, viewer, ids);
  const runs = found.map((run, at) => {
    if (run) return run;
    throw new KindredError("NOT_FOUND", `Run ${ids[at]} cannot be found. Use the id of a run in the list of runs.`);
  });
  runs.forEach(assertFinished);
  assertOnePopulation(runs);
  const names = listNames(runs.map(({ strategy }) => strategy));
  return runs.map((run, at) => ({ name: names[at]!, run }));
}

/** @throws KindredError BAD_ARGUMENT if the runs are too few or too many, or one is given twice */
export function assertRuns(ids: readonly string[]): void {
  if (ids.length < listLimits.least || ids.length > listLimits.most)
    refuse(`Give ${listLimits.least} to ${listLimits.most} runs. Given: ${ids.join(", ")}.`);
  const keys = ids.map((id) => id.toLowerCase());
  const twice = keys.find((id, at) => keys.indexOf(id) < at);
  if (twice !== undefined) refuse(`Run ${twice} is given twice.`);
}

/** The strategies' names, made unique by `-2`, `-3`, …; a name with another meaning among the figures counts as taken. */
export function listNames(strategies: readonly string[]): string[] {
  const taken = new Set(reserved);
  return strategies.map((strategy) => {
    let name = strategy;
    for (let number = 2; taken.has(name); number++) name = `${strategy}-${number}`;
    taken.add(name);
    return name;
  });
}

function assertOnePopulation(runs: readonly Run[]): void {
  const [first] = runs;
  const other = runs.find(({ populationId }) => populationId !== first!.populationId);
  if (!other) return;
  const [one, two] = [first!, other].map(
    ({ id, populationId, baseYear, circumstancesYear }) =>
      `run ${id} of population ${populationId.slice(0, 12)} (base year ${baseYear}, circumstances of ${circumstancesYear})`,
  );
  const sameYears = first!.baseYear === other.baseYear && first!.circumstancesYear === other.circumstancesYear;
  const byTwo = " Runs of different base years are compared two at a time, by kindred compare.";
  const otherYear = first!.baseYear !== other.baseYear ? byTwo : "";
  const advice = sameYears ? " Figures changed between them: start the older run again." : otherYear;
  refuse(`These are not runs of one population: ${one}, and ${two}. Compare runs of one population.${advice}`);
}
