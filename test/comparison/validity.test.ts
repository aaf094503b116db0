import { describe, expect, it } from "vitest";
import type { Schools } from "../../src/comparison/lists.js";
import { partsOf } from "../../src/comparison/parts.js";
import { validityFigures } from "../../src/comparison/validity.js";
import { listOf, schoolsOf } from "./small-comparison.js";
import { valueAndCount } from "./value-and-count.js";

const { NaN: missing } = Number;

// Of a: predictions 93, 92, 92, 90, none, because the peer's own figure is missing.
const a = listOf("a", [[1, 2], [0, 2, 3], [1], [0], [3]]);
// Of b: predictions 92, 94, 96, none, 90.
const b = listOf("b", [[1], [2], [4], [], [0]]);

function figuresFor(given: Partial<Schools>, lists = [a, b]) {
  const schools = schoolsOf(5, { heldOut: Float64Array.of(90, 92, 94, missing, 96), ...given });
  return validityFigures({ schools, lists, seed: 1, p: 0.9 }, partsOf(schools));
}

describe("predictions of a held-out year", () => {
  const figures = figuresFor({ outcome: Float64Array.of(91, missing, 94, 95, 96) });
  const find = (strategy: string, measure: string, other = "") => valueAndCount(figures, { strategy, measure, other });

  it("are evaluated on the schools that every list predicts", () => {
    // Errors of a: 3, 0, -2; of b: 2, 2, 2. About the block's mean, 92, the squares sum to 8.
    expect(find("a", "rmse")).toEqual([Math.sqrt(13 / 3), 3]);
    expect(find("a", "mae")[0]).toBeCloseTo(5 / 3, 14);
    expect(find("a", "r2")).toEqual([1 - 13 / 8, 3]);
    expect(["rmse", "mae", "r2"].map((measure) => find("b", measure)[0])).toEqual([2, 2, -0.5]);
  });

  it("stand beside the share of schools that each list predicts", () => {
    expect(find("a", "coverage")).toEqual([0.75, 4]);
    expect(find("b", "coverage")).toEqual([1, 4]);
  });

  it("are held against each other on the same schools", () => {
    expect(find("a", "rmse_difference", "b")).toEqual([Math.sqrt(13 / 3) - 2, 3]);
    expect(find("a", "mae_difference", "b")[0]).toBeCloseTo(-1 / 3, 14);
    expect(find("a", "r2_difference", "b")).toEqual([-0.125, 3]);
  });

  it("are held against the school's own last figure, where it is known", () => {
    expect(find("all", "rmse", "own_last")).toEqual([Math.sqrt(1 / 2), 2]);
    expect(find("all", "r2", "own_last")).toEqual([1 - 1 / 8, 2]);
  });

  it("are held against the block's mean, whose R2 is 0 in every block and resample", () => {
    const r2 = figures.filter(({ measure, other }) => measure === "r2" && other === "block_mean");
    expect(r2.map(({ value, low, high }) => [value, low, high])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it("are held against random peers of the block, on the schools that these predict", () => {
    const [value, n] = find("a", "rmse", "random");
    expect(value).toBeGreaterThan(0);
    expect(find("a", "rmse_difference", "random")[1]).toBe(n);
  });

  it("are held against least squares, without an attribute that no school of the block has", () => {
    const known = Float64Array.of(1, 2, 3, 4, 6);
    const unknown = new Float64Array(5).fill(missing);
    const ofLeastSquares = (attributes: Schools["attributes"]) =>
      figuresFor({ attributes }).filter(({ other }) => other === "ols");
    const found = ofLeastSquares({ known, unknown });
    expect(found.find(({ measure }) => measure === "rmse")!.value).toBeGreaterThan(0);
    expect(found).toEqual(ofLeastSquares({ known }));
  });

  it("have no R2 where the held-out figures do not vary, though their mean is rounded", () => {
    const equal = figuresFor({ heldOut: new Float64Array(5).fill(92.1) });
    expect(valueAndCount(equal, { strategy: "b", measure: "r2" })).toEqual([null, 4]);
    expect(valueAndCount(equal, { strategy: "b", measure: "rmse" })[0]).toBeCloseTo(0, 12);
  });

  it("take the mean of a school's own block", () => {
    const blocks = { block: [..."ppqqq"], heldOut: Float64Array.of(90, 92, 70, 71, 75) };
    const inBlocks = figuresFor(blocks, [
      listOf("a", [[1], [0], [3], [2], [2]]),
      listOf("b", [[1], [0], [4], [4], [2]]),
    ]);
    // Errors 2, -2, 1, -1, -5; squares about 91: 2, about 72: 14.
    expect(valueAndCount(inBlocks, { strategy: "a", measure: "r2" })).toEqual([1 - 35 / 16, 5]);
    expect(valueAndCount(inBlocks, { strategy: "a", measure: "r2", block: "q" })).toEqual([1 - 27 / 14, 3]);
  });
});

describe("least squares", () => {
  const size = 60;
  const ring = Array.from({ length: size }, (_, row) => [(row + 1) % size]);
  const world = (fsm: Float64Array) => {
    const heldOut = Float64Array.from({ length: size }, (_, row) => 95 - row / 10);
    const schools = schoolsOf(size, { heldOut, attributes: { fsm } });
    return validityFigures(
      { schools, lists: [listOf("a", ring), listOf("b", ring)], seed: 1, p: 0.9 },
      partsOf(schools),
    );
  };
  const rows = Float64Array.from({ length: size }, (_, row) => row);

  it("predict schools that they were not fitted to, from the attributes", () => {
    const [rmse, n] = valueAndCount(world(rows), { strategy: "all", measure: "rmse", other: "ols" });
    expect(rmse).toBeCloseTo(0, 10); // the outcome is linear in the attribute
    expect(n).toBe(size);
  });

  it("leave out schools with a missing attribute, and tell how many there are", () => {
    const some = rows.map((value) => (value % 10 === 0 ? missing : value));
    expect(valueAndCount(world(some), { strategy: "all", measure: "rmse", other: "ols" })[1]).toBe(54);
  });

  it("are absent without attributes, like the last figure without a base year", () => {
    const others = new Set(figuresFor({}).map(({ other }) => other));
    expect([...others].sort()).toEqual(["", "b", "block_mean", "random"]);
  });
});

describe("validity without a held-out year", () => {
  it("has no figures", () => expect(figuresFor({ heldOut: null })).toEqual([]));
});
