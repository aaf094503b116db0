// Nearest neighbours by brute force in plain JavaScript: the definition that the fast path is held to, and what runs
// where WebAssembly has no SIMD. Time grows with rows x rows x dimensions: six seconds at 16,800 rows and 8 dimensions.

import { roundDistance } from "../../strategy/contract.js";
import { admitting, type Candidates } from "../candidates.js";
import { type Found, type Points, roomFor, type Search } from "./found.js";
import { addAbsolutes, addSquares, passWidth } from "./lengths.js";
import { SmallestLengths } from "./smallest.js";

/** Two distances that round to the same lie at most 1e-12 apart; the rest is for the error of the sum and the root. */
const margin = 2e-12;
const relativeMargin = 1 + 1e-14;
const progressEvery = 256;

/** A length is what the metric adds up over the dimensions; the distance follows from it. */
const metrics = {
  euclidean: {
    add: addSquares,
    distance: (length: number) => Math.sqrt(length),
    length: (distance: number) => distance * distance,
  },
  manhattan: {
    add: addAbsolutes,
    distance: (length: number) => length,
    length: (distance: number) => distance,
  },
};

/** For every row that is whole: the k nearest of the whole rows that it admits, by (rounded distance, row). */
export function searchPlainly(candidates: Candidates, { dimensions, whole }: Points, search: Search): Found {
  const { size, mayBePeer } = candidates;
  const { add, distance: distanceOf, length: lengthOf } = metrics[search.metric];
  const admits = admitting(candidates);
  const others = Int32Array.from(mayBePeer.keys()).filter((row) => mayBePeer[row] === 1 && whole[row] === 1);
  const columns = dimensions.map((dimension) => Float64Array.from(others, (row) => dimension[row]!));
  // Columns of zeros fill the last pass and add nothing.
  while (columns.length % passWidth !== 0) columns.push(new Float64Array(others.length));

  const k = Math.min(search.k, others.length);
  const found = roomFor(size, k);
  const lengths = new Float64Array(others.length);
  const smallest = new SmallestLengths(k);
  if (k === 0) return found;

  const seek = (i: number) => {
    lengths.fill(0);
    for (let pass = 0; pass < columns.length; pass += passWidth) {
      const point = Float64Array.from({ length: passWidth }, (_, d) => dimensions[pass + d]?.[i] ?? 0);
      add(lengths, columns, pass, point);
    }
    smallest.clear();
    let limit = Number.POSITIVE_INFINITY;
    for (let at = 0; at < lengths.length; at++) {
      const length = lengths[at]!;
      if (length > limit) continue;
      if (!admits(i, others[at]!)) {
        lengths[at] = Number.NaN;
      } else if (smallest.offer(length)) {
        limit = lengthOf(distanceOf(smallest.last) + margin) * relativeMargin;
      }
    }
    // Whoever may tie with the k-th once rounded is a finalist; a NaN is within no limit.
    const finalists: { row: number; distance: number }[] = [];
    for (let at = 0; at < lengths.length; at++) {
      const length = lengths[at]!;
      if (length <= limit) finalists.push({ row: others[at]!, distance: roundDistance(distanceOf(length)) });
    }
    finalists.sort((a, b) => a.distance - b.distance || a.row - b.row);
    found.counts[i] = Math.min(k, finalists.length);
    for (let at = 0; at < found.counts[i]; at++) {
      found.rows[i * k + at] = finalists[at]!.row;
      found.distances[i * k + at] = finalists[at]!.distance;
    }
  };

  const queries = search.queries ?? Int32Array.from({ length: size }, (_, row) => row);
  for (const [done, row] of queries.entries()) {
    if (whole[row] === 1) seek(row);
    if ((done + 1) % progressEvery === 0) search.onProgress?.(done + 1);
  }
  return found;
}
