// Ordinary least squares by the normal equations about the means. Sums run in order of row: the same bits everywhere.

export interface Fit {
  /** NaN if there were no rows. */
  readonly intercept: number;
  /** One per column; 0 for a column that follows from the ones before it. */
  readonly coefficients: Float64Array;
}

/** A column whose residual variance, given the columns before it, is below this share is treated as dependent. */
const negligible = 1e-10;

/** @param columns without NaN in the given rows, like `outcome` */
export function fitLeastSquares(columns: readonly Float64Array[], outcome: Float64Array, rows: readonly number[]): Fit {
  const meanOf = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  const means = columns.map(meanOf);
  const mean = meanOf(outcome);
  const product = (a: Float64Array, meanOfA: number, b: Float64Array, meanOfB: number) =>
    rows.reduce((sum, row) => sum + (a[row]! - meanOfA) * (b[row]! - meanOfB), 0);
  const products = columns.map((a, i) => Float64Array.from(columns, (b, j) => product(a, means[i]!, b, means[j]!)));
  const withOutcome = columns.map((a, i) => product(a, means[i]!, outcome, mean));
  const coefficients = solve(products, withOutcome);
  return {
    coefficients,
    intercept: coefficients.reduce((sum, coefficient, at) => sum - coefficient * means[at]!, mean),
  };
}

export function predict({ intercept, coefficients }: Fit, columns: readonly Float64Array[], row: number): number {
  return coefficients.reduce((sum, coefficient, at) => sum + coefficient * columns[at]![row]!, intercept);
}

/** By Cholesky decomposition; an unknown that follows from the ones before it is 0. */
function solve(matrix: readonly Float64Array[], right: readonly number[]): Float64Array {
  const size = matrix.length;
  const lower = matrix.map(() => new Float64Array(size));
  const forward = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    const inner = (i: number) => lower[j]!.subarray(0, j).reduce((sum, value, at) => sum + value * lower[i]![at]!, 0);
    const pivot = matrix[j]![j]! - inner(j);
    if (!(pivot > negligible * matrix[j]![j]!)) continue;
    const root = Math.sqrt(pivot);
    for (let i = j; i < size; i++) lower[i]![j] = (matrix[i]![j]! - inner(i)) / root;
    const solved = lower[j]!.subarray(0, j).reduce((sum, value, at) => sum + value * forward[at]!, 0);
    forward[j] = (right[j]! - solved) / root;
  }
  const solution = new Float64Array(size);
  for (let j = size - 1; j >= 0; j--) {
    if (lower[j]![j] === 0) continue;
    let rest = forward[j]!;
    for (let i = j + 1; i < size; i++) rest -= lower[i]![j]! * solution[i]!;
    solution[j] = rest / lower[j]![j]!;
  }
  return solution;
}
