// Nearest neighbours by brute force in plain JavaScript: the definition that the SIMD search must equal, and the
// fallback without SIMD. Time grows with rows x rows x dimensions: six seconds at 16,800 rows and 8 dimensions.

import { roundDistance } from "../../strategy/contract.js";
import { type CandidateRules, candidateTest } from "../candidates.js";
import { allocateFound, type Found, type Points, type Search } from "./found.js";
import { addAbsolutes, addSquares, passWidth } from "./lengths.js";
import { SmallestLengths } from "./smallest.js";

/** Two distances that round to the same lie at most 1e-12 apart; the rest allows for errors of the sum and the root. */
const margin = 2e-12;
const relativeMargin = 1 + 1e-14;
const progressEvery = 256;

/** A length is the metric's sum over the dimensions; the distance is computed from it. */
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

/** For every complete row, its k nearest complete candidates by (rounded distance, row). */
export function searchPlainly(rules: CandidateRules, { dimensions, complete }: Points, search: Search): Found {
  const { size, mayBePeer } = rules;
  const { add, distance: distanceOf, length: lengthOf } = metrics[search.metric];
  const isCandidate = candidateTest(rules);
  const others = Int32Array.from(mayBePeer.keys()).filter((row) => mayBePeer[row] === 1 && complete[row] === 1);
  const columns = dimensions.map((dimension) => Float64Array.from(others, (row) => dimension[row]!));
  // Columns of zeros complete the last pass and add nothing.
  while (columns.length % passWidth !== 0) columns.push(new Float64Array(others.length));

  const k = Math.min(search.k, others.length);
  const found = allocateFound(size, k);
  const lengths = new Float64Array(others.length);
  const smallest = new SmallestLengths(k);
  if (k === 0) return found;

  const searchFor = (i: number) => {
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
      if (!isCandidate(i, others[at]!)) {
        lengths[at] = Number.NaN;
      } else if (smallest.offer(length)) {
        limit = lengthOf(distanceOf(smallest.last) + margin) * relativeMargin;
      }
    }
    // Re-ranks all rows that may tie with the k-th once rounded; NaN is never within the limit.
    const ranked: { row: number; distance: number }[] = [];
    for (let at = 0; at < lengths.length; at++) {
      const length = lengths[at]!;
      if (length <= limit) ranked.push({ row: others[at]!, distance: roundDistance(distanceOf(length)) });
    }
    ranked.sort((a, b) => a.distance - b.distance || a.row - b.row);
    found.counts[i] = Math.min(k, ranked.length);
    for (let rank = 0; rank < found.counts[i]; rank++) {
      found.rows[i * k + rank] = ranked[rank]!.row;
      found.distances[i * k + rank] = ranked[rank]!.distance;
    }
  };

  const queries = search.queries ?? Int32Array.from({ length: size }, (_, row) => row);
  for (const [done, row] of queries.entries()) {
    if (complete[row] === 1) searchFor(row);
    if ((done + 1) % progressEvery === 0) search.onProgress?.(done + 1);
  }
  return found;
}
