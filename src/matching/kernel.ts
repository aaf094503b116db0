// Exact k nearest neighbours. Distances are compared at 12 decimal places, equal ones by row, which is by URN.

import type { Matrix, Peer } from "../strategy/contract.js";
import type { Candidates } from "./candidates.js";
import { distanceBetween } from "./explain/between.js";
import { openEngine } from "./kernel/engine.js";
import type { Found, Points, Search } from "./kernel/found.js";
import { searchPlainly } from "./kernel/plain.js";
import { searchBySimd } from "./kernel/simd.js";

/**
 * Of every row that the matrix has whole, the k nearest of those that it admits and the matrix has whole; null for the
 * others.
 */
export function findNearest(candidates: Candidates, matrix: Matrix, search: Search): (readonly Peer[] | null)[] {
  const { size } = candidates;
  const { dimensions } = matrix;
  const whole = Uint8Array.from({ length: size }, (_, row) =>
    dimensions.every((dimension) => Number.isFinite(dimension[row])) ? 1 : 0,
  );
  const found = searchNearest(candidates, { dimensions, whole }, search);
  const between = distanceBetween(matrix, search.metric);
  const peerOf = (i: number, place: number): Peer => {
    const row = found.rows[place]!;
    const distance = found.distances[place]!;
    return { row, distance, shares: distance === 0 ? null : between(i, row)!.shares };
  };
  const peers = Array.from({ length: size }, (_, i) =>
    whole[i] === 1 ? Array.from({ length: found.counts[i]! }, (_, rank) => peerOf(i, i * found.k + rank)) : null,
  );
  search.onProgress?.(size);
  return peers;
}

/** By SIMD where this machine has it and the figures allow, else plainly: the answers are the same to the bit. */
export function searchNearest(candidates: Candidates, points: Points, search: Search): Found {
  const engine = points.dimensions.length > 0 ? openEngine() : null;
  return (engine && searchBySimd(engine, candidates, points, search)) ?? searchPlainly(candidates, points, search);
}
