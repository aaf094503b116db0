// Every two lists, school by school: what agreement is computed from, and the rows of `schools.csv`.
import type { Compared, PeerLists, Schools } from "./lists.js";
import { jaccard, longest, Overlaps } from "./overlap.js";
import { rankBiasedOverlap } from "./rank-biased-overlap.js";

const measures = [
  /** The length of the shorter list, 0 if a list is empty. */
  "depth",
  /** The number of peers that both lists have down to this depth. */
  "shared",
  /** Of both lists down to this depth. */
  "jaccard",
  /** Of the whole lists: the share of the first list's peers that the second has, and the reverse. */
  "containment",
  "containmentReversed",
  "jaccardWhole",
  /** The most that `jaccardWhole` can be for lists of these lengths. */
  "jaccardWholeMax",
  "rboMin",
  "rboResidual",
  "rboExtrapolated",
  "rankCorrelation",
] as const;

/** Two lists. Columns have one entry per school: NaN for schools without peers in both lists, except for `depth`. */
export type Pair = Readonly<Record<(typeof measures)[number], Float64Array>> & {
  readonly first: PeerLists;
  readonly second: PeerLists;
};

interface Listed extends Pick<Compared, "lists" | "p"> {
  readonly schools: Pick<Schools, "ids">;
}

/** Every unordered pair of lists, in the order given. */
export function comparePairs({ schools, lists, p }: Listed): Pair[] {
  const overlaps = new Overlaps(schools.ids.length);
  return lists.flatMap((first, at) => lists.slice(at + 1).map((second) => comparePair(first, second, overlaps, p)));
}

function comparePair(first: PeerLists, second: PeerLists, overlaps: Overlaps, p: number): Pair {
  const rankBiasedOf = rankBiasedOverlap(longest(first) + longest(second), p);
  const schools = first.peers.length;
  const column = () => new Float64Array(schools).fill(Number.NaN);
  const columns = Object.fromEntries(measures.map((measure) => [measure, column()])) as Omit<Pair, "first" | "second">;
  for (let row = 0; row < schools; row++) {
    const a = first.peers[row]!;
    const b = second.peers[row]!;
    const depth = Math.min(a.length, b.length);
    columns.depth[row] = depth;
    if (depth === 0) continue;
    const shared = overlaps.sharedByDepth(a, b);
    const whole = shared.at(-1)!;
    columns.shared[row] = shared[depth - 1]!;
    columns.jaccard[row] = jaccard(shared[depth - 1]!, depth, depth);
    columns.containment[row] = whole / a.length;
    columns.containmentReversed[row] = whole / b.length;
    columns.jaccardWhole[row] = jaccard(whole, a.length, b.length);
    columns.jaccardWholeMax[row] = depth / Math.max(a.length, b.length);
    const rankBiased = rankBiasedOf(shared, depth)!;
    columns.rboMin[row] = rankBiased.min;
    columns.rboResidual[row] = rankBiased.residual;
    columns.rboExtrapolated[row] = rankBiased.extrapolated;
    columns.rankCorrelation[row] = overlaps.rankCorrelation(a, b);
  }
  return { first, second, ...columns };
}

/** A row of `schools.csv`. Null: a list has no peers for the school. */
export interface SchoolRow {
  readonly id: string;
  readonly block: string;
  readonly strategy: string;
  readonly other: string;
  readonly depth: number;
  readonly shared: number | null;
  readonly jaccard: number | null;
  /** Of the peers of `strategy`. */
  readonly containment: number | null;
  readonly rboLow: number | null;
  readonly rboResidual: number | null;
  readonly rboExt: number | null;
}

/** One row for each school and pair: schools in order of row, pairs in the order given. */
export function* schoolRows(
  { ids, block }: Pick<Schools, "ids" | "block">,
  pairs: readonly Pair[],
): Iterable<SchoolRow> {
  for (const [row, id] of ids.entries()) {
    for (const pair of pairs) {
      const inBoth = pair.depth[row]! > 0;
      const valueIn = (column: Float64Array) => (inBoth ? column[row]! : null);
      yield {
        id,
        block: block[row]!,
        strategy: pair.first.name,
        other: pair.second.name,
        depth: pair.depth[row]!,
        shared: valueIn(pair.shared),
        jaccard: valueIn(pair.jaccard),
        containment: valueIn(pair.containment),
        rboLow: valueIn(pair.rboMin),
        rboResidual: valueIn(pair.rboResidual),
        rboExt: valueIn(pair.rboExtrapolated),
      };
    }
  }
}
