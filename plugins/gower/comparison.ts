// Gower's dissimilarity of one school and many: each attribute at most 1 apart, the mean over what both have.
export interface Compared {
  /** Such that a difference of 1, or of more, counts in full; 0 where missing. */
  readonly values: Float64Array;
  /** Of the block's attributes, which sum to 1; 0 for a row that lacks it. */
  readonly weights: Float64Array;
}

/**
 * Sums over the attributes in their order, in plain loops: a block asks this of up to 16,800 x 16,800 pairs.
 * @param coverage share of the weight that both must have
 * @returns for each of `others` its distance from row `i`, 0 to 1; NaN where the two have too little in common
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
  // Weights such as .3 + .2 + .1 add up to a little less than they should.
  const least = Math.max(coverage - 1e-9, Number.MIN_VALUE);
  for (let at = 0; at < others.length; at++) {
    distances[at] = shared[at]! >= least ? distances[at]! / shared[at]! : Number.NaN;
  }
  return distances;
}

/** Each attribute's share of the distance of two rows that are not equal; 0 where one of the two lacks it. */
export function sharesOf(attributes: readonly Compared[], i: number, j: number): number[] {
  const parts = attributes.map(({ values, weights }) =>
    weights[i] === 0 ? 0 : weights[j]! * Math.min(1, Math.abs(values[i]! - values[j]!)),
  );
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / whole);
}
