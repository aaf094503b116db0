// The main axes of a cloud of points: eigenvectors of its covariance by Jacobi's rotations (Golub & Van Loan, 8.5).

const sweeps = 30;
const enough = 1e-18;

/**
 * @param symmetric row after row, `size` x `size`; overwritten
 * @returns orthonormal columns, the one of the greatest eigenvalue first; `vectors[i][j]` is row i of column j
 */
export function mainAxes(symmetric: readonly Float64Array[]): Float64Array[] {
  const size = symmetric.length;
  const a = symmetric;
  const vectors = a.map((_, i) => Float64Array.from(a, (_, j) => (i === j ? 1 : 0)));
  const whole = a.reduce((sum, row) => sum + row.reduce((all, one) => all + one * one, 0), 0);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        off += a[p]![q]! ** 2;
        rotate(a, vectors, p, q);
      }
    }
    if (off <= enough * whole) break;
  }
  const order = Array.from(a.keys()).sort((i, j) => a[j]![j]! - a[i]![i]! || i - j);
  return vectors.map((row) => Float64Array.from(order, (column) => row[column]!));
}

/** Turns the axes p and q so that nothing is left between them. */
function rotate(a: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): void {
  const between = a[p]![q]!;
  if (between === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * between);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of [...a, ...vectors]) {
    const [before, after] = [row[p]!, row[q]!];
    row[p] = cosine * before - sine * after;
    row[q] = sine * before + cosine * after;
  }
  for (let column = 0; column < a.length; column++) {
    const [before, after] = [a[p]![column]!, a[q]![column]!];
    a[p]![column] = cosine * before - sine * after;
    a[q]![column] = sine * before + cosine * after;
  }
}
