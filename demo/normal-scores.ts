// Converts normal scores to figures with quantiles, and correlates them with triangular factors.

/** Levels of the fitted quantiles. */
export const quantileLevels = [
  0.002, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.998,
] as const;

/** Acklam's rational approximation of the inverse normal distribution, to 1e-9 relative. */
export function normalQuantile(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
  ];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const horner = (terms: number[], x: number) => terms.reduce((sum, term) => sum * x + term, 0);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const tail = Math.sqrt(-2 * Math.log(p));
    return horner(c, tail) / horner([...d, 1], tail);
  }
  const middle = p - 0.5;
  const square = middle * middle;
  return (horner(a, square) * middle) / horner([...b, 1], square);
}

const levelScores = quantileLevels.map(normalQuantile);

/** The figure of a normal score: linear between the quantiles, and extended with the last slope beyond them. */
export function figureOf(score: number, quantiles: readonly number[]): number {
  let upper = 1;
  while (upper < levelScores.length - 1 && score > levelScores[upper]!) upper++;
  const low = levelScores[upper - 1]!;
  const share = (score - low) / (levelScores[upper]! - low);
  return quantiles[upper - 1]! + share * (quantiles[upper]! - quantiles[upper - 1]!);
}

/** The lower triangle L with L Lᵀ = `matrix`. @throws RangeError if the matrix is not positive definite. */
export function triangle(matrix: readonly (readonly number[])[]): number[][] {
  const result = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= result[i]![k]! * result[j]![k]!;
      if (i === j && rest <= 0) throw new RangeError(`not positive definite at ${i}: ${rest}`);
      result[i]![j] = i === j ? Math.sqrt(rest) : rest / result[j]![j]!;
    }
  }
  return result;
}

/** matrix · vector; rows of a triangle may leave out their zeros. */
export function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
}
