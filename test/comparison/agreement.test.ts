import { describe, expect, it } from "vitest";
import { agreementFigures } from "../../src/comparison/agreement.js";
import { comparePairs, schoolRows } from "../../src/comparison/pairs.js";
import { partsOf } from "../../src/comparison/parts.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const block = ["primary", "primary", "primary", "primary", "special", "special"];
const schools = schoolsOf(6, { block });
// Rows 0, 1 and 5 have peers in both lists, row 2 in the first alone, row 3 in the second alone, row 4 in none.
const near = listOf("near", [[1, 2, 3, 4], [0, 2], [0], [], [], [0, 1, 2]]);
const far = listOf("far", [[2, 1, 5], [0, 2], [], [1], [], [1, 0, 2, 3]]);
const pairs = comparePairs({ schools, lists: [near, far], p: 0.9 });
const figures = agreementFigures(pairs, partsOf(schools), 1);

const valuesOf = (measure: string, { block = "all", strategy = "near", attribute = "" } = {}) =>
  figures
    .filter((figure) => figure.measure === measure && figure.block === block)
    .filter((figure) => figure.strategy === strategy && figure.attribute === attribute)
    .map(({ value, n }) => [value, n]);

const close = (value: number) => expect.closeTo(value, 14);

describe("agreement", () => {
  it("is Jaccard's index at the common depth, over schools with peers in both lists", () => {
    // {1 2 3} and {2 1 5}; the same; {0 1 2} and {1 0 2}
    expect(valuesOf("jaccard")).toEqual([[close((0.5 + 1 + 1) / 3), 3]]);
    expect(valuesOf("jaccard", { block: "special" })).toEqual([[1, 1]]);
  });

  it("is containment of the whole lists in both directions", () => {
    expect(valuesOf("containment")).toEqual([[close((2 / 4 + 1 + 1) / 3), 3]]);
    expect(valuesOf("containment", { strategy: "far" })).toEqual([[close((2 / 3 + 1 + 3 / 4) / 3), 3]]);
    expect(figures.find(({ strategy }) => strategy === "far")!.other).toBe("near");
  });

  it("is Jaccard's index of the whole lists, with the most that lists of these lengths can reach", () => {
    expect(valuesOf("jaccard_whole")).toEqual([[close((2 / 5 + 1 + 3 / 4) / 3), 3]]);
    expect(valuesOf("jaccard_whole_max")).toEqual([[close((3 / 4 + 1 + 3 / 4) / 3), 3]]);
  });

  it("is overlap by depth, over schools with so many peers in both lists", () => {
    expect(["1", "2", "3", "4"].flatMap((attribute) => valuesOf("overlap_at_depth", { attribute }))).toEqual([
      [close(1 / 3), 3],
      [1, 3],
      [close((2 / 3 + 1) / 2), 2],
      [null, 0],
    ]);
    expect(valuesOf("overlap_at_depth", { attribute: "5" })).toEqual([]);
  });

  it("is rank correlation over schools that share at least three peers", () => {
    expect(valuesOf("rank_correlation")).toEqual([[close(0.5), 1]]);
    expect(valuesOf("rank_correlation", { block: "primary" })).toEqual([[null, 0]]);
  });

  it("is rank-biased overlap between its bounds", () => {
    const [[min], [residual], [extrapolated]] = ["rbo_min", "rbo_res", "rbo_ext"].flatMap((name) => valuesOf(name)) as [
      [number],
      [number],
      [number],
    ];
    expect(min).toBeLessThan(extrapolated);
    expect(extrapolated).toBeLessThan(min + residual);
  });

  it("counts the schools with peers in both lists, in one and in neither", () => {
    const count = (block: string) =>
      ["in_both", "in_first_only", "in_second_only", "in_neither"].flatMap((measure) => valuesOf(measure, { block }));
    expect(count("all")).toEqual([3, 1, 1, 1].map((value) => [value, 6]));
    expect(count("special")).toEqual([1, 0, 0, 1].map((value) => [value, 2]));
  });

  it("has intervals for means over several schools, but not for counts and depths", () => {
    // Only one school shares three peers, so rank correlation has no interval here.
    const withInterval = figures.filter(({ low }) => low !== null).map(({ measure }) => measure);
    expect([...new Set(withInterval)]).toEqual([
      "jaccard",
      "containment",
      "jaccard_whole",
      "rbo_min",
      "rbo_res",
      "rbo_ext",
    ]);
  });

  it("compares every two of three lists, in the order given", () => {
    const lists = [
      near,
      far,
      listOf(
        "third",
        near.peers.map(() => []),
      ),
    ];
    const three = comparePairs({ schools, lists, p: 0.9 });
    expect(three.map(({ first, second }) => `${first.name} ${second.name}`)).toEqual([
      "near far",
      "near third",
      "far third",
    ]);
    const withEmpty = agreementFigures(three, partsOf(schools), 1).filter(({ other }) => other === "third");
    expect(withEmpty.find(({ measure }) => measure === "jaccard")).toMatchObject({ value: null, low: null, n: 0 });
  });
});

describe("the rows of a school and a pair", () => {
  const rows = [...schoolRows(schools, pairs)];

  it("hold the figures of the school, shared peers at the common depth", () => {
    expect(rows[0]).toMatchObject({ id: "1", block: "primary", strategy: "near", other: "far", depth: 3, shared: 2 });
    expect(rows[0]).toMatchObject({ jaccard: 0.5, containment: 0.5 });
    expect(rows[1]).toMatchObject({ depth: 2, shared: 2, jaccard: 1, containment: 1, rboExt: close(1) });
  });

  it("have no figures where a list has no peers", () => {
    const none = { shared: null, jaccard: null, containment: null, rboLow: null, rboResidual: null, rboExt: null };
    expect(rows.slice(2, 5).map(({ id: _, block: __, strategy: ___, other: ____, ...figures }) => figures)).toEqual(
      Array(3).fill({ depth: 0, ...none }),
    );
  });

  it("go by school, then by pair", () => {
    const lists = [
      near,
      far,
      listOf(
        "third",
        near.peers.map(() => []),
      ),
    ];
    const first = [...schoolRows(schools, comparePairs({ schools, lists, p: 0.9 }))].slice(0, 4);
    expect(first.map(({ id, strategy, other }) => [id, strategy, other])).toEqual([
      ["1", "near", "far"],
      ["1", "near", "third"],
      ["1", "far", "third"],
      ["2", "near", "far"],
    ]);
  });
});
