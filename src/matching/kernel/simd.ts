// Nearest neighbours by WebAssembly SIMD: the same answers as by brute force, to the bit, on any number of threads.
// Rows that may never be peers of one another, being of different groups, are searched apart.
import type { Candidates, Nearness } from "../candidates.js";
import { type Engine, threadsHere } from "./engine.js";
import { type Found, type Points, roomFor, type Search } from "./found.js";
import { type Answer, searchGroup } from "./group.js";

/** Numbers compared by brute force, under which a second thread is not worth waking. */
const worthAThread = 2e7;

/** @returns null where the figures are too great, or too many for 4 GB */
export function searchBySimd(
  engine: Engine,
  candidates: Candidates,
  { dimensions, whole }: Points,
  search: Search,
): Found | null {
  const { size, mayBePeer, group, apart, near } = candidates;
  const isSought = search.queries ? new Uint8Array(size) : whole;
  for (const row of search.queries ?? []) isSought[row] = 1;
  const possible = mayBePeer.filter((may, row) => may === 1 && whole[row] === 1).length;
  const found = roomFor(size, Math.min(search.k, possible));
  if (found.k === 0) return found;
  let done = 0;
  // Nobody from nowhere is near anyone.
  const belongs = (row: number) => whole[row] === 1 && (near === null || isSomewhere(near, row));
  for (const rows of grouped(group, belongs)) {
    const members = rows.filter((row) => mayBePeer[row] === 1);
    const strangers = rows.filter((row) => mayBePeer[row] !== 1 && isSought[row] === 1);
    const sought = strangers.length + members.filter((row) => isSought[row] === 1).length;
    if (members.length > 0 && sought > 0) {
      const work = sought * members.length * dimensions.length;
      const answer = searchGroup(engine, {
        members,
        strangers,
        isSought,
        dimensions,
        apart,
        near,
        isManhattan: search.metric === "manhattan",
        k: Math.min(found.k, members.length),
        threads: search.threads ?? (work < worthAThread ? 1 : threadsHere()),
        onProgress: (some) => search.onProgress?.(done + some),
      });
      if (!answer) return null;
      copy(answer, members, found);
    }
    done += sought;
  }
  return found;
}

function isSomewhere({ easting, northing }: Nearness, row: number): boolean {
  return !Number.isNaN(easting[row]! + northing[row]!);
}

/** The rows of every group, ascending; group 0 is none. */
function grouped(group: Int32Array, belongs: (row: number) => boolean): Int32Array[] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < group.length; row++) {
    const own = group[row]!;
    if (own === 0 || !belongs(row)) continue;
    const rows = groups.get(own);
    if (rows) rows.push(row);
    else groups.set(own, [row]);
  }
  return Array.from(groups.values(), (rows) => Int32Array.from(rows));
}

/** Puts a group's answers where they belong. */
function copy({ k, queries, counts, found: peers, distances }: Answer, members: Int32Array, found: Found): void {
  for (let query = 0; query < queries.length; query++) {
    const row = queries[query]!;
    const count = counts[query]!;
    found.counts[row] = count;
    for (let rank = 0; rank < count; rank++) {
      found.rows[row * found.k + rank] = members[peers[query * k + rank]!]!;
      found.distances[row * found.k + rank] = distances[query * k + rank]!;
    }
  }
}
