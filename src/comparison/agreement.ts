// How far two lists name the same peers.
import type { Figure } from "./figure.js";
import { figureByPart, meanAt } from "./figure-by-part.js";
import type { PeerLists } from "./lists.js";
import { longest, Overlaps } from "./overlap.js";
import type { Pair } from "./pairs.js";
import type { PartRows } from "./parts.js";
import { type FigureNames, figuresOf, meanOver } from "./resample.js";

/** Means over the schools with peers in both lists; how many have them in both, one or neither; overlap by depth. */
export function agreementFigures(pairs: readonly Pair[], parts: readonly PartRows[], seed: number): Figure[] {
  return [
    ...figuresOf(pairs.flatMap(means), parts, seed),
    ...pairs.flatMap((pair) => [
      ...figureByPart(namesOf(pair, "jaccard_whole_max"), parts, (rows) => meanAt(pair.jaccardWholeMax, rows)),
      ...counts(pair, parts),
      ...overlapAtDepths(pair, parts),
    ]),
  ];
}

const namesOf = ({ first, second }: Pick<Pair, "first" | "second">, measure: string): FigureNames => ({
  section: "agreement",
  measure,
  strategy: first.name,
  other: second.name,
  attribute: "",
});

const means = (pair: Pair) => [
  meanOver(namesOf(pair, "jaccard"), pair.jaccard),
  meanOver(namesOf(pair, "containment"), pair.containment),
  meanOver(namesOf({ first: pair.second, second: pair.first }, "containment"), pair.containmentReversed),
  meanOver(namesOf(pair, "jaccard_whole"), pair.jaccardWhole),
  meanOver(namesOf(pair, "rbo_min"), pair.rboMin),
  meanOver(namesOf(pair, "rbo_res"), pair.rboResidual),
  meanOver(namesOf(pair, "rbo_ext"), pair.rboExtrapolated),
  meanOver(namesOf(pair, "rank_correlation"), pair.rankCorrelation),
];

/** `n` is the number of schools of the part. */
function counts(pair: Pair, parts: readonly PartRows[]): Figure[] {
  const has = ({ peers }: PeerLists, row: number) => peers[row]!.length > 0;
  const count = (measure: string, inFirst: boolean, inSecond: boolean) =>
    figureByPart(namesOf(pair, measure), parts, (rows) => ({
      value: rows.filter((row) => has(pair.first, row) === inFirst && has(pair.second, row) === inSecond).length,
      n: rows.length,
    }));
  return [
    ...count("in_both", true, true),
    ...count("in_first_only", true, false),
    ...count("in_second_only", false, true),
    ...count("in_neither", false, false),
  ];
}

/** For each depth the mean share of the first peers that both lists have, over schools with so many in both lists. */
function overlapAtDepths({ first, second }: Pair, parts: readonly PartRows[]): Figure[] {
  const overlaps = new Overlaps(first.peers.length);
  const shared = first.peers.map((peers, row) => overlaps.sharedByDepth(peers, second.peers[row]!));
  const depthOf = (row: number) => Math.min(first.peers[row]!.length, second.peers[row]!.length);
  const deepest = Math.min(longest(first), longest(second));
  const names = namesOf({ first, second }, "overlap_at_depth");
  return parts.flatMap(({ part, rows }) => {
    const sums = new Float64Array(deepest);
    const schools = new Int32Array(deepest);
    for (const row of rows) {
      const atDepth = shared[row]!;
      const depth = depthOf(row);
      for (let at = 0; at < depth; at++) {
        sums[at]! += atDepth[at]! / (at + 1);
        schools[at]! += 1;
      }
    }
    return Array.from(schools, (n, at): Figure => {
      const value = n > 0 ? sums[at]! / n : null;
      return { ...names, ...part, attribute: String(at + 1), value, low: null, high: null, n };
    });
  });
}
