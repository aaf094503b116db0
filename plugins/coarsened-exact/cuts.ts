// Cut points of a column, by the rules of MatchIt's method "cem" (Ho, Imai, King and Stuart, Journal of Statistical
// Software 42(8), 2011; version 4.5.1), from the block's reference schools.
import type { ColumnName, Pool } from "kindred/plugin";
import type { Cuts } from "./parameters.js";

/** @returns the cut points, ascending; null if each value is an interval of its own */
export function cutPoints({ statistics }: Pool, column: ColumnName, cuts: Cuts): readonly number[] | null {
  if (cuts === "exact" || cuts === "category") return null;
  if (Array.isArray(cuts)) return cuts;
  const inner = (intervals: number, cutAt: (at: number) => number) =>
    Array.from({ length: intervals - 1 }, (_, at) => cutAt(at + 1));
  if (typeof cuts === "object" && "quantiles" in cuts) {
    const { quantiles } = cuts;
    return [...new Set(inner(quantiles, (at) => statistics.quantile(column, at / quantiles)))];
  }
  const intervals = cuts === "sturges" ? sturges(statistics.count(column)) : cuts.equalWidth;
  const least = statistics.quantile(column, 0);
  const width = (statistics.quantile(column, 1) - least) / intervals;
  return inner(intervals, (at) => least + at * width);
}

/**
 * The number of intervals by Sturges (Journal of the American Statistical Association 21, 1926), as R's
 * `nclass.Sturges`: log2(n) + 1, rounded up.
 */
export function sturges(count: number): number {
  // Whole numbers in place of a logarithm, whose last bit decides where n is a power of 2.
  return count < 1 ? 1 : 33 - Math.clz32(count - 1);
}

/** From 0; as R's `findInterval`, a value that is equal to a cut point is in the interval above it. */
export function intervalOf(value: number, cuts: readonly number[]): number {
  return cuts.filter((cut) => value >= cut).length;
}
