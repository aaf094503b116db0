import { describe, expect, it } from "vitest";
import { type Link, lineagesOf } from "../../src/population/lineage.js";

const link = (urn: number, linkUrn: number, linkType: string, established: string | null = null): Link => ({
  urn,
  linkUrn,
  linkType,
  established,
});

describe("a lineage", () => {
  it("joins predecessors and successors transitively under the smallest URN", () => {
    const links = [
      link(100003, 100002, "Predecessor"),
      link(100001, 100002, "Successor - merged"),
      link(100004, 100003, "Predecessor - Split School"),
      link(100005, 100004, "Result of Amalgamation"),
    ];
    for (const order of [links, [...links].reverse()]) {
      const lineages = lineagesOf(order);
      expect([100001, 100002, 100003, 100004, 100005].map(lineages.lineageOf)).toEqual(Array(5).fill(100001));
    }
  });

  it("has one school when no link continues it", () => {
    const others = ["Sixth Form Centre Link", "Sixth Form Centre School", "Other", "Closure", "Expansion"];
    const changes = ["Merged - change in age range", "Merged - expansion of school capacity"];
    for (const linkType of [...others, ...changes]) {
      const lineages = lineagesOf([link(100002, 100001, linkType)]);
      expect(lineages.lineageOf(100002), linkType).toBe(100002);
      expect(lineages.predecessorsOf(100002), linkType).toEqual([]);
    }
  });
});

describe("predecessors and successors", () => {
  it("come from either school's row, once, with the latest date and the more specific kind", () => {
    const lineages = lineagesOf([
      link(100001, 100009, "Successor", "2022-08-31"),
      link(100009, 100001, "Predecessor - amalgamated", "2022-09-01"),
      link(100002, 100009, "Successor - amalgamated"),
    ]);
    expect(lineages.predecessorsOf(100009)).toEqual([
      { urn: 100001, kind: "AMALGAMATED", established: "2022-09-01" },
      { urn: 100002, kind: "AMALGAMATED", established: null },
    ]);
    expect(lineages.successorsOf(100001)).toEqual([{ urn: 100009, kind: "AMALGAMATED", established: "2022-09-01" }]);
    expect(lineages.successorsOf(100009)).toEqual([]);
  });

  it("may include cycles, but not the school itself", () => {
    const lineages = lineagesOf([
      link(100001, 100002, "Successor"),
      link(100002, 100001, "Successor"),
      link(100003, 100003, "Predecessor"),
    ]);
    expect(lineages.predecessorsOf(100001).map(({ urn }) => urn)).toEqual([100002]);
    expect(lineages.successorsOf(100001).map(({ urn }) => urn)).toEqual([100002]);
    expect(lineages.predecessorsOf(100003)).toEqual([]);
  });
});
