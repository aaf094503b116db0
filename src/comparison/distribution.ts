// Figures of a distribution.

/** g1: the third central moment over the second to the power 1.5, both over n. Null if the values do not vary. */
export function skewness(values: Float64Array): number | null {
  if (values.every((value) => value === values[0])) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  const variance = squares / values.length;
  return cubes / values.length / (variance * Math.sqrt(variance));
}

/**
 * Gini's coefficient: the sum of |x - y| over all ordered pairs of values, over 2 n^2 times their mean. Null if the mean
 * is 0. @param values not negative
 */
export function gini(values: Float64Array): number | null {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return null;
  // In order of size, x stands before n - 1 - at others and after `at`.
  const differences = values.toSorted().reduce((sum, value, at) => sum + (2 * at + 1 - values.length) * value, 0);
  return differences / (values.length * total);
}

/** Type 7 of Hyndman and Fan 1996, as in R and numpy. @param sorted ascending, without NaN @returns NaN of nothing */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * The same without sorting, for there may be a million values.
 * @param values without NaN; they are put in another order
 * @returns NaN of nothing
 */
export function quantileOf(values: Float64Array, p: number): number {
  if (values.length === 0) return Number.NaN;
  const position = (values.length - 1) * p;
  const rank = Math.floor(position);
  select(values, rank);
  const below = values[rank]!;
  if (rank === position) return below;
  let above = Number.POSITIVE_INFINITY;
  for (let at = rank + 1; at < values.length; at++) above = Math.min(above, values[at]!);
  return below + (above - below) * (position - rank);
}

/** No value before `nth` is greater and none after it is less (Hoare's quickselect). */
function select(values: Float64Array, nth: number): void {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else return;
  }
}
