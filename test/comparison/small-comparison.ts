// Schools and lists that are small enough to work out by hand.
import type { PeerLists, Schools } from "../../src/comparison/lists.js";

/** As many schools of one block, without attributes, groups and places unless they are given. */
export function schoolsOf(count: number, given: Partial<Schools> = {}): Schools {
  return {
    ids: Array.from({ length: count }, (_, row) => String(row + 1)),
    keys: Int32Array.from({ length: count }, (_, row) => row + 1),
    block: Array(count).fill("primary"),
    attributes: {},
    outcome: null,
    heldOut: null,
    groups: {},
    easting: new Float64Array(count).fill(Number.NaN),
    northing: new Float64Array(count).fill(Number.NaN),
    ...given,
  };
}

/** @param peers for each school the rows of its peers */
export const listOf = (name: string, peers: number[][], distances: number[][] | null = null): PeerLists => ({
  name,
  peers: peers.map((rows) => Int32Array.from(rows)),
  distances: distances?.map((values) => Float64Array.from(values)) ?? null,
});
