// Exact k nearest neighbours. Distances are compared at 12 decimal places; ties are ordered by row, which is by URN.

import type { Matrix, Peer } from "../strategy/contract.js";
import type { CandidateRules } from "./candidates.js";
import { distanceBetween } from "./explain/between.js";
import { openEngine } from "./kernel/engine.js";
import type { Found, Points, Search } from "./kernel/found.js";
import { searchPlainly } from "./kernel/plain.js";
import { searchBySimd } from "./kernel/simd.js";

/** For each row without NaN in the matrix, its k nearest candidates without NaN; null for the other rows. */
export function findNearest(rules: CandidateRules, matrix: Matrix, search: Search): (readonly Peer[] | null)[] {
  const { size } = rules;
  const { dimensions } = matrix;
  const complete = Uint8Array.from({ length: size }, (_, row) =>
    dimensions.every((dimension) => Number.isFinite(dimension[row])) ? 1 : 0,
  );
  const found = searchNearest(rules, { dimensions, complete }, search);
  const between = distanceBetween(matrix, search.metric);
  const peerOf = (i: number, at: number): Peer => {
    const row = found.rows[at]!;
    const distance = found.distances[at]!;
    return { row, distance, shares: distance === 0 ? null : between(i, row)!.shares };
  };
  const peers = Array.from({ length: size }, (_, i) =>
    complete[i] === 1 ? Array.from({ length: found.counts[i]! }, (_, rank) => peerOf(i, i * found.k + rank)) : null,
  );
  search.onProgress?.(size);
  return peers;
}

/** Uses SIMD if the machine has it and the figures allow, otherwise brute force. The answers are the same bits. */
export function searchNearest(rules: CandidateRules, points: Points, search: Search): Found {
  const engine = points.dimensions.length > 0 ? openEngine() : null;
  return (engine && searchBySimd(engine, rules, points, search)) ?? searchPlainly(rules, points, search);
}
