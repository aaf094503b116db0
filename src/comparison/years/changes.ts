// Who stayed a school's peer from an older year to a newer one, who came and who went.
import type { Population } from "../../population/population.js";
import type { Place } from "../disagreement.js";
import type { PeerLists } from "../lists.js";

/** A year's schools, and their peers as rows of this year's population. */
export interface Year {
  readonly population: Population;
  readonly list: PeerLists;
}

export type Change = "STAYED" | "CAME" | "WENT";

/** A school and one of its peers. Rows are of the newer population. */
export interface PeerChange {
  readonly school: number;
  /**
   * The school of the peer's lineage that may be a peer in the newer year; null: there is none, or it is the school's own
   * lineage now.
   */
  readonly peer: number | null;
  /** That school's URN, else the peer's in the older year. */
  readonly peerUrn: number;
  readonly change: Change;
  /** In the older and in the newer year; null: not a peer then. */
  readonly before: Place | null;
  readonly after: Place | null;
}

/**
 * For each school of the newer population, its row in the older one: the same URN, else the school of its lineage that
 * may be a peer, if the newer population has no school with that one's URN. -1: not there.
 */
export function olderRows(older: Population, newer: Population): Int32Array {
  const byUrn = rowOf(older.urn);
  const inNewer = rowOf(newer.urn);
  const byLineage = peersByLineage(older);
  return Int32Array.from(newer.urn, (urn, row) => {
    const same = byUrn.get(urn);
    if (same !== undefined) return same;
    const before = byLineage.get(newer.lineage[row]!);
    return before === undefined || inNewer.has(older.urn[before]!) ? -1 : before;
  });
}

const rowOf = (urns: Int32Array) => new Map(Array.from(urns, (urn, row) => [urn, row]));

/** Lineage -> the row of its school that may be a peer; a population has one at most. */
const peersByLineage = ({ lineage, eligible }: Population) =>
  new Map([...lineage].flatMap((name, row) => (eligible[row] === 1 ? [[name, row] as const] : [])));

/**
 * School by school in order of the newer population: the older year's peers by rank, then those that came by rank. Peers
 * of one lineage are the same peer. Schools that only one year has are left out.
 * @param rows from `olderRows`
 */
export function changesBetween(older: Year, newer: Year, rows: Int32Array): PeerChange[] {
  const representative = peersByLineage(newer.population);
  return [...rows].flatMap((row, school) => {
    if (row < 0) return [];
    const before = placesOf(older, row);
    const after = placesOf(newer, school);
    return [...new Set([...before.keys(), ...after.keys()])].map((lineage): PeerChange => {
      const [was, is] = [before.get(lineage), after.get(lineage)];
      const isOwn = lineage === newer.population.lineage[school]; // they have merged
      const peer = is?.row ?? (isOwn ? undefined : representative.get(lineage)) ?? null;
      return {
        school,
        peer,
        peerUrn: peer === null ? older.population.urn[was!.row]! : newer.population.urn[peer]!,
        change: was && is ? "STAYED" : is ? "CAME" : "WENT",
        before: was ? { rank: was.rank, distance: was.distance } : null,
        after: is ? { rank: is.rank, distance: is.distance } : null,
      };
    });
  });
}

/** Lineage -> the peer's row and place, nearest first. */
const placesOf = ({ population, list }: Year, school: number) =>
  new Map(
    Array.from(list.peers[school]!, (row, at) => [
      population.lineage[row]!,
      { row, rank: at + 1, distance: list.distances?.[school]?.[at] ?? null },
    ]),
  );
