// The covariance of a block's attributes.
import { eigen, type SquareMatrix } from "kindred/plugin";

/**
 * Pooled covariance over the given rows: about the mean of each row's group, divided by n - the number of groups. With
 * one group this is the sample covariance, divided by n - 1. Sums in order of row.
 * @param dimensions one array per attribute, without NaN in the given rows
 * @param group the same number for rows of the same group
 * @returns null if there are too few rows
 */
export function covarianceOf(
  dimensions: readonly Float64Array[],
  rows: readonly number[],
  group: (row: number) => number,
): SquareMatrix | null {
  const members = new Map<number, number[]>();
  for (const row of rows) {
    const sameGroup = members.get(group(row));
    if (sameGroup) sameGroup.push(row);
    else members.set(group(row), [row]);
  }
  if (rows.length <= members.size) return null;
  const centred = dimensions.map((values) => {
    const differences = new Float64Array(values.length);
    for (const groupRows of members.values()) {
      const mean = groupRows.reduce((sum, row) => sum + values[row]!, 0) / groupRows.length;
      for (const row of groupRows) differences[row] = values[row]! - mean;
    }
    return differences;
  });
  const product = (a: Float64Array, b: Float64Array) => rows.reduce((sum, row) => sum + a[row]! * b[row]!, 0);
  return centred.map((a) => Float64Array.from(centred, (b) => product(a, b) / (rows.length - members.size)));
}

/**
 * The symmetric R with R R = M^-1.
 * @param matrix symmetric
 * @returns null if the matrix is singular in double precision
 */
export function inverseRoot(matrix: SquareMatrix): SquareMatrix | null {
  const { values, vectors } = eigen(matrix);
  const largest = Math.max(0, ...values);
  if (values.some((value) => !(value > largest * matrix.length * Number.EPSILON))) return null;
  return matrix.map((_, i) =>
    Float64Array.from(matrix, (__, j) =>
      values.reduce((sum, value, at) => sum + (vectors[i]![at]! * vectors[j]![at]!) / Math.sqrt(value), 0),
    ),
  );
}
