import { describe, expect, it } from "vitest";
import { quantileOfSorted } from "../../src/comparison/distribution.js";
import { partsOf } from "../../src/comparison/parts.js";
import { type FigureNames, figuresOf, meanOver, type Sampled, shareOf } from "../../src/comparison/resample.js";

const names: FigureNames = { section: "validity", measure: "mae", strategy: "a", other: "", attribute: "" };
const { NaN: missing } = Number;
const whole = (size: number) => partsOf({ block: Array(size).fill("primary"), groups: {} }).slice(0, 1);

describe("the parts of the schools", () => {
  it("are all, the blocks by name, and the levels of each group by name or number, without schools of no level", () => {
    const block = ["special", "primary", "primary"];
    const groups = { region: ["West", null, "East"], quintile: ["10", "2", "2"] };
    const parts = partsOf({ block, groups }).map(({ part, rows }) => [...Object.values(part), [...rows]]);
    expect(parts).toEqual([
      ["all", "all", "all", [0, 1, 2]],
      ["primary", "all", "all", [1, 2]],
      ["special", "all", "all", [0]],
      ["all", "region", "East", [2]],
      ["all", "region", "West", [0]],
      ["all", "quintile", "2", [1, 2]],
      ["all", "quintile", "10", [0]],
    ]);
  });
});

describe("quantiles", () => {
  it("interpolate between values as R's type 7 does", () => {
    expect([0, 0.1, 0.5, 0.9, 1].map((p) => quantileOfSorted(Float64Array.of(1, 2, 4, 8), p))).toEqual([
      1, 1.3, 3, 6.800000000000001, 8,
    ]);
    expect(quantileOfSorted(new Float64Array(), 0.5)).toBeNaN();
  });
});

describe("figures of sums over schools", () => {
  it("are computed for each part, over the schools that have a value", () => {
    const parts = partsOf({ block: ["a", "b", "b", "b"], groups: { region: ["N", "N", "S", null] } });
    const figures = figuresOf([meanOver(names, Float64Array.of(missing, 2, 4, 9))], parts, 1);
    expect(figures.map(({ block, level, value, n }) => [block, level, value, n])).toEqual([
      ["all", "all", 5, 3],
      ["a", "all", null, 0],
      ["b", "all", 5, 3],
      ["all", "N", 2, 1],
      ["all", "S", 4, 1],
    ]);
    expect(figures[3]).toMatchObject({ ...names, low: null, high: null });
  });

  it("count pairs where they are shares of pairs", () => {
    const share = shareOf(names, Float64Array.of(1, 0, 2), Float64Array.of(2, 0, 3));
    expect(figuresOf([share], whole(3), 1)[0]).toMatchObject({ value: 0.6, n: 5 });
  });

  it("have the interval that the standard error predicts", () => {
    const values = Float64Array.from({ length: 400 }, (_, row) => row % 20);
    const [{ value, low, high }] = figuresOf([meanOver(names, values)], whole(400), 7) as [never];
    // sd 5.766 / sqrt(400) * 1.96 = .565
    expect(value).toBe(9.5);
    expect(9.5 - low!).toBeCloseTo(0.565, 1);
    expect(high! - 9.5).toBeCloseTo(0.565, 1);
  });

  it("use the same resamples for every figure: a difference that never varies has an interval of no width", () => {
    const a = Float64Array.from({ length: 50 }, (_, row) => row ** 2);
    const b = a.map((value) => value + 3);
    const difference: Sampled = { ...names, columns: [a, b], value: ([x, y], count) => (y! - x!) / count };
    const [{ low, high }] = figuresOf([difference], whole(50), 1) as [never];
    expect(low).toBeCloseTo(3, 12);
    expect(high).toBeCloseTo(3, 12);
  });

  it("do not depend on the parts that are asked for, and differ by seed", () => {
    const values = Float64Array.from({ length: 30 }, (_, row) => Math.sin(row));
    const block = Array.from(values, (_, row) => "abc"[row % 3]!);
    const [alone] = figuresOf([meanOver(names, values)], whole(30), 5);
    const [beside] = figuresOf([meanOver(names, values)], partsOf({ block, groups: {} }), 5);
    expect(beside!.low).toBeCloseTo(alone!.low!, 12);
    expect(figuresOf([meanOver(names, values)], whole(30), 6)[0]!.low).not.toBeCloseTo(alone!.low!, 6);
  });

  it("leave out of the interval the resamples in which the figure is not defined", () => {
    const rare = Float64Array.of(1, 3, ...Array(40).fill(missing));
    const [{ value, low, high, n }] = figuresOf([meanOver(names, rare)], whole(42), 1) as [never];
    expect({ value, low, high, n }).toEqual({ value: 2, low: 1, high: 3, n: 2 });
  });
});
