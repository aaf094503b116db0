// Predictions of a school's outcome by a model that never saw the school.
import { type Fit, fitLeastSquares, predict } from "./least-squares.js";

export interface OutOfFold {
  /** Of every row, by the rows of the other folds; NaN where a column is missing or there are no other folds' rows. */
  readonly predictions: Float64Array;
  /** The model of all rows together. */
  readonly whole: Fit;
  /** Share of the outcome's variance that the predictions explain; null where it does not vary. Negative: worse than the mean. */
  readonly r2: number | null;
}

/** @param learnFrom rows whose columns and outcome are whole */
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

/** A number from 0 to folds - 1 that depends on the URN alone, and evenly: murmur3's last mixing. */
export function foldOfUrn(urn: number, folds: number): number {
  let mixed = Math.imul(urn ^ (urn >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % folds;
}

function r2(outcome: Float64Array, predictions: Float64Array, rows: readonly number[]): number | null {
  const told = rows.filter((row) => !Number.isNaN(predictions[row]));
  const mean = told.reduce((sum, row) => sum + outcome[row]!, 0) / told.length;
  const about = (centre: (row: number) => number) =>
    told.reduce((sum, row) => sum + (outcome[row]! - centre(row)) ** 2, 0);
  const total = about(() => mean);
  return total > 0 ? 1 - about((row) => predictions[row]!) / total : null;
}
