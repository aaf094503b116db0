// Gower's dissimilarity of one school and many: at most 1 per attribute, averaged over the attributes that both have.
export interface Compared {
  /** Scaled so that a difference of 1 or more counts in full; 0 where missing. */
  readonly values: Float64Array;
  /** The attribute's weight for each row; 0 for a row that lacks it. A block's attributes sum to 1. */
  readonly weights: Float64Array;
}

/**
 * Sums over the attributes in order, in plain loops: a block has up to 16,800 x 16,800 pairs.
 * @param coverage share of the weight that both must have
 * @returns for each of `others` its distance from row `i`, 0 to 1; NaN if the two share too few attributes
 */
export function distancesFrom(
  i: number,
  others: Int32Array,
  attributes: readonly Compared[],
  coverage: number,
): Float64Array {
  const distances = new Float64Array(others.length);
  const shared = new Float64Array(others.length);
  for (const { values, weights } of attributes) {
    const own = values[i]!;
    if (weights[i] === 0) continue;
    for (let at = 0; at < others.length; at++) {
      const j = others[at]!;
      const difference = Math.abs(own - values[j]!);
      const weight = weights[j]!;
      distances[at] = distances[at]! + weight * (difference < 1 ? difference : 1);
      shared[at] = shared[at]! + weight;
    }
  }
  // Sums of weights such as .3 + .2 + .1 come out slightly too small.
  const minShared = Math.max(coverage - 1e-9, Number.MIN_VALUE);
  for (let at = 0; at < others.length; at++) {
    distances[at] = shared[at]! >= minShared ? distances[at]! / shared[at]! : Number.NaN;
  }
  return distances;
}

/** Each attribute's share of the distance between two different rows; 0 if either row lacks it. */
export function sharesOf(attributes: readonly Compared[], i: number, j: number): number[] {
  const parts = attributes.map(({ values, weights }) =>
    weights[i] === 0 ? 0 : weights[j]! * Math.min(1, Math.abs(values[i]! - values[j]!)),
  );
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
