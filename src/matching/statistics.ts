// Means, standard deviations and quantiles of a block's reference rows.
import type { ColumnName, Statistics, Values } from "../strategy/contract.js";

/** Sums run in order of row, so every machine gets the same bits. */
export function blockStatistics(reference: Uint8Array, column: (name: ColumnName) => Float64Array): Statistics {
  const present = (of: Values) =>
    (typeof of === "string" ? column(of) : of).filter((value, row) => reference[row] === 1 && !Number.isNaN(value));

  const quantile = (of: Values, p: number) => {
    const sorted = present(of).sort();
    if (sorted.length === 0) return Number.NaN;
    const position = (sorted.length - 1) * p;
    const below = sorted[Math.floor(position)]!;
    const above = sorted[Math.ceil(position)]!;
    return below + (above - below) * (position - Math.floor(position));
  };

  return {
    count: (of) => present(of).length,
    mean: (of) => mean(present(of)),
    sd: (of) => sampleSd(present(of)),
    median: (of) => quantile(of, 0.5),
    quantile,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sampleSd(values: Float64Array): number {
  if (values.length < 2) return Number.NaN;
  // The computed mean of equal values may differ from them in its last bit.
  if (values.every((value) => value === values[0])) return 0;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  return Math.sqrt(squares / (values.length - 1));
}
