// Eigenvectors of a symmetric matrix by Jacobi rotations (Golub & Van Loan, 8.5). Sums run in a fixed order, so every
// machine gets the same bits.

export type SquareMatrix = readonly Float64Array[];

/** Convergence is quadratic: a dozen sweeps are plenty. */
const maxSweeps = 50;
/** Share of the largest value below which an off-diagonal value counts as zero. */
const negligible = 2 ** -60;
/** Below this share it may be rounding error: the sweeps stop once it no longer halves. */
const doubtful = 2 ** -50;

/**
 * @param matrix symmetric
 * @returns eigenvalues, in no particular order, and orthonormal eigenvectors: `vectors[i][j]` is row i of the j-th
 */
export function eigen(matrix: SquareMatrix): { values: number[]; vectors: SquareMatrix } {
  const a = matrix.map((row) => row.slice());
  const vectors = matrix.map((_, i) => Float64Array.from(matrix, (__, j) => (i === j ? 1 : 0)));
  const largest = Math.max(0, ...a.map((row, i) => Math.abs(row[i]!)));
  let previous = Number.POSITIVE_INFINITY;
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let greatest = 0;
    for (let p = 0; p < a.length; p++) {
      for (let q = p + 1; q < a.length; q++) {
        const offDiagonal = Math.abs(a[p]![q]!);
        greatest = Math.max(greatest, offDiagonal);
        if (offDiagonal > negligible * largest) rotate(a, vectors, p, q);
      }
    }
    if (greatest <= negligible * largest || (greatest <= doubtful * largest && greatest > previous / 2)) break;
    previous = greatest;
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

/** Rotates the axes p and q so that `a[p][q]` becomes zero. */
function rotate(a: SquareMatrix, vectors: SquareMatrix, p: number, q: number): void {
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of a) rotatePair(row, p, row, q, cosine, sine);
  for (const row of vectors) rotatePair(row, p, row, q, cosine, sine);
  for (let column = 0; column < a.length; column++) rotatePair(a[p]!, column, a[q]!, column, cosine, sine);
}

function rotatePair(u: Float64Array, i: number, v: Float64Array, j: number, cosine: number, sine: number): void {
  const x = u[i]!;
  const y = v[j]!;
  u[i] = cosine * x - sine * y;
  v[j] = sine * x + cosine * y;
}
