// Two lists of one school's peers side by side: who is in which, and what the strategies say about the others.
import { refuse } from "../errors.js";
import type { PeerStanding, PeersExplanation } from "../matching/explain/explanation.js";
import { type AttributeBeside, sideBySide } from "./disagreement.js";
import type { PeerLists } from "./lists.js";
import { comparePairs } from "./pairs.js";
import { usualPersistence } from "./rank-biased-overlap.js";

/** A list of a school's peers. */
export interface OneList {
  /** URNs, nearest first. */
  readonly peers: readonly number[];
  /** In the order of `peers`; null for a list without distances. */
  readonly distances: readonly number[] | null;
  /** What the list's strategy says about the schools of both lists; null for a list that someone gave. */
  readonly explained: PeersExplanation | null;
  /** Whether the strategy's distance, rank and reason show for schools that are not in the list. */
  readonly showsOthers: boolean;
}

/** A school in a list, or what keeps it out. */
export interface PlaceInList {
  /** From 1; null: not in the list. */
  readonly place: number | null;
  readonly distance: number | null;
  /** Of the distance among all candidates, ties by URN. */
  readonly rank: number | null;
  /** Null: in the list, or nothing is said about schools outside it. */
  readonly reason: PeerStanding["reason"] | "WITHHELD";
  readonly rules: readonly string[];
  readonly missing: readonly string[];
}

export interface PeersCompared {
  readonly urn: number;
  /** Number of peers, and the distance of the last one, which is what a school would have needed. */
  readonly first: { readonly peers: number; readonly reach: number | null };
  readonly second: { readonly peers: number; readonly reach: number | null };
  /** As in `schools.csv` of a comparison; null where a list is empty. */
  readonly agreement: {
    readonly depth: number;
    readonly shared: number;
    readonly jaccard: number;
    readonly rboLow: number;
    readonly rboResidual: number;
    readonly rboExt: number;
  } | null;
  /** Those of the first list in its order, then those of the second alone in its order. */
  readonly schools: readonly {
    readonly urn: number;
    readonly kilometres: number | null;
    readonly first: PlaceInList;
    readonly second: PlaceInList;
  }[];
  /** NaN stands for what is missing. */
  readonly attributes: readonly AttributeBeside[];
}

/** The most schools that someone may give. */
export const longestOwnList = 30;

/** @throws KindredError BAD_ARGUMENT for none or too many schools, the school itself, or a school named twice */
export function assertOwnList(urn: number, peers: readonly number[]): void {
  if (peers.length < 1 || peers.length > longestOwnList)
    refuse(`Give 1 to ${longestOwnList} schools to compare. Given: ${peers.length}.`);
  if (peers.includes(urn)) refuse(`School ${urn} cannot be its own peer.`);
  const twice = peers.find((peer, at) => peers.indexOf(peer) < at);
  if (twice !== undefined) refuse(`School ${twice} is given twice.`);
}

/**
 * At least one of the lists is explained, for the schools of both.
 * @param urn the school whose peers they are
 */
export function compareOneSchool(urn: number, first: OneList, second: OneList): PeersCompared {
  const urns = [...new Set([...first.peers, ...second.peers])];
  const rowOf = new Map([urn, ...urns].map((school, row) => [school, row]));
  const listOf = ({ peers, distances }: OneList): PeerLists => ({
    name: "",
    peers: [Int32Array.from(peers, (peer) => rowOf.get(peer)!)],
    distances: distances && [Float64Array.from(distances)],
  });
  const lists = [listOf(first), listOf(second)] as const;
  const figures = figuresOf(urns, [first, second]);
  const attributes = Object.fromEntries([...figures].map(([name, { values }]) => [name, values]));
  const beside = sideBySide({ attributes }, ...lists, 0, (name) => figures.get(name)!.sd);
  const kilometres = new Map(
    [first, second].flatMap(({ explained }) => explained?.others.map((other) => [other.urn, other.kilometres]) ?? []),
  );
  return {
    urn,
    first: { peers: first.peers.length, reach: beside.firstReach },
    second: { peers: second.peers.length, reach: beside.secondReach },
    agreement: agreementOf(urns.length + 1, lists),
    schools: urns.map((peer) => ({
      urn: peer,
      kilometres: kilometres.get(peer) ?? null,
      first: placeIn(first, peer),
      second: placeIn(second, peer),
    })),
    attributes: beside.attributes,
  };
}

const nothing = { place: null, distance: null, rank: null, reason: null, rules: [], missing: [] };

function placeIn({ peers, distances, explained, showsOthers }: OneList, peer: number): PlaceInList {
  const at = peers.indexOf(peer);
  if (at >= 0) return { ...nothing, place: at + 1, distance: distances?.[at] ?? null };
  if (!explained) return nothing;
  if (!showsOthers) return { ...nothing, reason: "WITHHELD" };
  const { distance, standing } = explained.others.find(({ urn }) => urn === peer)!;
  const { rank, reason, rules, missing } = standing;
  return { ...nothing, distance, rank, reason, rules, missing };
}

/** Attribute -> its standard deviation and the values of the school and of the others, in the order of `urns`. */
function figuresOf(urns: readonly number[], lists: readonly OneList[]) {
  const figures = new Map<string, { sd: number; values: Float64Array }>();
  for (const { explained } of lists) {
    const valuesOf = new Map(explained?.others.map(({ urn, values }) => [urn, values]));
    for (const [at, { column, own, sd }] of explained?.attributes.entries() ?? []) {
      const values = [own, ...urns.map((urn) => valuesOf.get(urn)![at])];
      figures.set(column, {
        sd: sd ?? Number.NaN,
        values: Float64Array.from(values, (value) => value ?? Number.NaN),
      });
    }
  }
  return figures;
}

function agreementOf(schools: number, lists: readonly PeerLists[]) {
  const [pair] = comparePairs({ schools: { ids: new Array<string>(schools) }, lists, p: usualPersistence });
  const [depth] = pair!.depth;
  if (depth === 0) return null;
  return {
    depth: depth!,
    shared: pair!.shared[0]!,
    jaccard: pair!.jaccard[0]!,
    rboLow: pair!.rboMin[0]!,
    rboResidual: pair!.rboResidual[0]!,
    rboExt: pair!.rboExtrapolated[0]!,
  };
}
