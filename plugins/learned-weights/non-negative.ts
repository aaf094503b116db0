// Ridge regression with coefficients that are not negative, by descent along one coefficient after the other.

/** Changes of this share of the largest coefficient are none. */
const still = 1e-15;
const mostSweeps = 100_000;

/**
 * The w >= 0 that makes w'Gw / 2 - c'w + ridge |w|^2 / 2 least. With a ridge above 0 there is exactly one, and each step
 * comes nearer to it; the order of the steps is fixed, so the bits are the same everywhere.
 * @param products G: symmetric, not negative on its diagonal
 * @param withOutcome c
 */
export function solveNonNegative(
  products: readonly Float64Array[],
  withOutcome: Float64Array,
  ridge: number,
): Float64Array {
  const weights = new Float64Array(withOutcome.length);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let moved = 0;
    for (let j = 0; j < weights.length; j++) {
      const own = products[j]![j]! + ridge;
      if (!(own > 0)) continue;
      let rest = withOutcome[j]!;
      for (let i = 0; i < weights.length; i++) if (i !== j) rest -= products[j]![i]! * weights[i]!;
      const next = Math.max(0, rest / own);
      moved = Math.max(moved, Math.abs(next - weights[j]!));
      weights[j] = next;
    }
    if (moved <= still * Math.max(...weights)) break;
  }
  return weights;
}
