// Means, standard deviations, quantiles, correlations and least squares of arrays.
import { normalQuantile } from "../demo/normal-scores.js";

export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Sample standard deviation (n - 1). */
export function sd(values: readonly number[]): number {
  const average = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - average) ** 2, 0) / (values.length - 1));
}

/** Linear interpolation between the order statistics. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  const position = p * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
}

export function correlation(x: readonly number[], y: readonly number[]): number {
  const meanX = mean(x);
  const meanY = mean(y);
  return x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0) / (x.length - 1) / sd(x) / sd(y);
}

/** Van der Waerden scores; equal values share the mean of their ranks. */
export function normalScores(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const scores = values.map(() => 0);
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    const score = normalQuantile(((start + end) / 2 + 1) / (values.length + 1));
    for (let i = start; i <= end; i++) scores[order[i]!] = score;
    start = end + 1;
  }
  return scores;
}

/** Coefficients of least squares without an intercept, from the normal equations. */
export function leastSquares(rows: readonly (readonly number[])[], outcomes: readonly number[]): number[] {
  const width = rows[0]!.length;
  const system = Array.from({ length: width }, (_, i) => [
    ...Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row, k) => sum + row[i]! * outcomes[k]!, 0),
  ]);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      if (j === i) continue;
      const factor = system[j]![i]! / system[i]![i]!;
      for (let k = i; k <= width; k++) system[j]![k]! -= factor * system[i]![k]!;
    }
  }
  return system.map((row, i) => row[width]! / row[i]!);
}
