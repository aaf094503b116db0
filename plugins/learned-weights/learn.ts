// Learns how much a difference in each attribute goes with a difference in attendance, over pairs of schools.
import { solveNonNegative } from "./non-negative.js";

export interface Learnt {
  /** One per attribute, summing to 1; all 0 if none goes with attendance. */
  readonly weights: readonly number[];
  /** Share of the variance of the differences in attendance that the fit explains; null if they do not vary. */
  readonly r2: number | null;
}

/**
 * Non-negative ridge least squares of |difference in attendance| on |difference in z| and a constant.
 * @param dimensions one array per attribute, in standard deviations
 * @param ridge as a share of the mean variance of the differences
 */
export function learnWeights(
  dimensions: readonly Float64Array[],
  attendance: Float64Array,
  pairs: readonly (readonly [number, number])[],
  ridge: number,
): Learnt {
  const differences = dimensions.map((values) => differencesAboutMean(values, pairs));
  const outcome = differencesAboutMean(attendance, pairs);
  const product = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0) / pairs.length;
  const products = differences.map((a) => Float64Array.from(differences, (b) => product(a, b)));
  const withOutcome = Float64Array.from(differences, (a) => product(a, outcome));
  const meanVariance = products.reduce((sum, row, at) => sum + row[at]!, 0) / products.length;
  const found = pairs.length > 0 ? solveNonNegative(products, withOutcome, ridge * meanVariance) : withOutcome.fill(0);
  const total = found.reduce((sum, weight) => sum + weight, 0);
  const variance = product(outcome, outcome);
  const fitted = (at: number) => differences.reduce((sum, values, d) => sum + found[d]! * values[at]!, 0);
  const residuals = outcome.map((value, at) => value - fitted(at));
  return {
    weights: Array.from(found, (weight) => (total > 0 ? weight / total : 0)),
    r2: variance > 0 ? 1 - product(residuals, residuals) / variance : null,
  };
}

function differencesAboutMean(values: Float64Array, pairs: readonly (readonly [number, number])[]): Float64Array {
  const differences = Float64Array.from(pairs, ([i, j]) => Math.abs(values[i]! - values[j]!));
  const mean = differences.reduce((sum, value) => sum + value, 0) / pairs.length;
  return differences.map((value) => value - mean);
}
