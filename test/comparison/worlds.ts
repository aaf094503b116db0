// Small worlds of schools and lists for the tests of comparisons.
import type { Figure } from "../../src/comparison/figure.js";
import type { PeerLists, Schools } from "../../src/comparison/lists.js";

/** Rows are numbered from 0; all schools are in the block `p` unless `block` is given. */
export function schoolsOf(size: number, given: Partial<Schools>): Schools {
  return {
    ids: Array.from({ length: size }, (_, row) => String(row + 1)),
    keys: Int32Array.from({ length: size }, (_, row) => row + 1),
    block: Array(size).fill("p"),
    attributes: {},
    outcome: null,
    heldOut: null,
    groups: {},
    easting: new Float64Array(size).fill(Number.NaN),
    northing: new Float64Array(size).fill(Number.NaN),
    ...given,
  };
}

export const listOf = (name: string, peers: readonly (readonly number[])[]): PeerLists => ({
  name,
  peers: peers.map((rows) => Int32Array.from(rows)),
  distances: null,
});

/** Of the figures that have these names, value and n; by default over all schools, without attribute and other. */
export function valueAndCount(figures: readonly Figure[], wanted: Partial<Figure>): [value: number | null, n: number] {
  const names = { other: "", attribute: "", block: "all", group: "all", level: "all", ...wanted };
  const found = figures.filter((figure) =>
    Object.entries(names).every(([name, value]) => figure[name as keyof Figure] === value),
  );
  if (found.length !== 1) throw new Error(`${found.length} figures are ${JSON.stringify(names)}`);
  return [found[0]!.value, found[0]!.n];
}
