// Means and their intervals.
import type { Figure } from "../../comparison/figure.js";

/** Number, mean and variance (n - 1) of the values that are not NaN. */
export function momentsAt(values: Float64Array, ...parts: readonly Int32Array[]) {
  let n = 0;
  let sum = 0;
  for (const rows of parts)
    for (const row of rows) {
      if (Number.isNaN(values[row]!)) continue;
      n++;
      sum += values[row]!;
    }
  const mean = sum / n;
  let squares = 0;
  for (const rows of parts)
    for (const row of rows) if (!Number.isNaN(values[row]!)) squares += (values[row]! - mean) ** 2;
  return { n, mean, variance: squares / (n - 1) };
}

/** Of the normal distribution. */
const upper95 = 1.959963984540054;

/**
 * The 95% interval by the standard error. Not by resamples: anyone can draw them again, and so learn more about single
 * schools from their limits than the rule of ten allows.
 */
export function withInterval(value: number, variance: number): Pick<Figure, "value" | "low" | "high"> {
  if (Number.isNaN(value)) return { value: null, low: null, high: null };
  if (Number.isNaN(variance)) return { value, low: null, high: null };
  const reach = upper95 * Math.sqrt(variance);
  return { value, low: value - reach, high: value + reach };
}
