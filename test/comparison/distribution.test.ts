import { describe, expect, it } from "vitest";
import { gini, quantileOf, quantileOfSorted, skewness } from "../../src/comparison/distribution.js";
import { randomFrom } from "../../src/strategy/random.js";

const values = (...of: number[]) => Float64Array.from(of);

describe("skewness", () => {
  it("is g1, as scipy.stats.skew([0, 0, 1, 2, 7])", () => {
    expect(skewness(values(0, 0, 1, 2, 7))).toBeCloseTo(1.2181208646399415, 14);
  });

  it("is 0 for symmetric values and negative for a long tail below", () => {
    expect(skewness(values(1, 2, 3))).toBe(0);
    // Mean 3/4, variance 3/16, third moment -3/32.
    expect(skewness(values(1, 0, 1, 1))).toBeCloseTo(-2 / Math.sqrt(3), 14);
  });

  it("is not defined for values that do not vary, even where their mean is rounded", () => {
    expect(skewness(values(0.1, 0.1, 0.1))).toBeNull();
    expect(skewness(values())).toBeNull();
  });
});

describe("Gini's coefficient", () => {
  it("is the mean absolute difference of two values over twice their mean", () => {
    // Ordered pairs differ by 1, 3, 2, each twice: 12 / (2 * 9 * 4/3)
    expect(gini(values(3, 0, 1))).toBe(12 / 24);
    expect(gini(values(5, 5, 5))).toBe(0);
    expect(gini(values(0, 0, 0, 8))).toBe(3 / 4);
  });

  it("is not defined where all values are 0", () => {
    expect(gini(values(0, 0))).toBeNull();
    expect(gini(values())).toBeNull();
  });
});

describe("quantiles by selection", () => {
  it.each([1, 2, 3, 10, 101])("are those of %d sorted values, with ties among them", (size) => {
    const random = randomFrom(size);
    const drawn = Float64Array.from({ length: size }, () => Math.floor(random() * 20) / 7);
    for (const p of [0, 0.1, 0.5, 0.9, 1])
      expect(quantileOf(drawn.slice(), p)).toBe(quantileOfSorted(drawn.toSorted(), p));
  });

  it("are not defined for no values", () => {
    expect(quantileOf(values(), 0.5)).toBeNaN();
  });
});
