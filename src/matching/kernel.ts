// Exact k nearest neighbours. Distances are compared at 12 decimal places, equal ones by row, which is by URN.
import type { Candidates } from "./candidates.js";
import type { Matrix, NearestOptions, Peer } from "./contract.js";
import { openEngine } from "./kernel/engine.js";
import type { Found, Points, Search } from "./kernel/found.js";
import { searchPlainly } from "./kernel/plain.js";
import { searchBySimd } from "./kernel/simd.js";

/**
 * Of every row that the matrix has whole, the k nearest of those that it admits and the matrix has whole; null for the
 * others.
 * @param onProgress told how many rows are done
 */
export function findNearest(
  candidates: Candidates,
  { dimensions }: Matrix,
  { metric, k }: NearestOptions,
  onProgress: (rows: number) => void,
): (readonly Peer[] | null)[] {
  const { size } = candidates;
  const whole = Uint8Array.from({ length: size }, (_, row) =>
    dimensions.every((dimension) => Number.isFinite(dimension[row])) ? 1 : 0,
  );
  const found = searchNearest(candidates, { dimensions, whole }, { metric, k, onProgress });
  const part = metric === "euclidean" ? (difference: number) => difference * difference : Math.abs;

  const sharesOf = (i: number, j: number) => {
    const parts = dimensions.map((dimension) => part(dimension[i]! - dimension[j]!));
    const sum = parts.reduce((all, one) => all + one, 0);
    return parts.map((one) => one / sum);
  };
  const peerOf = (i: number, place: number): Peer => {
    const row = found.rows[place]!;
    const distance = found.distances[place]!;
    return { row, distance, shares: distance === 0 ? null : sharesOf(i, row) };
  };
  const peers = Array.from({ length: size }, (_, i) =>
    whole[i] === 1 ? Array.from({ length: found.counts[i]! }, (_, rank) => peerOf(i, i * found.k + rank)) : null,
  );
  onProgress(size);
  return peers;
}

/** By SIMD where this machine has it and the figures allow, else plainly: the answers are the same to the bit. */
export function searchNearest(candidates: Candidates, points: Points, search: Search): Found {
  const engine = points.dimensions.length > 0 ? openEngine() : null;
  return (engine && searchBySimd(engine, candidates, points, search)) ?? searchPlainly(candidates, points, search);
}
