// The tree as the kernel reads it: leaves column-wise, and above them boxes that hold the bounds of their 16 children.
import type { Nearness } from "../candidates.js";
import * as layout from "./assembly/layout.js";

// Of its own, for it is read in the innermost loops.
const width = layout.width;

/** Of every level, from the boxes over leaves to the one over all: how many boxes. */
export function levelsOf(members: number): number[] {
  const levels = [Math.ceil(Math.ceil(members / width) / width)];
  while (levels.at(-1)! > 1) levels.push(Math.ceil(levels.at(-1)! / width));
  return levels;
}

/** @param leaves takes `dimensions` lines of 16 a leaf; places that no row fills are infinitely far away */
export function fillLeaves(leaves: Float32Array, member: Int32Array, rough: Float32Array, dimensions: number): void {
  leaves.fill(Number.POSITIVE_INFINITY, Math.floor(member.length / width) * width * dimensions);
  for (const [position, row] of member.entries()) {
    const start = Math.floor(position / width) * width * dimensions + (position % width);
    for (let d = 0; d < dimensions; d++) leaves[start + d * width] = rough[row * dimensions + d]!;
  }
}

/**
 * Bounds of 16 children side by side: of every dimension 16 minima, then 16 maxima. Children that are not there are
 * infinitely far away.
 * @param levels each takes its boxes: `2 * 16 * dimensions` numbers a box
 * @param value of a position of the tree in a dimension
 */
export function fillBoxes<Numbers extends Float32Array | Float64Array>(
  levels: readonly Numbers[],
  { members, dimensions }: { members: number; dimensions: number },
  value: (position: number, dimension: number) => number,
): void {
  const line = 2 * width;
  for (const [level, bounds] of levels.entries()) {
    for (let at = 0; at < bounds.length; at += line) {
      bounds.fill(Number.POSITIVE_INFINITY, at, at + width);
      bounds.fill(Number.NEGATIVE_INFINITY, at + width, at + line);
    }
    const below = level === 0 ? members : (levels[level - 1]!.length / (line * dimensions)) * width;
    for (let each = 0; each < below; each++) {
      const child = Math.floor(each / width);
      for (let d = 0; d < dimensions; d++) {
        const at = (Math.floor(child / width) * dimensions + d) * line + (child % width);
        const from = (child * dimensions + d) * line + (each % width);
        const least = level === 0 ? value(each, d) : levels[level - 1]![from]!;
        const greatest = level === 0 ? least : levels[level - 1]![from + width]!;
        if (least < bounds[at]!) bounds[at] = least;
        if (greatest > bounds[at + width]!) bounds[at + width] = greatest;
      }
    }
  }
}

/** Eastings are dimension 0, northings 1. */
export function placeOf(member: Int32Array, { easting, northing }: Nearness) {
  return (position: number, dimension: number) => (dimension === 0 ? easting : northing)[member[position]!]!;
}
