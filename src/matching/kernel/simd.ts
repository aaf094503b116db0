// Nearest neighbours by WebAssembly SIMD: the same answers as by brute force, to the bit, on any number of threads.
// Rows that may never be peers of one another, being of different groups, are searched apart.
import type { Candidates, Nearness } from "../candidates.js";
import { type Engine, threadsHere } from "./engine.js";
import { type Found, type Points, roomFor, type Search } from "./found.js";
import { searchGroup } from "./group.js";

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
  const found = roomFor(
    size,
    Math.min(search.k, where(size, (row) => whole[row] === 1 && mayBePeer[row] === 1).length),
  );
  let done = 0;
  // Nobody is of group 0, nor near anyone from nowhere.
  const belongs = (row: number) => whole[row] === 1 && (near === null || isSomewhere(near, row));
  for (const rows of grouped(group, belongs)) {
    // Where everybody is of one group, nothing needs picking.
    const pick = <Numbers extends Float64Array | Int32Array>(from: Numbers) => {
      if (rows.length === size) return from;
      const picked = new (from.constructor as new (length: number) => Numbers)(rows.length);
      for (let at = 0; at < rows.length; at++) picked[at] = from[rows[at]!]!;
      return picked;
    };
    const members = where(rows.length, (at) => mayBePeer[rows[at]!] === 1);
    const queries = where(rows.length, (at) => isSought[rows[at]!] === 1);
    const work = queries.length * members.length * dimensions.length;
    if (members.length > 0 && queries.length > 0) {
      const answer = searchGroup(engine, {
        size: rows.length,
        members,
        queries,
        dimensions: dimensions.map(pick),
        apart: apart.map(pick),
        near: near && { easting: pick(near.easting), northing: pick(near.northing), metres: near.metres },
        isManhattan: search.metric === "manhattan",
        k: Math.min(search.k, members.length),
        threads: search.threads ?? (work < worthAThread ? 1 : threadsHere()),
        onProgress: (some) => search.onProgress?.(done + some),
      });
      if (!answer) return null;
      copy(answer, found, rows);
    }
    done += queries.length;
  }
  return found;
}

function isSomewhere({ easting, northing }: Nearness, row: number): boolean {
  return !Number.isNaN(easting[row]! + northing[row]!);
}

/** The rows of every group, ascending. */
function grouped(group: Int32Array, belongs: (row: number) => boolean): Int32Array[] {
  const most = group.reduce((greatest, one) => Math.max(greatest, one), 0);
  return Array.from({ length: most }, (_, at) => where(group.length, (row) => group[row] === at + 1 && belongs(row)));
}

function where(size: number, holds: (at: number) => boolean): Int32Array {
  const found = new Int32Array(size);
  let count = 0;
  for (let at = 0; at < size; at++) if (holds(at)) found[count++] = at;
  return found.slice(0, count);
}

/** Puts a group's answers where they belong. */
function copy(answer: Found, found: Found, rows: Int32Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    found.counts[row] = answer.counts[at]!;
    for (let rank = 0; rank < answer.counts[at]!; rank++) {
      found.rows[row * found.k + rank] = rows[answer.rows[at * answer.k + rank]!]!;
      found.distances[row * found.k + rank] = answer.distances[at * answer.k + rank]!;
    }
  }
}
