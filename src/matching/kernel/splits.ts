// What a part of the tree is halved by: where peers must be near, by place until a part is no wider than the radius;
// after that, and else, by the dimension of greatest variance.
import type { Nearness } from "../candidates.js";
import type { Splittable } from "./tree.js";

/** @param rough row after row, `width` numbers each. Dimensions beyond those are easting and northing. */
export function splitsOf(rough: Float32Array, width: number, near: Nearness | null): Splittable {
  const value = (row: number, dimension: number): number => {
    if (dimension < width) return rough[row * width + dimension]!;
    return (dimension === width ? near!.easting : near!.northing)[row]!;
  };

  const extent = (rows: Int32Array, dimension: number) => {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const one = value(row, dimension);
      least = Math.min(least, one);
      greatest = Math.max(greatest, one);
    }
    return greatest - least;
  };

  const read = (rows: Int32Array, dimension: number, keys: Float64Array) => {
    if (dimension < width) for (let at = 0; at < rows.length; at++) keys[at] = rough[rows[at]! * width + dimension]!;
    else for (let at = 0; at < rows.length; at++) keys[at] = value(rows[at]!, dimension);
  };

  const variance = (rows: Int32Array, dimension: number) => {
    let sum = 0;
    let squares = 0;
    for (let at = 0; at < rows.length; at++) {
      const one = rough[rows[at]! * width + dimension]!;
      sum += one;
      squares += one * one;
    }
    return squares - (sum * sum) / rows.length;
  };

  const widest = (rows: Int32Array) => {
    if (near) {
      const [east, north] = [extent(rows, width), extent(rows, width + 1)];
      if (Math.max(east, north) > near.metres) return east >= north ? width : width + 1;
    }
    let best = 0;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let dimension = 0; dimension < width; dimension++) {
      const one = variance(rows, dimension);
      if (one > greatest) [best, greatest] = [dimension, one];
    }
    return best;
  };
  return { value, read, widest };
}
