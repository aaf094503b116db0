// Two runs of different base years: who came, who went, and why.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { normaliseConstraints } from "../../matching/constraints.js";
import { findStrategies } from "../../matching/discovery.js";
import { frameOf } from "../../matching/frame.js";
import { openRematcher } from "../../matching/rematch.js";
import { unpackPopulation } from "../../population/packing.js";
import type { Run } from "../../runs/run.js";
import { populationForAnalysis } from "../../runs/store.js";
import { partsOf } from "../parts.js";
import { installedStrategy } from "../runs/attributes.js";
import { groupsOf } from "../runs/groups.js";
import { readLists } from "../runs/read-lists.js";
import type { ReadRunsOptions } from "../runs/read-runs.js";
import { changesBetween, olderRows, type PeerChange, type Year } from "./changes.js";
import { changeFigures, type YearFigure } from "./figures.js";
import type { TwoYears } from "./find.js";
import { type ExplainedChange, explainChanges } from "./reasons.js";

export interface YearsCompared extends TwoYears {
  readonly seed: number;
  /** Of the newer population. */
  readonly urn: Int32Array;
  readonly changes: readonly ExplainedChange[];
  readonly figures: readonly YearFigure[];
  /** How many schools both years have, and one alone. */
  readonly counts: { readonly both: number; readonly newerOnly: number; readonly olderOnly: number };
}

/** Of a run's list: its strategy and base year. */
export const yearName = ({ strategy, baseYear }: Run): string => `${strategy} ${baseYear}`;

interface CompareYearsOptions extends ReadRunsOptions {
  readonly signal: AbortSignal;
}

/**
 * The cohorts are audited once.
 * @param years of `findTwoYears`
 * @param seed of the resamples
 * @throws KindredError BAD_ARGUMENT if the version of its strategy that the newer run used is not installed; CANCELLED;
 *   STRATEGY_FAILED
 */
export async function compareYears(
  database: Database,
  viewer: Viewer,
  years: TwoYears,
  seed: number,
  options: CompareYearsOptions,
): Promise<YearsCompared> {
  const advice = "the distances of peers that went cannot be found. Start the run again, and compare the new one.";
  installedStrategy(years.newer, await findStrategies(options.packages), advice);
  const [older, newer] = await readYears(database, viewer, years, options);
  const rows = olderRows(older.population, newer.population);
  const changes = await explained(changesBetween(older, newer, rows), years, newer, options);
  const parts = partsOf({ block: newer.population.block, groups: groupsOf(newer.population) });
  const names = { older: older.list.name, newer: newer.list.name };
  const inBoth = rows.filter((row) => row >= 0);
  return {
    ...years,
    seed,
    urn: newer.population.urn,
    changes,
    figures: changeFigures({ changes, rows, parts, names, seed }),
    counts: {
      both: inBoth.length,
      newerOnly: rows.length - inBoth.length,
      olderOnly: older.population.size - new Set(inBoth).size,
    },
  };
}

async function readYears(
  database: Database,
  viewer: Viewer,
  { older, newer }: TwoYears,
  options: ReadRunsOptions,
): Promise<[older: Year, newer: Year]> {
  const read = async (run: Run) => {
    const population = await unpackPopulation(await populationForAnalysis(database, viewer, run.id));
    return { name: yearName(run), run, population };
  };
  const [before, after] = [await read(older), await read(newer)];
  const [listBefore, listAfter] = await readLists(database, viewer, [before, after], options);
  return [
    { population: before.population, list: listBefore! },
    { population: after.population, list: listAfter! },
  ];
}

async function explained(
  changes: readonly PeerChange[],
  { older, newer }: TwoYears,
  { population, list }: Year,
  { packages, signal }: CompareYearsOptions,
): Promise<ExplainedChange[]> {
  const frame = frameOf(population, normaliseConstraints(newer.constraints));
  const rematcher = openRematcher(packages);
  try {
    return await explainChanges(changes, {
      frame,
      list,
      isSameStrategy: measureOf(older) === measureOf(newer),
      distancesOf: (pairs) => rematcher.distancesOf(frame, newer, pairs, signal),
    });
  } finally {
    await rematcher.close();
  }
}

/** The same for runs whose distances can be compared. Parameters are stored in canonical form. */
const measureOf = ({ strategy, version, parameters }: Run): string => JSON.stringify([strategy, version, parameters]);
