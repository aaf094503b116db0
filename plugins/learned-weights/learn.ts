// Learns how much a difference in each attribute goes with a difference in attendance, over pairs of schools.
import { randomFrom } from "kindred/plugin";

/** Pairs of different rows: all of them if there are at most `maxPairs`, else a sample by the seed. */
export function samplePairs(rows: readonly number[], maxPairs: number, seed: number): [number, number][] {
  const count = rows.length;
  if ((count * (count - 1)) / 2 <= maxPairs)
    return rows.flatMap((i, at) => rows.slice(at + 1).map((j): [number, number] => [i, j]));
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: maxPairs }, () => {
    const first = below(count);
    const second = below(count - 1);
    return [rows[first]!, rows[second < first ? second : second + 1]!];
  });
}

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

/** Changes below this share of the largest coefficient count as convergence. */
const tolerance = 1e-15;
const maxSweeps = 100_000;

/**
 * The w >= 0 that minimises w'Gw / 2 - c'w + ridge |w|^2 / 2. With a ridge above 0 the minimum is unique, and every
 * step comes closer to it (coordinate descent). The order of the steps is fixed, so every machine gets the same bits.
 * @param products G: symmetric, with a non-negative diagonal
 * @param withOutcome c
 */
export function solveNonNegative(
  products: readonly Float64Array[],
  withOutcome: Float64Array,
  ridge: number,
): Float64Array {
  const weights = new Float64Array(withOutcome.length);
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let largestChange = 0;
    for (let j = 0; j < weights.length; j++) {
      const curvature = products[j]![j]! + ridge;
      if (!(curvature > 0)) continue;
      let rest = withOutcome[j]!;
      for (let i = 0; i < weights.length; i++) if (i !== j) rest -= products[j]![i]! * weights[i]!;
      const next = Math.max(0, rest / curvature);
      largestChange = Math.max(largestChange, Math.abs(next - weights[j]!));
      weights[j] = next;
    }
    if (largestChange <= tolerance * Math.max(...weights)) break;
  }
  return weights;
}
