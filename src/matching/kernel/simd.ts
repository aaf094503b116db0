// Nearest neighbours with WebAssembly SIMD: the same answers as brute force, to the bit, on any number of threads.
// Each group is searched separately, because rows of different groups are never peers.
import { groupBy } from "../../database/group-by.js";
import type { CandidateRules, Nearness } from "../candidates.js";
import { defaultThreads, type Engine } from "./engine.js";
import { allocateFound, type Found, type Points, type Search } from "./found.js";
import { type Answer, searchGroup } from "./group.js";

/** Number comparisons by brute force below which a second thread is not worth waking. */
const minWorkForThreads = 2e7;

/** @returns null if the figures are too great, or too many for 4 GB */
export function searchBySimd(
  engine: Engine,
  rules: CandidateRules,
  { dimensions, complete }: Points,
  search: Search,
): Found | null {
  const { size, mayBePeer, group, mustDiffer, near } = rules;
  const isQuery = search.queries ? new Uint8Array(size) : complete;
  for (const row of search.queries ?? []) isQuery[row] = 1;
  const possibleCount = mayBePeer.filter((may, row) => may === 1 && complete[row] === 1).length;
  const found = allocateFound(size, Math.min(search.k, possibleCount));
  if (found.k === 0) return found;
  let done = 0;
  // A row without coordinates is not near any other.
  const isUsable = (row: number) => complete[row] === 1 && (near === null || hasCoordinates(near, row));
  for (const rows of rowsByGroup(group, isUsable)) {
    const possible = rows.filter((row) => mayBePeer[row] === 1);
    const queryOnly = rows.filter((row) => mayBePeer[row] !== 1 && isQuery[row] === 1);
    const queryCount = queryOnly.length + possible.filter((row) => isQuery[row] === 1).length;
    if (possible.length > 0 && queryCount > 0) {
      const work = queryCount * possible.length * dimensions.length;
      const answer = searchGroup(engine, {
        possible,
        queryOnly,
        isQuery,
        dimensions,
        mustDiffer,
        near,
        isManhattan: search.metric === "manhattan",
        k: Math.min(found.k, possible.length),
        threads: search.threads ?? (work < minWorkForThreads ? 1 : defaultThreads()),
        onProgress: (groupRows) => search.onProgress?.(done + groupRows),
      });
      if (!answer) return null;
      copyAnswer(answer, possible, found);
    }
    done += queryCount;
  }
  return found;
}

function hasCoordinates({ easting, northing }: Nearness, row: number): boolean {
  return !Number.isNaN(easting[row]! + northing[row]!);
}

/** The usable rows of every group, ascending; group 0 is skipped. */
function rowsByGroup(group: Int32Array, isUsable: (row: number) => boolean): Int32Array[] {
  const rows: number[] = [];
  for (let row = 0; row < group.length; row++) if (group[row] !== 0 && isUsable(row)) rows.push(row);
  return Array.from(groupBy(rows, (row) => group[row]).values(), (members) => new Int32Array(members));
}

/** Copies a group's answer to the rows of its queries. */
function copyAnswer(answer: Answer, possible: Int32Array, found: Found): void {
  const { k, queries, counts } = answer;
  for (let query = 0; query < queries.length; query++) {
    const row = queries[query]!;
    const count = counts[query]!;
    found.counts[row] = count;
    for (let rank = 0; rank < count; rank++) {
      found.rows[row * found.k + rank] = possible[answer.found[query * k + rank]!]!;
      found.distances[row * found.k + rank] = answer.distances[query * k + rank]!;
    }
  }
}
