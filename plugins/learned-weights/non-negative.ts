// Non-negative ridge regression by coordinate descent.

/** Changes below this share of the largest coefficient count as convergence. */
const tolerance = 1e-15;
const maxSweeps = 100_000;

/**
 * The w >= 0 that minimises w'Gw / 2 - c'w + ridge |w|^2 / 2. With a ridge above 0 the minimum is unique, and every
 * step comes closer to it. The order of the steps is fixed, so every machine gets the same bits.
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
