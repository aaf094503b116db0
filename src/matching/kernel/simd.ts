// Nearest neighbours with WebAssembly SIMD: the same answers as brute force, to the bit, on any number of threads.
// Each group is searched separately, because rows of different groups are never peers.
import type { CandidateRules, Nearness } from "../candidates.js";
import { placeAnswer, viewAnswer } from "./answer.js";
import { defaultThreads, type Engine } from "./engine.js";
import { allocateFound, type Found, type Points, type Search } from "./found.js";
import { scanGroup } from "./scan.js";
import { searchTree } from "./tree.js";

/** Number comparisons by brute force below which a second thread is not worth waking. */
const minWorkForThreads = 2e7;
/** A tree does not pay off for fewer possible peers than this. With a radius it leaves out more. */
const minPossibleForTree = { anywhere: 1800, nearby: 500 };

/** @returns null if the figures are too great, or too many for 4 GB */
export function searchBySimd(engine: Engine, rules: CandidateRules, points: Points, search: Search): Found | null {
  const { size, mayBePeer, mustDiffer, near } = rules;
  const { dimensions, complete } = points;
  const isQuery = search.queries ? new Uint8Array(size) : complete;
  for (const row of search.queries ?? []) isQuery[row] = 1;
  let possibleCount = 0;
  for (let row = 0; row < size; row++) possibleCount += mayBePeer[row]! & complete[row]!;
  const k = Math.min(search.k, possibleCount);
  if (k === 0) return allocateFound(size, k);
  const answer = placeAnswer(engine, size, k);
  if (!answer) return null;
  let done = 0;
  for (const { possible, queryOnly, queries } of groupsOf(rules, complete, isQuery)) {
    if (possible.length > 0 && queries > 0) {
      const work = queries * possible.length * dimensions.length;
      const searchGroup = possible.length < minPossibleForTree[near ? "nearby" : "anywhere"] ? scanGroup : searchTree;
      const isDone = searchGroup(engine, {
        rows: queryOnly.length > 0 ? possible.concat(queryOnly) : possible,
        possible: possible.length,
        queries,
        isQuery,
        dimensions,
        mustDiffer,
        near,
        isManhattan: search.metric === "manhattan",
        k: Math.min(k, possible.length),
        threads: search.threads ?? (work < minWorkForThreads ? 1 : defaultThreads()),
        answer,
        onProgress: (groupRows) => search.onProgress?.(done + groupRows),
      });
      if (!isDone) return null;
    }
    done += queries;
  }
  return viewAnswer(engine, answer);
}

/** Rows that may be peers of one another, and rows that may not be peers but need peers; ascending. */
interface Members {
  readonly possible: number[];
  readonly queryOnly: number[];
  /** The number of rows of both that need peers. */
  queries: number;
}

/** The usable rows of every group; group 0 is skipped. */
function groupsOf({ size, mayBePeer, group, near }: CandidateRules, complete: Uint8Array, isQuery: Uint8Array) {
  const groups = new Map<number, Members>();
  let code = 0;
  let members: Members | undefined;
  for (let row = 0; row < size; row++) {
    // A row without coordinates is not near any other.
    if (group[row] === 0 || complete[row] !== 1 || (near && !hasCoordinates(near, row))) continue;
    if (group[row] !== code) {
      code = group[row]!;
      members = groups.get(code);
    }
    if (!members) {
      members = { possible: [], queryOnly: [], queries: 0 };
      groups.set(code, members);
    }
    if (mayBePeer[row] === 1) members.possible.push(row);
    else if (isQuery[row] === 1) members.queryOnly.push(row);
    members.queries += isQuery[row]!;
  }
  return groups.values();
}

function hasCoordinates({ easting, northing }: Nearness, row: number): boolean {
  return !Number.isNaN(easting[row]! + northing[row]!);
}
