import { describe, expect, it } from "vitest";
import { hubFigures, timesAPeer } from "../../src/comparison/hubs.js";
import { partsOf } from "../../src/comparison/parts.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const schools = schoolsOf(5, { groups: { region: ["North", "North", "South", "South", null] } });
// Times a peer: 2, 3, 1, 0, 0. Returned are 0-1, 1-0, 1-2 and 2-1, of six pairs; row 3 has no peers.
const list = listOf("near", [[1], [0, 2], [1], [], [0, 1]]);
const figures = hubFigures([list], partsOf(schools), 1);

const figureOf = (measure: string, level = "all") => {
  const { value, n } = figures.find((one) => one.measure === measure && one.block === "all" && one.level === level)!;
  return [value, n];
};

describe("hubs", () => {
  it("count how often each school is a peer, with zeros", () => {
    expect([...timesAPeer(list)]).toEqual([2, 3, 1, 0, 0]);
    expect(figureOf("mean")).toEqual([6 / 5, 5]);
    expect(figureOf("max")).toEqual([3, 5]);
    expect(figureOf("never_share")).toEqual([2 / 5, 5]);
  });

  it("have the skewness and Gini's coefficient of the counts", () => {
    // Differences between 2 3 1 0 0 over ordered pairs: 32; 32 / (2 * 25 * 1.2). Deviations .8 1.8 -.2 -1.2 -1.2.
    expect(figureOf("gini")).toEqual([expect.closeTo(32 / 60, 15), 5]);
    expect(figureOf("skew")).toEqual([expect.closeTo(2.88 / 5 / (6.8 / 5) ** 1.5, 14), 5]);
  });

  it("are about a part's schools as peers, of whomever", () => {
    expect(figureOf("mean", "North")).toEqual([5 / 2, 2]);
    expect(figureOf("mean", "South")).toEqual([1 / 2, 2]);
    expect(figureOf("never_share", "South")).toEqual([1 / 2, 2]);
  });

  it("have no skewness where the counts do not vary and no Gini's coefficient where nobody is a peer", () => {
    const nobody = hubFigures([listOf("empty", [[], []])], partsOf(schoolsOf(2)), 1);
    const values = Object.fromEntries(nobody.map(({ measure, value, n }) => [measure, [value, n]]));
    expect(values).toMatchObject({ skew: [null, 2], gini: [null, 2], mean: [0, 2], never_share: [1, 2], max: [0, 2] });
    expect(values.reciprocity).toEqual([null, 0]);
  });
});

describe("reciprocity", () => {
  it("is the share of the directed pairs of a part's schools that are returned", () => {
    expect(figureOf("reciprocity")).toEqual([4 / 6, 6]);
    expect(figureOf("reciprocity", "North")).toEqual([1, 3]);
    expect(figureOf("reciprocity", "South")).toEqual([1, 1]);
  });

  it("has an interval, like the share that is nobody's peer", () => {
    const withInterval = figures.filter(({ low }) => low !== null).map(({ measure }) => measure);
    expect([...new Set(withInterval)]).toEqual(["never_share", "reciprocity"]);
  });
});
