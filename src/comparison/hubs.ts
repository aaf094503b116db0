// How often a school is a peer of others, and how often they return it.
import { gini, skewness } from "./distribution.js";
import type { Figure } from "./figure.js";
import { figureByPart } from "./figure-by-part.js";
import type { PeerLists } from "./lists.js";
import type { PartRows } from "./parts.js";
import { type FigureNames, figuresOf, meanOver, shareOf } from "./resample.js";

/**
 * Over the schools of a part as peers of any school; schools that are nobody's peer count too. Reciprocity is over the directed
 * pairs of a school of the part and one of its peers; its n is the number of pairs.
 */
export function hubFigures(lists: readonly PeerLists[], parts: readonly PartRows[], seed: number): Figure[] {
  return [...figuresOf(lists.flatMap(shares), parts, seed), ...lists.flatMap((list) => ofCounts(list, parts))];
}

const namesOf = ({ name }: PeerLists, measure: string): FigureNames => ({
  section: "hubs",
  measure,
  strategy: name,
  other: "",
  attribute: "",
});

const shares = (list: PeerLists) => [
  meanOver(
    namesOf(list, "never_share"),
    timesAPeer(list).map((times) => (times === 0 ? 1 : 0)),
  ),
  shareOf(
    namesOf(list, "reciprocity"),
    Float64Array.from(list.peers, (peers, row) => returned(list, peers, row)),
    Float64Array.from(list.peers, (peers) => peers.length),
  ),
];

function ofCounts(list: PeerLists, parts: readonly PartRows[]): Figure[] {
  const times = timesAPeer(list);
  const measure = (name: string, of: (counts: Float64Array) => number | null) =>
    figureByPart(namesOf(list, name), parts, (rows) => ({
      value: of(Float64Array.from(rows, (row) => times[row]!)),
      n: rows.length,
    }));
  return [
    ...measure("skew", skewness),
    ...measure("max", (counts) => counts.reduce((most, count) => Math.max(most, count), 0)),
    ...measure("gini", gini),
    ...measure("mean", (counts) => counts.reduce((sum, count) => sum + count, 0) / counts.length),
  ];
}

/** For each school, how many schools have it as a peer. */
export function timesAPeer({ peers }: PeerLists): Float64Array {
  const times = new Float64Array(peers.length);
  for (const ofSchool of peers) for (const peer of ofSchool) times[peer]! += 1;
  return times;
}

/** The number of the school's peers that have it as a peer. */
const returned = (list: PeerLists, peers: Int32Array, row: number): number =>
  peers.reduce((sum, peer) => sum + (list.peers[peer]!.includes(row) ? 1 : 0), 0);
