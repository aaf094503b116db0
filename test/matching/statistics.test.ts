import { expect, it } from "vitest";
import { blockStatistics } from "../../src/matching/statistics.js";

const values = Float64Array.of(7, 1, Number.NaN, 2, 10, 99);
const statistics = blockStatistics(Uint8Array.of(1, 1, 1, 1, 1, 0), () => values);

it("uses the reference rows that have the value", () => {
  expect(statistics.count("fsm")).toBe(4);
  expect(statistics.mean("fsm")).toBe(5);
  expect(statistics.median("fsm")).toBe(4.5);
  expect(statistics.sd("fsm")).toBeCloseTo(Math.sqrt(54 / 3), 14);
});

it("interpolates quantiles between order statistics, as R's type 7 does", () => {
  // R: quantile(c(7, 1, 2, 10), c(.2, .4, 1))
  expect([0.2, 0.4, 1].map((p) => statistics.quantile("fsm", p))).toEqual(
    [1.6, 3, 10].map((v) => expect.closeTo(v, 12)),
  );
});

it("accepts numbers that a strategy computed", () => {
  expect(statistics.mean(values.map((value) => value * 2))).toBe(10);
});

it("returns a standard deviation of exactly 0 for equal values, and NaN for fewer than two", () => {
  expect(statistics.sd(Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.1, 5))).toBe(0);
  expect(statistics.sd(Float64Array.of(1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5))).toBeNaN();
  expect(statistics.median(new Float64Array(6).fill(Number.NaN))).toBeNaN();
});
