import { eigen, type SquareMatrix } from "kindred/plugin";

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
