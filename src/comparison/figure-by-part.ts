// Figures without an interval.
import type { Figure } from "./figure.js";
import type { PartRows } from "./parts.js";
import type { FigureNames } from "./resample.js";

/**
 * One figure for each part.
 * @param of the value for these rows, NaN or null if it is not defined, and the number it is computed from
 */
export function figureByPart(
  names: FigureNames,
  parts: readonly PartRows[],
  of: (rows: Int32Array) => { value: number | null; n: number },
): Figure[] {
  return parts.map(({ part, rows }) => {
    const { value, n } = of(rows);
    return { ...names, ...part, value: Number.isNaN(value) ? null : value, low: null, high: null, n };
  });
}

/** The mean of the values that are not NaN. */
export function meanAt(values: Float64Array, rows: Int32Array): { value: number; n: number } {
  let sum = 0;
  let n = 0;
  for (const row of rows) {
    if (Number.isNaN(values[row]!)) continue;
    sum += values[row]!;
    n++;
  }
  return { value: sum / n, n };
}
