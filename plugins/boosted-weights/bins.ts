// Columns as small whole numbers, so that a tree finds its splits by counting. Only the order of the values matters:
// in other units, or as logarithms, a column gives the same model.

/** The maximum number of bins of a column; a bin's number fits in a byte. */
export const maxBins = 256;

/**
 * The bin of each value, ascending. Up to 256 different values have a bin each, so that every split between two values
 * is considered; with more, each bin holds about as many values, and equal values share one.
 * @param values without NaN
 */
export function binsOf(values: Float64Array): Uint8Array {
  const sorted = values.toSorted();
  const isEach = new Set(sorted).size <= maxBins;
  const bins = new Map<number, number>();
  for (const [below, value] of sorted.entries()) {
    if (!bins.has(value)) bins.set(value, isEach ? bins.size : Math.floor((maxBins * below) / sorted.length));
  }
  return Uint8Array.from(values, (value) => bins.get(value)!);
}
