// What two lists of a school's peers have in common.
import type { PeerLists } from "./lists.js";

/** Looks for shared peers. Keeps one mark for each school between calls, which is faster than sets. */
export class Overlaps {
  readonly #mark: Int32Array;
  readonly #rank: Int32Array;
  #seen = 0;

  /** @param schools the number of schools that peers are rows of */
  constructor(schools: number) {
    this.#mark = new Int32Array(schools);
    this.#rank = new Int32Array(schools);
  }

  /** At d - 1: how many peers the first d of each list share, for d up to the length of the longer list. */
  sharedByDepth(first: Int32Array, second: Int32Array): Int32Array {
    const mark = this.#mark;
    const seen = ++this.#seen;
    const shared = new Int32Array(Math.max(first.length, second.length));
    let both = 0;
    const see = (peer: number) => {
      if (mark[peer] === seen) both++;
      else mark[peer] = seen;
    };
    for (let at = 0; at < shared.length; at++) {
      if (at < first.length) see(first[at]!);
      if (at < second.length) see(second[at]!);
      shared[at] = both;
    }
    return shared;
  }

  /**
   * Spearman's rho of the shared peers' ranks within each list, ranked anew among the shared: 1 - 6 sum d^2 / (m^3 - m).
   * Ranks within a list never tie. NaN for fewer than three shared peers.
   */
  rankCorrelation(first: Int32Array, second: Int32Array): number {
    const mark = this.#mark;
    const rank = this.#rank;
    const inFirst = ++this.#seen;
    const inBoth = ++this.#seen;
    for (const peer of first) mark[peer] = inFirst;
    let count = 0;
    for (const peer of second) {
      if (mark[peer] !== inFirst) continue;
      mark[peer] = inBoth;
      rank[peer] = ++count;
    }
    if (count < 3) return Number.NaN;
    let rankInFirst = 0;
    let squares = 0;
    for (const peer of first) {
      if (mark[peer] !== inBoth) continue;
      const difference = ++rankInFirst - rank[peer]!;
      squares += difference * difference;
    }
    return 1 - (6 * squares) / (count ** 3 - count);
  }
}

/** Jaccard's index |A and B| / |A or B| of two lists of these lengths. */
export const jaccard = (shared: number, first: number, second: number): number => shared / (first + second - shared);

/** The most peers that a school has. */
export const longest = ({ peers }: PeerLists): number => peers.reduce((most, { length }) => Math.max(most, length), 0);
