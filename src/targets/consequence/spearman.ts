// Spearman's rank correlation, with ties.

/**
 * Pearson's correlation of ranks; equal values have the mean of their ranks (Spearman 1904).
 * @returns null if one side does not vary
 */
export function spearman(
  count: number,
  first: (index: number) => number,
  second: (index: number) => number,
): number | null {
  const [a, b] = [ranksOf(count, first), ranksOf(count, second)];
  const mean = (count + 1) / 2;
  let products = 0;
  let squaresOfA = 0;
  let squaresOfB = 0;
  for (let at = 0; at < count; at++) {
    products += (a[at]! - mean) * (b[at]! - mean);
    squaresOfA += (a[at]! - mean) ** 2;
    squaresOfB += (b[at]! - mean) ** 2;
  }
  return squaresOfA > 0 && squaresOfB > 0 ? products / Math.sqrt(squaresOfA * squaresOfB) : null;
}

function ranksOf(count: number, valueAt: (index: number) => number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, at) => valueAt(at));
  const order = Int32Array.from(values.keys()).sort((one, other) => values[one]! - values[other]!);
  const ranks = new Float64Array(count);
  for (let start = 0, end = 0; start < count; start = end) {
    while (end < count && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + end + 1) / 2;
  }
  return ranks;
}
