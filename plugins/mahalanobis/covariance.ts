// How a block's attributes vary together.
import type { SquareMatrix } from "kindred/plugin";

/**
 * Covariance over the given rows: about their mean, divided by n - 1; or, where groups are told, about the mean of each
 * row's own group, pooled, divided by n - the number of groups. Sums in order of row.
 * @param dimensions one array an attribute, whole in the given rows
 * @param group the same number for rows of the same group
 * @returns null where there are too few rows for it
 */
export function covarianceOf(
  dimensions: readonly Float64Array[],
  rows: Int32Array,
  group: (row: number) => number,
): SquareMatrix | null {
  const members = new Map<number, number[]>();
  for (const row of rows) {
    const those = members.get(group(row));
    if (those) those.push(row);
    else members.set(group(row), [row]);
  }
  if (rows.length <= members.size) return null;
  const centred = dimensions.map((values) => {
    const differences = new Float64Array(values.length);
    for (const those of members.values()) {
      const mean = those.reduce((sum, row) => sum + values[row]!, 0) / those.length;
      for (const row of those) differences[row] = values[row]! - mean;
    }
    return differences;
  });
  const product = (a: Float64Array, b: Float64Array) => rows.reduce((sum, row) => sum + a[row]! * b[row]!, 0);
  return centred.map((a) => Float64Array.from(centred, (b) => product(a, b) / (rows.length - members.size)));
}
