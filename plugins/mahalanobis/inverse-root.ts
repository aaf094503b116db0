// The inverse square root of a covariance matrix, by Jacobi's rotations: sums in a fixed order, so the same bits everywhere.

export type SquareMatrix = readonly Float64Array[];

/** Rotations are quadratically convergent: a dozen sweeps are plenty. */
const mostSweeps = 50;

/**
 * The symmetric R with R R = M^-1.
 * @param matrix symmetric
 * @returns null where the matrix has no inverse, as far as 53 bits can tell
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

/** Eigenvalues, and the eigenvectors as columns. */
function eigen(matrix: SquareMatrix): { values: number[]; vectors: SquareMatrix } {
  const size = matrix.length;
  const a = matrix.map((row) => row.slice());
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
  const negligible = 2 ** -60 * Math.max(0, ...a.map((row, i) => Math.abs(row[i]!)));
  let rotated = true;
  for (let sweep = 0; rotated && sweep < mostSweeps; sweep++) {
    rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p]![q]!) <= negligible) continue;
        rotated = true;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        const turn = (first: number, second: number) =>
          [cosine * first - sine * second, sine * first + cosine * second] as const;
        for (const row of [...a, ...vectors]) [row[p], row[q]] = turn(row[p]!, row[q]!);
        for (let at = 0; at < size; at++) [a[p]![at], a[q]![at]] = turn(a[p]![at]!, a[q]![at]!);
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}
