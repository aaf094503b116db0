// Where two lists disagree: the schools whose peers differ most, and both lists of one school side by side.
import { blockStatistics } from "../matching/statistics.js";
import type { PeerLists, Schools } from "./lists.js";
import type { Pair } from "./pairs.js";

/**
 * The rows of up to `count` schools with peers in both lists: the lowest Jaccard at the common depth first, then the
 * lowest extrapolated rank-biased overlap, then the lowest row.
 */
export function mostDifferent({ depth, jaccard, rboExtrapolated }: Pair, count: number): number[] {
  return [...depth.keys()]
    .filter((row) => depth[row]! > 0)
    .sort((a, b) => jaccard[a]! - jaccard[b]! || rboExtrapolated[a]! - rboExtrapolated[b]! || a - b)
    .slice(0, count);
}

/** A peer's place in a list. */
export interface Place {
  /** From 1. */
  readonly rank: number;
  /** Null if the list has no distances. */
  readonly distance: number | null;
}

interface PeerBeside {
  readonly row: number;
  /** Null: not a peer in this list. */
  readonly first: Place | null;
  readonly second: Place | null;
}

/** How much an attribute sets the peers that only one list names apart from those that both name. */
export interface AttributeBeside {
  readonly attribute: string;
  /** The school's own value. NaN if it is missing. */
  readonly own: number;
  /** Peer's value less own value, in standard deviations (n - 1) of the school's block, in the order of `peers`. */
  readonly differences: Float64Array;
  /** Mean absolute difference over the peers in both lists and in one alone. NaN over none. */
  readonly inBoth: number;
  readonly inFirstOnly: number;
  readonly inSecondOnly: number;
}

interface SideBySide {
  /** The peers of the first list in its order, then those of the second list alone in its order. */
  readonly peers: readonly PeerBeside[];
  /**
   * The distance of each list's last peer: what a school would have needed to be in the list. Null if the list is empty
   * or has no distances.
   */
  readonly firstReach: number | null;
  readonly secondReach: number | null;
  /** In the order of the schools' attributes. */
  readonly attributes: readonly AttributeBeside[];
}

/**
 * Both lists of the school at `row`.
 * @param sdOf attribute -> standard deviation (n - 1) over the school's block
 */
export function sideBySide(
  schools: Pick<Schools, "attributes">,
  first: PeerLists,
  second: PeerLists,
  row: number,
  sdOf: (attribute: string) => number,
): SideBySide {
  const inFirst = placesOf(first, row);
  const inSecond = placesOf(second, row);
  const peers = [...new Set([...inFirst.keys(), ...inSecond.keys()])].map((peer) => ({
    row: peer,
    first: inFirst.get(peer) ?? null,
    second: inSecond.get(peer) ?? null,
  }));
  return {
    peers,
    firstReach: first.distances?.[row]?.at(-1) ?? null,
    secondReach: second.distances?.[row]?.at(-1) ?? null,
    attributes: attributesBeside(schools, row, peers, sdOf),
  };
}

const placesOf = ({ peers, distances }: PeerLists, row: number) =>
  new Map(
    Array.from(peers[row]!, (peer, at): [number, Place] => [
      peer,
      { rank: at + 1, distance: distances?.[row]?.[at] ?? null },
    ]),
  );

/** For `sideBySide`: over all schools of the block of the school at `row`. */
export function sdOfBlock({ block, attributes }: Pick<Schools, "block" | "attributes">, row: number) {
  const ofBlock = Uint8Array.from(block, (name) => (name === block[row] ? 1 : 0));
  return blockStatistics(ofBlock, (name) => attributes[name]!).sd as (attribute: string) => number;
}

function attributesBeside(
  { attributes }: Pick<Schools, "attributes">,
  row: number,
  peers: readonly PeerBeside[],
  sdOf: (attribute: string) => number,
) {
  return Object.entries(attributes).map(([attribute, values]): AttributeBeside => {
    const own = values[row]!;
    const sd = sdOf(attribute);
    const differences = Float64Array.from(peers, (peer) => (values[peer.row]! - own) / sd);
    const meanWhere = (isMeant: (peer: PeerBeside) => boolean) =>
      meanSize(differences.filter((_, at) => isMeant(peers[at]!)));
    return {
      attribute,
      own,
      differences,
      inBoth: meanWhere(({ first, second }) => first !== null && second !== null),
      inFirstOnly: meanWhere(({ second }) => second === null),
      inSecondOnly: meanWhere(({ first }) => first === null),
    };
  });
}

/** Of the differences that are not NaN. */
function meanSize(differences: Float64Array): number {
  const known = differences.filter((difference) => !Number.isNaN(difference));
  return known.reduce((sum, difference) => sum + Math.abs(difference), 0) / known.length;
}
