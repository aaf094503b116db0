import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exact, meanAttendance, median, roundedAttendance, targetOf } from "../../src/targets/arithmetic.js";
import { examplePolicy } from "../../src/targets/policy.js";

const targetAndImprovement = (baseline: string, median: string | null, peerCount = 20) => {
  const cohortMedian = median === null ? null : new Exact(median);
  const { target, improvementShown } = targetOf(new Exact(baseline), cohortMedian, peerCount, examplePolicy);
  return [target.toFixed(1), improvementShown.toFixed(1)];
};

describe("a target", () => {
  it.each([
    ["adds the universal improvement if the peers' median is lower", "94", "93.2", 20, "94.3", "0.3"],
    ["adds a fifth of the gap to the peers' median", "92", "94", 20, "92.7", "0.7"],
    ["adds at most one point", "80", "94", 20, "81.0", "1.0"],
    ["rounds half up", "92.05", "92", 20, "92.4", "0.3"],
    ["rounds half up where a float is below the half", "94.25", "95.75", 20, "94.9", "0.6"],
    ["ignores the peers if fewer than ten have figures", "92", "94", 9, "92.3", "0.3"],
    ["uses the peers if ten have figures", "92", "94", 10, "92.7", "0.7"],
    ["stops at the ceiling", "96.9", "98", 20, "97.0", "0.1"],
    ["shows no improvement if the baseline rounds up to the ceiling", "96.96", "98", 20, "97.0", "0.0"],
    ["keeps a school at the ceiling", "97", "99", 20, "97.0", "0.0"],
    ["rounds down above the ceiling", "97.46", "99", 20, "97.4", "0.0"],
    ["is 100 for a school with full attendance", "100", "95", 20, "100.0", "0.0"],
  ])("%s", (_, baseline, median, peerCount, target, improvement) => {
    expect(targetAndImprovement(baseline, median, peerCount)).toEqual([target, improvement]);
  });

  it("adds the universal improvement without peers", () => {
    expect(targetAndImprovement("92", null, 0)).toEqual(["92.3", "0.3"]);
  });
});

describe("for all baselines and medians", () => {
  const percentage = fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => new Exact(millionths).div(1_000_000));
  const peers = fc.integer({ min: 0, max: 20 });

  it("a target is never below the rounded baseline, except when rounded down above the ceiling", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        const { target, maintain } = targetOf(a, r, n, examplePolicy);
        return maintain
          ? target.gte(examplePolicy.ceiling) && a.minus(target).gte(0) && a.minus(target).lt("0.1")
          : target.gte(a.toDecimalPlaces(1));
      }),
    );
  });

  it("a target is never above the ceiling unless the baseline is", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        return targetOf(a, r, n, examplePolicy).target.lte(Exact.max(a, examplePolicy.ceiling));
      }),
    );
  });

  it("a target never falls as the baseline rises with the same median", () => {
    fc.assert(
      fc.property(percentage, percentage, percentage, peers, (one, other, r, n) => {
        const [low, high] = one.lt(other) ? [one, other] : [other, one];
        return targetOf(low, r, n, examplePolicy).target.lte(targetOf(high, r, n, examplePolicy).target);
      }),
      { numRuns: 1000 },
    );
  });

  it("the improvement shown is between 0 and the policy's maximum, within rounding", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        const { improvementShown } = targetOf(a, r, n, examplePolicy);
        return improvementShown.gte(0) && improvementShown.lte("1.0");
      }),
    );
  });
});

describe("attendance", () => {
  it("is rounded half up to the policy's number of decimal places", () => {
    const published = { attendance: "94.600145" };
    expect(roundedAttendance(published, examplePolicy)?.toFixed()).toBe("94.600145");
    expect(roundedAttendance(published, { ...examplePolicy, baselinePlaces: 5 })?.toFixed()).toBe("94.60015");
  });

  it("is null, not zero, if no figure is published", () => {
    expect(roundedAttendance({ attendance: null }, examplePolicy)).toBeNull();
  });

  it("has a median: the middle value, or the exact mean of the middle two", () => {
    const medianOf = (...values: string[]) => median(values.map((value) => new Exact(value)))?.toFixed() ?? null;
    expect(medianOf("95", "9", "94.1")).toBe("94.1");
    expect(medianOf("95", "94.11111", "94.1", "93")).toBe("94.105555");
    expect(medianOf()).toBeNull();
  });

  it("has a mean weighted by roll", () => {
    const values = [
      { value: new Exact(90), weight: 100 },
      { value: new Exact(96), weight: 200 },
    ];
    expect(meanAttendance(values, examplePolicy).toFixed()).toBe("94");
  });
});

const performanceTables = resolve(
  import.meta.dirname,
  "../../../shared/data/performance-tables/2018-2019/england_abs.csv",
);

describe.skipIf(!existsSync(performanceTables))("for the real baselines of 2018/19 (needs ../shared/data)", () => {
  const median = "95.75";

  /** Uses whole numbers of ten-millionths. */
  function targetInIntegers(absence: string): string {
    const millionths = (text: string) => {
      const [whole, fraction = ""] = text.split(".");
      return BigInt(whole + fraction.padEnd(6, "0"));
    };
    const baseline = (100_000_000n - millionths(absence)) * 10n;
    const gap = millionths(median) * 10n - baseline;
    const uncapped = 3_000_000n + (gap > 0n ? gap / 5n : 0n);
    const improvement = uncapped < 10_000_000n ? uncapped : 10_000_000n;
    const ceiling = 970_000_000n;
    const target = baseline + improvement < ceiling ? baseline + improvement : ceiling;
    const tenths = baseline >= ceiling ? baseline / 1_000_000n : (target + 500_000n) / 1_000_000n;
    return `${tenths / 10n}.${tenths % 10n}`;
  }

  function targetInFloats(absence: string): string {
    const baseline = 100 - Number(absence);
    if (baseline >= 97) return (Math.floor(baseline * 10) / 10).toFixed(1);
    const improvement = Math.min(0.3 + 0.2 * Math.max(0, Number(median) - baseline), 1);
    return Math.min(baseline + improvement, 97).toFixed(1);
  }

  const absences = () =>
    parse<{ PERCTOT: string; URN: string }>(readFileSync(performanceTables), { columns: true, bom: true })
      .filter((row) => /^\d{6}$/.test(row.URN) && /^\d+(\.\d+)?$/.test(row.PERCTOT))
      .map((row) => row.PERCTOT);

  it("targets equal those in integer arithmetic, while floats are wrong for hundreds of schools", () => {
    const all = absences();
    expect(all.length).toBeGreaterThan(21_000);
    const targets = all.map((absence) => targetAndImprovement(new Exact(100).minus(absence).toFixed(), median)[0]);
    const exact = all.map(targetInIntegers);
    expect(targets.filter((target, index) => target !== exact[index])).toHaveLength(0);
    expect(all.filter((absence, index) => targetInFloats(absence) !== exact[index]).length).toBeGreaterThan(100);
  });
});
