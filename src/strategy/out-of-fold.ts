// Predicts each school's outcome with a model that was not fitted to the school.
import { type Fit, fitLeastSquares, predict } from "./least-squares.js";

export interface OutOfFold {
  /** For every row, from the rows of the other folds; NaN if a column is missing or the other folds are empty. */
  readonly predictions: Float64Array;
  /** The model fitted to all rows. */
  readonly whole: Fit;
  /** Share of the outcome's variance that is explained; null if it does not vary. Negative: worse than the mean. */
  readonly r2: number | null;
}

/** @param learnFrom rows without NaN in columns and outcome */
export function predictOutOfFold(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  learnFrom: readonly number[],
  foldOf: (row: number) => number,
): OutOfFold {
  const predictions = new Float64Array(outcome.length);
  const fits = new Map<number, Fit>();
  for (let row = 0; row < outcome.length; row++) {
    const fold = foldOf(row);
    const others = () => learnFrom.filter((other) => foldOf(other) !== fold);
    if (!fits.has(fold)) fits.set(fold, fitLeastSquares(columns, outcome, others()));
    predictions[row] = predict(fits.get(fold)!, columns, row);
  }
  return { predictions, whole: fitLeastSquares(columns, outcome, learnFrom), r2: r2(outcome, predictions, learnFrom) };
}

/** An evenly distributed number from 0 to folds - 1 that depends only on the URN: murmur3's finaliser. */
export function foldOfUrn(urn: number, folds: number): number {
  let mixed = Math.imul(urn ^ (urn >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % folds;
}

function r2(outcome: Float64Array, predictions: Float64Array, rows: readonly number[]): number | null {
  const predicted = rows.filter((row) => !Number.isNaN(predictions[row]));
  const mean = predicted.reduce((sum, row) => sum + outcome[row]!, 0) / predicted.length;
  const squaresAbout = (centre: (row: number) => number) =>
    predicted.reduce((sum, row) => sum + (outcome[row]! - centre(row)) ** 2, 0);
  const total = squaresAbout(() => mean);
  return total > 0 ? 1 - squaresAbout((row) => predictions[row]!) / total : null;
}
