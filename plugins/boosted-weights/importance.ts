// How much worse a boosted model predicts schools that it has not seen when one column is shuffled among them.
// Breiman, Random forests, Machine Learning 45, 2001, section 10; Fisher, Rudin and Dominici, JMLR 20, 2019.
import { randomFrom } from "kindred/plugin";
import { type BoostOptions, boost, type Model, predict } from "./boost.js";

interface Importances {
  /** The increase in the mean squared error out of fold, one per column; may be negative. */
  readonly importances: readonly number[];
  /** Share of the outcome's variance that is explained out of fold; null if it does not vary or there is one fold. */
  readonly r2: number | null;
  /** Root of the mean squared error out of fold, in the outcome's unit; null if there are fewer than two folds. */
  readonly rmse: number | null;
}

interface ImportanceOptions extends BoostOptions {
  readonly folds: number;
  /** How often each column is shuffled in each fold. */
  readonly permutations: number;
  readonly seed: number;
}

/**
 * A row's prediction is learnt from the rows of the other folds.
 * @param columns the bin of every row
 * @param foldOf every row's fold, from 0
 */
export function importancesOf(
  columns: readonly Uint8Array[],
  outcome: Float64Array,
  foldOf: readonly number[],
  options: ImportanceOptions,
): Importances {
  const increases = new Float64Array(columns.length);
  // No fold can be predicted from others.
  if (new Set(foldOf).size < 2) return { importances: Array.from(increases), r2: null, rmse: null };
  const random = randomFrom(options.seed);
  let squares = 0;
  const errorOf = (model: Model, row: number, shuffled?: number, other?: number) =>
    square(outcome[row]! - predict(model, columns, row, shuffled, other));
  for (let fold = 0; fold < options.folds; fold++) {
    const heldOut = rowsWhere(foldOf, (of) => of === fold);
    if (heldOut.length === 0) continue;
    const others = rowsWhere(foldOf, (of) => of !== fold);
    const model = boost(columns, outcome, others, options);
    const errors = heldOut.reduce((sum, row) => sum + errorOf(model, row), 0);
    for (let column = 0; column < columns.length; column++) {
      for (let repeat = 0; repeat < options.permutations; repeat++) {
        const order = shuffle(heldOut, random);
        const shuffled = heldOut.reduce((sum, row, at) => sum + errorOf(model, row, column, order[at]), 0);
        increases[column] = increases[column]! + (shuffled - errors);
      }
    }
    squares += errors;
  }
  return {
    importances: Array.from(increases, (increase) => increase / (options.permutations * outcome.length)),
    r2: r2Of(squares, outcome),
    rmse: Math.sqrt(squares / outcome.length),
  };
}

/** Not a power, whose last bit may differ between machines. */
const square = (value: number): number => value * value;

function rowsWhere(foldOf: readonly number[], test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]!));
}

/** Fisher and Yates's shuffle. */
function shuffle(rows: Int32Array, random: () => number): Int32Array {
  const order = rows.slice();
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [order[last], order[chosen]] = [order[chosen]!, order[last]!];
  }
  return order;
}

function r2Of(squares: number, outcome: Float64Array): number | null {
  if (outcome.every((value) => value === outcome[0])) return null;
  const mean = outcome.reduce((sum, value) => sum + value, 0) / outcome.length;
  return 1 - squares / outcome.reduce((sum, value) => sum + square(value - mean), 0);
}
