import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exact, meanAttendance, median, roundedAttendance, targetOf } from "../../src/targets/arithmetic.js";
import { examplePolicy, readPolicy } from "../../src/targets/policy.js";

const target = (baseline: string, r: string | null, peers = 20) => {
  const found = targetOf(new Exact(baseline), r === null ? null : new Exact(r), peers, examplePolicy);
  return [found.target.toFixed(1), found.improvementShown.toFixed(1)];
};

describe("a target", () => {
  it.each([
    ["asks for the universal improvement where peers do no better", "94", "93.2", 20, "94.3", "0.3"],
    ["adds a fifth of the gap to the peers' median", "92", "94", 20, "92.7", "0.7"],
    ["asks for one point at most", "80", "94", 20, "81.0", "1.0"],
    ["rounds half up", "92.05", "92", 20, "92.4", "0.3"],
    ["rounds half up where a float is below the half", "94.25", "95.75", 20, "94.9", "0.6"],
    ["leaves the peers out where fewer than ten have figures", "92", "94", 9, "92.3", "0.3"],
    ["counts ten peers as enough", "92", "94", 10, "92.7", "0.7"],
    ["stops at the ceiling", "96.9", "98", 20, "97.0", "0.1"],
    ["gains nothing to show where rounding up brought the baseline there", "96.96", "98", 20, "97.0", "0.0"],
    ["keeps a school at the ceiling", "97", "99", 20, "97.0", "0.0"],
    ["rounds down above the ceiling", "97.46", "99", 20, "97.4", "0.0"],
    ["of a school that nobody missed a session in", "100", "95", 20, "100.0", "0.0"],
  ])("%s", (_, baseline, r, peers, expected, shown) => {
    expect(target(baseline, r, peers)).toEqual([expected, shown]);
  });

  it("without peers asks for the universal improvement", () => {
    expect(target("92", null, 0)).toEqual(["92.3", "0.3"]);
  });
});

describe("over all baselines and medians", () => {
  const percentage = fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => new Exact(millionths).div(1_000_000));
  const peers = fc.integer({ min: 0, max: 20 });

  it("a target is never below the rounded baseline, but for rounding down from the ceiling", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        const { target, maintain } = targetOf(a, r, n, examplePolicy);
        return maintain
          ? target.gte(examplePolicy.ceiling) && a.minus(target).gte(0) && a.minus(target).lt("0.1")
          : target.gte(a.toDecimalPlaces(1));
      }),
    );
  });

  it("a target is never above the ceiling unless the school is", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        return targetOf(a, r, n, examplePolicy).target.lte(Exact.max(a, examplePolicy.ceiling));
      }),
    );
  });

  it("a target never falls as the baseline rises, the median held", () => {
    fc.assert(
      fc.property(percentage, percentage, percentage, peers, (one, other, r, n) => {
        const [low, high] = one.lt(other) ? [one, other] : [other, one];
        return targetOf(low, r, n, examplePolicy).target.lte(targetOf(high, r, n, examplePolicy).target);
      }),
      { numRuns: 1000 },
    );
  });

  it("the improvement shown lies between none and the most that is asked, give or take rounding", () => {
    fc.assert(
      fc.property(percentage, percentage, peers, (a, r, n) => {
        const { improvementShown } = targetOf(a, r, n, examplePolicy);
        return improvementShown.gte(0) && improvementShown.lte("1.0");
      }),
    );
  });
});

describe("attendance", () => {
  it("is taken as published, to the places of the policy, half up", () => {
    const published = { attendance: "94.600145" };
    expect(roundedAttendance(published, examplePolicy)?.toFixed()).toBe("94.600145");
    expect(roundedAttendance(published, { ...examplePolicy, baselinePlaces: 5 })?.toFixed()).toBe("94.60015");
  });

  it("is unknown where no figure is published: missing is not zero", () => {
    expect(roundedAttendance({ attendance: null }, examplePolicy)).toBeNull();
  });

  it("has a median: the middle value, or the exact mean of the middle two", () => {
    const of = (...values: string[]) => median(values.map((value) => new Exact(value)))?.toFixed() ?? null;
    expect(of("95", "9", "94.1")).toBe("94.1");
    expect(of("95", "94.11111", "94.1", "93")).toBe("94.105555");
    expect(of()).toBeNull();
  });

  it("has a mean weighted by roll", () => {
    const values = [
      { value: new Exact(90), weight: 100 },
      { value: new Exact(96), weight: 200 },
    ];
    expect(meanAttendance(values, examplePolicy).toFixed()).toBe("94");
  });
});

describe("a policy", () => {
  it("is refused with the field that is wrong", () => {
    expect(() => readPolicy({ ...examplePolicy, ceiling: 970 })).toThrow(/policy field ceiling/);
    expect(() => readPolicy({ ...examplePolicy, bonus: 1 })).toThrow(/bonus/);
    expect(() => readPolicy({ ...examplePolicy, maximumImprovement: 0.2 })).toThrow(/universalImprovement/);
    expect(readPolicy(examplePolicy)).toEqual(examplePolicy);
  });
});

const performanceTables = resolve(
  import.meta.dirname,
  "../../../shared/data/performance-tables/2018-2019/england_abs.csv",
);

describe.skipIf(!existsSync(performanceTables))("on the real baselines of 2018/19 (needs ../shared/data)", () => {
  const r = "95.75";

  /** In ten-millionths, by whole numbers alone. */
  function byWholeNumbers(absence: string): string {
    const millionths = (text: string) => {
      const [whole, fraction = ""] = text.split(".");
      return BigInt(whole + fraction.padEnd(6, "0"));
    };
    const a = (100_000_000n - millionths(absence)) * 10n;
    const gap = millionths(r) * 10n - a;
    const asked = 3_000_000n + (gap > 0n ? gap / 5n : 0n);
    const improvement = asked < 10_000_000n ? asked : 10_000_000n;
    const ceiling = 970_000_000n;
    const reached = a + improvement < ceiling ? a + improvement : ceiling;
    const tenths = a >= ceiling ? a / 1_000_000n : (reached + 500_000n) / 1_000_000n;
    return `${tenths / 10n}.${tenths % 10n}`;
  }

  function byFloats(absence: string): string {
    const a = 100 - Number(absence);
    const improvement = Math.min(0.3 + 0.2 * Math.max(0, Number(r) - a), 1);
    return a >= 97 ? (Math.floor(a * 10) / 10).toFixed(1) : Math.min(a + improvement, 97).toFixed(1);
  }

  const absences = () =>
    parse<{ PERCTOT: string; URN: string }>(readFileSync(performanceTables), { columns: true, bom: true })
      .filter((row) => /^\d{6}$/.test(row.URN) && /^\d+(\.\d+)?$/.test(row.PERCTOT))
      .map((row) => row.PERCTOT);

  it("equals the same arithmetic in whole numbers, which floats get wrong for hundreds of schools", () => {
    const all = absences();
    expect(all.length).toBeGreaterThan(21_000);
    const ours = all.map((absence) => target(new Exact(100).minus(absence).toFixed(), r)[0]);
    const exact = all.map(byWholeNumbers);
    expect(ours.filter((value, index) => value !== exact[index])).toHaveLength(0);
    expect(all.filter((absence, index) => byFloats(absence) !== exact[index]).length).toBeGreaterThan(100);
  });
});
