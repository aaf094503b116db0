// Two runs of different base years: who came, who went, and why.
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { normaliseConstraints } from "../../matching/constraints.js";
import { findStrategies } from "../../matching/discovery.js";
import { frameOf } from "../../matching/frame.js";
import { openRematcher } from "../../matching/rematch.js";
import { unpackPopulation } from "../../population/packing.js";
import type { Population } from "../../population/population.js";
import type { Run } from "../../runs/run.js";
import { populationForAnalysis } from "../../runs/store.js";
import { partsOf } from "../parts.js";
import { installedStrategy } from "../runs/attributes.js";
import { groupsOf } from "../runs/groups.js";
import { readLists } from "../runs/read-lists.js";
import type { ReadRunsOptions } from "../runs/read-runs.js";
import { changesBetween, olderRows } from "./changes.js";
import { changeFigures, type YearFigure } from "./figures.js";
import type { TwoYears } from "./find.js";
import { type ExplainedChange, explainChanges } from "./reasons.js";

export interface YearsCompared extends TwoYears {
  readonly seed: number;
  readonly populations: { readonly older: Population; readonly newer: Population };
  readonly changes: readonly ExplainedChange[];
  readonly figures: readonly YearFigure[];
  /** How many schools both years have, and one alone. */
  readonly counts: { readonly both: number; readonly newerOnly: number; readonly olderOnly: number };
}

/** Of a run's list: its strategy and base year. */
export const yearName = ({ strategy, baseYear }: Run): string => `${strategy} ${baseYear}`;

/**
 * The cohorts are audited once.
 * @param years of `findTwoYears`
 * @throws KindredError BAD_ARGUMENT if the version of its strategy that the newer run used is not installed; CANCELLED;
 *   STRATEGY_FAILED
 */
export async function compareYears(
  database: Database,
  viewer: Viewer,
  { older, newer }: TwoYears,
  { seed, ...options }: ReadRunsOptions & { readonly seed: number },
): Promise<YearsCompared> {
  const { packages, signal = new AbortController().signal } = options;
  installedStrategy(
    newer,
    await findStrategies(packages),
    "the distances of peers that went cannot be found. Start the run again, and compare the new one.",
  );
  const [populationThen, population] = await Promise.all(
    [older, newer].map(async ({ id }) => unpackPopulation(await populationForAnalysis(database, viewer, id))),
  );
  const populations = { older: populationThen!, newer: population! };
  const [listThen, list] = await readLists(
    database,
    viewer,
    [
      { name: yearName(older), run: older, population: populations.older },
      { name: yearName(newer), run: newer, population: populations.newer },
    ],
    options,
  );
  const rows = olderRows(populations.older, populations.newer);
  const changes = changesBetween(
    { population: populations.older, list: listThen! },
    { population: populations.newer, list: list! },
    rows,
  );
  const frame = frameOf(populations.newer, normaliseConstraints(newer.constraints));
  const rematcher = openRematcher(packages);
  try {
    const explained = await explainChanges(changes, {
      frame,
      list: list!,
      isSameStrategy: measureOf(older) === measureOf(newer),
      distancesOf: (pairs) => rematcher.distancesOf(frame, newer, pairs, signal),
    });
    const both = rows.filter((row) => row >= 0).length;
    const parts = partsOf({ block: populations.newer.block, groups: groupsOf(populations.newer) });
    const names = { older: listThen!.name, newer: list!.name };
    return {
      older,
      newer,
      seed,
      populations,
      changes: explained,
      figures: changeFigures({ changes: explained, rows, parts, names, seed }),
      counts: {
        both,
        newerOnly: rows.length - both,
        olderOnly: populations.older.size - new Set(rows.filter((row) => row >= 0)).size,
      },
    };
  } finally {
    await rematcher.close();
  }
}

/** The same for runs whose distances can be compared. Parameters are stored in canonical form. */
const measureOf = ({ strategy, version, parameters }: Run): string => JSON.stringify([strategy, version, parameters]);
