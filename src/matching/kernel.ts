// Exact k nearest neighbours by brute force. Distances are compared at 12 decimal places, equal ones by row, which is by URN.
import { type Matrix, type NearestOptions, type Peer, roundDistance } from "./contract.js";
import { addAbsolutes, addSquares, passWidth } from "./lengths.js";
import { SmallestLengths } from "./smallest.js";

export interface Candidates {
  readonly size: number;
  /** 1 where the row may be anyone's peer at all. */
  readonly mayBePeer: Uint8Array;
  admits(i: number, j: number): boolean;
}

/** Two distances that round to the same lie at most 1e-12 apart; the rest is for the error of the sum and the root. */
const margin = 2e-12;
const relativeMargin = 1 + 1e-14;
const progressEvery = 256;

/** A length is what the metric adds up over the dimensions; the distance follows from it. */
const metrics = {
  euclidean: {
    add: addSquares,
    part: (difference: number) => difference * difference,
    distance: (length: number) => Math.sqrt(length),
    length: (distance: number) => distance * distance,
  },
  manhattan: {
    add: addAbsolutes,
    part: (difference: number) => Math.abs(difference),
    distance: (length: number) => length,
    length: (distance: number) => distance,
  },
};

/**
 * Of every row that the matrix has whole, the k nearest of those that it admits and the matrix has whole; null for the
 * others. Time grows with size x size x dimensions: about six seconds at 16,800 rows and 8 dimensions.
 * @param onProgress told how many rows are done
 */
export function findNearest(
  { size, mayBePeer, admits }: Candidates,
  { dimensions }: Matrix,
  { metric, k }: NearestOptions,
  onProgress: (rows: number) => void,
): (readonly Peer[] | null)[] {
  const { add, part, distance: distanceOf, length: lengthOf } = metrics[metric];
  const isWhole = (row: number) => dimensions.every((dimension) => Number.isFinite(dimension[row]));
  const others = Int32Array.from(mayBePeer.keys()).filter((row) => mayBePeer[row] === 1 && isWhole(row));
  const columns = dimensions.map((dimension) => Float64Array.from(others, (row) => dimension[row]!));
  // Columns of zeros fill the last pass and add nothing.
  while (columns.length % passWidth !== 0) columns.push(new Float64Array(others.length));

  const lengths = new Float64Array(others.length);
  const smallest = new SmallestLengths(k);

  const sharesOf = (i: number, j: number) => {
    const parts = dimensions.map((dimension) => part(dimension[i]! - dimension[j]!));
    const whole = parts.reduce((sum, one) => sum + one, 0);
    return parts.map((one) => one / whole);
  };

  const peersOf = (i: number): readonly Peer[] => {
    lengths.fill(0);
    for (let pass = 0; pass < columns.length; pass += passWidth) {
      add(
        lengths,
        columns,
        pass,
        Float64Array.from({ length: passWidth }, (_, d) => dimensions[pass + d]?.[i] ?? 0),
      );
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
    return finalists.slice(0, k).map(({ row, distance }) => ({
      row,
      distance,
      shares: distance === 0 ? null : sharesOf(i, row),
    }));
  };

  const found: (readonly Peer[] | null)[] = [];
  for (let i = 0; i < size; i++) {
    found.push(isWhole(i) ? peersOf(i) : null);
    if (found.length % progressEvery === 0) onProgress(found.length);
  }
  onProgress(size);
  return found;
}
