import { describe, expect, it } from "vitest";
import { Exact } from "../../src/targets/arithmetic.js";
import { assess, sampleSd, usablePairBefore } from "../../src/targets/assess.js";
import { examplePolicy } from "../../src/targets/policy.js";

const assessment = (target: string, baseline: string, actual: string, sd: string | null) =>
  assess(new Exact(target), new Exact(baseline), new Exact(actual), sd === null ? null : new Exact(sd), examplePolicy);

describe("a target in a later year", () => {
  it("is met if attendance, rounded half up, reaches it", () => {
    expect(assessment("94.3", "94", "94.25", "1")).toEqual({ met: true, withinNoise: false });
    expect(assessment("94.3", "94", "94.249999", null)).toEqual({ met: false, withinNoise: false });
  });

  it("is missed within noise if by less than one sd and the school is not below its baseline", () => {
    expect(assessment("94.3", "94", "94", "0.4")).toEqual({ met: false, withinNoise: true });
    expect(assessment("94.3", "94", "94", "0.3")).toEqual({ met: false, withinNoise: false });
    expect(assessment("94.3", "94", "93.99", "0.4")).toEqual({ met: false, withinNoise: false });
  });
});

describe("the yearly change", () => {
  it("has a sample standard deviation", () => {
    expect(sampleSd(["1", "2", "3", "4"].map((value) => new Exact(value)))?.toFixed(6)).toBe("1.290994");
    expect(sampleSd([new Exact(1)])).toBeNull();
  });

  it("is measured over the latest two usable years before", () => {
    expect(usablePairBefore("2023/24")).toEqual(["2021/22", "2022/23"]);
    expect(usablePairBefore("2022/23")).toEqual(["2017/18", "2018/19"]);
    expect(usablePairBefore("2019/20")).toEqual(["2017/18", "2018/19"]);
  });
});
