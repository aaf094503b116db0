import { describe, expect, it } from "vitest";
import { nearnessFigures } from "../../src/comparison/nearness.js";
import { partsOf } from "../../src/comparison/parts.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const { NaN: missing } = Number;
// Row 1 is 50 km from row 0 (30 east, 40 north), row 2 is 120 km north of row 0; the place of row 3 is not known.
const schools = schoolsOf(5, {
  block: ["a", "a", "a", "b", "b"],
  easting: Float64Array.of(100_000, 130_000, 100_000, missing, 100_000),
  northing: Float64Array.of(200_000, 240_000, 320_000, 200_000, 200_000),
});
const peers = [[1, 2], [0, 3], [0], [], [3]];
const near = listOf("near", peers, [[1, 2], [3, missing], [6], [], [10]]);
const plain = listOf("plain", peers);
const figures = nearnessFigures({ schools, lists: [near, plain], seed: 1, p: 0.9 }, partsOf(schools));

const figureOf = (measure: string, block = "all") => {
  const found = figures.find((one) => one.strategy === "near" && one.measure === measure && one.block === block)!;
  return [found.value, found.n];
};

describe("nearness", () => {
  it("has the median and the ninth decile of the distances of a part's directed pairs, without missing ones", () => {
    // 1 2 3 6 10: the decile is at place 3.6 from 0.
    expect(figureOf("distance_median")).toEqual([3, 5]);
    expect(figureOf("distance_p90")).toEqual([expect.closeTo(8.4, 14), 5]);
    expect(figureOf("distance_median", "a")).toEqual([2.5, 4]);
  });

  it("has no figures of distances for a list without distances", () => {
    const measures = figures.filter(({ strategy }) => strategy === "plain").map(({ measure }) => measure);
    expect([...new Set(measures)]).toEqual(["km_beyond_50", "km_beyond_100", "km_median", "km_p90", "peers_mean"]);
  });

  it("has straight lines in kilometres between known places", () => {
    // 50 120 50 120
    expect(figureOf("km_median")).toEqual([85, 4]);
    expect(figureOf("km_p90")).toEqual([120, 4]);
    expect(figureOf("km_median", "b")).toEqual([null, 0]);
  });

  it("has the share of pairs beyond 50 and 100 km, with intervals", () => {
    expect(figureOf("km_beyond_50")).toEqual([0.5, 4]);
    expect(figureOf("km_beyond_100")).toEqual([0.5, 4]);
    expect(figureOf("km_beyond_50", "b")).toEqual([null, 0]);
    const withInterval = figures.filter(({ low }) => low !== null).map(({ measure }) => measure);
    expect([...new Set(withInterval)]).toEqual(["km_beyond_50", "km_beyond_100"]);
  });

  it("has the mean number of peers over the schools that have some", () => {
    expect(figureOf("peers_mean")).toEqual([6 / 4, 4]);
    expect(figureOf("peers_mean", "b")).toEqual([1, 1]);
  });
});
