import { describe, expect, it } from "vitest";
import { balanceFigures } from "../../src/comparison/balance.js";
import { partsOf } from "../../src/comparison/parts.js";
import { listOf, schoolsOf } from "./small-comparison.js";
import { valueAndCount } from "./value-and-count.js";

const { NaN: missing } = Number;
const a = listOf("a", [[1, 2], [0], [], [2, 1]]);
const b = listOf("b", [[1], [2], [], [1]]);

const schools = schoolsOf(4, {
  attributes: {
    fsm: Float64Array.of(1, 2, 3, 6),
    rural: Float64Array.of(0, 1, 1, 0),
    sen: Float64Array.of(1, missing, 3, missing),
    same: new Float64Array(4).fill(0.1),
  },
  groups: { region: ["N", "N", "N", "S"] },
});
const figures = balanceFigures({ schools, lists: [a, b], seed: 1, p: 0.9 }, partsOf(schools));
const find = (strategy: string, measure: string, attribute: string, more = {}) =>
  valueAndCount(figures, { strategy, measure, attribute, ...more });

describe("each school against the mean of its peers", () => {
  it("is told as a root mean square in standard deviations of the block", () => {
    // Differences -1.5, 1 and 3.5; the block's variance is 14 / 3.
    expect(find("a", "rms", "fsm")[0]).toBeCloseTo(Math.sqrt(15.5 / 14), 14);
    expect(find("a", "rms", "fsm")[1]).toBe(3);
    // In a group it is still the block's standard deviation.
    expect(find("a", "rms", "fsm", { group: "region", level: "S" })[0]).toBeCloseTo(3.5 / Math.sqrt(14 / 3), 14);
  });

  it("leaves out peers without a value, and schools without one or without such peers", () => {
    // 1 against 3, in standard deviations of the root of 2
    expect(find("a", "rms", "sen")[0]).toBeCloseTo(Math.sqrt(2), 14);
    expect(find("a", "rms", "sen")[1]).toBe(1);
    expect(find("b", "rms", "sen")).toEqual([null, 0]);
  });

  it("is not defined if the attribute does not vary in the block", () => {
    expect(find("a", "rms", "same")).toEqual([null, 0]);
  });

  it("stands beside as many random peers of the block, the same for lists of the same lengths", () => {
    const many = 400;
    const values = Float64Array.from({ length: many }, (_, row) => (row * 7919) % 401);
    const nearest = Array.from({ length: many }, (_, row) => [1, 2, 3].map((step) => (row + step) % many));
    const world = schoolsOf(many, { attributes: { x: values } });
    const lists = [listOf("a", nearest), listOf("b", nearest)];
    const random = balanceFigures({ schools: world, lists, seed: 1, p: 0.9 }, partsOf(world).slice(0, 1));
    const [ofA] = valueAndCount(random, { strategy: "a", measure: "rms", other: "random", attribute: "x" });
    expect(ofA).toBeCloseTo(Math.sqrt(1 + 1 / 3), 1); // the variance of a value less the mean of three
    expect(valueAndCount(random, { strategy: "b", measure: "rms", other: "random", attribute: "x" })[0]).toBe(ofA);
  });
});

describe("the schools of a part against their peers", () => {
  it("differ by the means, in standard deviations of the seekers alone", () => {
    // Seekers 1, 2, 6; peers 1, 2, 3, each with the weight 1.
    expect(find("a", "smd", "fsm")[0]).toBeCloseTo(1 / Math.sqrt(7), 14);
    // Peers 2 with the weight 2, and 3 with the weight 1.
    expect(find("b", "smd", "fsm")[0]).toBeCloseTo((3 - 7 / 3) / Math.sqrt(7), 14);
  });

  it("have the ratio of the seekers' variance to the peers', a peer counted once with its weight", () => {
    expect(find("a", "variance_ratio", "fsm")[0]).toBeCloseTo(7, 14);
    // (2 / 9 + 4 / 9) * 3 / (9 - 5) = .5
    expect(find("b", "variance_ratio", "fsm")[0]).toBeCloseTo(14, 13);
    expect(find("b", "variance_ratio", "rural")[0]).toBeNull(); // binary
    expect(find("a", "variance_ratio", "same")[0]).toBeNull();
  });

  it("differ at most by Kolmogorov's and Smirnov's statistic; for a binary attribute by the proportions", () => {
    expect(find("a", "ks", "fsm")[0]).toBeCloseTo(1 / 3, 14);
    expect(find("b", "ks", "fsm")[0]).toBeCloseTo(1 / 3, 14);
    expect(find("b", "ks", "rural")[0]).toBeCloseTo(2 / 3, 14);
  });

  it("are compared without the schools that have no value, whose peers still count", () => {
    // Only the first school and its peer, the third, have a value among seekers and peers of a; one has no variance.
    expect(find("a", "smd", "sen")).toEqual([null, 1]);
    expect(find("a", "ks", "sen")).toEqual([0.5, 1]); // peers 1 and 3 with the weights 1 and 1
  });

  it("are tallied, and the worst attribute is named with its sign", () => {
    expect(find("b", "smd_above_0.1", "")).toEqual([2, 2]);
    expect(find("b", "variance_ratio_beyond_2", "")).toEqual([1, 1]);
    // Rural: 1 / 3 - 1, over the root of 1 / 3.
    expect(find("b", "worst_smd", "rural")[0]).toBeCloseTo(-2 / Math.sqrt(3), 14);
  });

  it("have no tally where no attribute has a difference", () => {
    expect(find("a", "smd_above_0.1", "", { group: "region", level: "S" })).toEqual([null, 0]);
    expect(find("a", "worst_smd", "", { group: "region", level: "S" })[0]).toBeNull();
  });
});

describe("balance without attributes", () => {
  it("has no figures", () => {
    const bare = schoolsOf(4, {});
    expect(balanceFigures({ schools: bare, lists: [a, b], seed: 1, p: 0.9 }, partsOf(bare))).toEqual([]);
  });
});
