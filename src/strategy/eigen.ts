// Eigenvectors of a symmetric matrix by Jacobi's rotations (Golub & Van Loan, 8.5): sums in a fixed order, so the same
// bits everywhere.

export type SquareMatrix = readonly Float64Array[];

/** Rotations are quadratically convergent: a dozen sweeps are plenty. */
const mostSweeps = 50;
/** Of the largest figure: what is left between axes, and what may be rounding alone where it falls no more. */
const negligible = 2 ** -60;
const doubtful = 2 ** -50;

/**
 * @param matrix symmetric
 * @returns eigenvalues, in no order, and orthonormal eigenvectors as columns: `vectors[i][j]` is row i of the j-th
 */
export function eigen(matrix: SquareMatrix): { values: number[]; vectors: SquareMatrix } {
  const a = matrix.map((row) => row.slice());
  const vectors = matrix.map((_, i) => Float64Array.from(matrix, (__, j) => (i === j ? 1 : 0)));
  const largest = Math.max(0, ...a.map((row, i) => Math.abs(row[i]!)));
  let before = Number.POSITIVE_INFINITY;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let greatest = 0;
    for (let p = 0; p < a.length; p++) {
      for (let q = p + 1; q < a.length; q++) {
        const between = Math.abs(a[p]![q]!);
        greatest = Math.max(greatest, between);
        if (between > negligible * largest) rotate(a, vectors, p, q);
      }
    }
    if (greatest <= negligible * largest || (greatest <= doubtful * largest && greatest > before / 2)) break;
    before = greatest;
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Turns the axes p and q so that nothing is left between them. */
function rotate(a: SquareMatrix, vectors: SquareMatrix, p: number, q: number): void {
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) turn(row, p, row, q, cosine, sine);
  for (const row of vectors) turn(row, p, row, q, cosine, sine);
  for (let column = 0; column < a.length; column++) turn(a[p]!, column, a[q]!, column, cosine, sine);
}

function turn(one: Float64Array, at: number, other: Float64Array, there: number, cosine: number, sine: number): void {
  const before = one[at]!;
  const after = other[there]!;
  one[at] = cosine * before - sine * after;
  other[there] = sine * before + cosine * after;
}
