// Figures of consequence, in worlds that are small enough to work out by hand.
import { describe, expect, it } from "vitest";
import type { Figure, Part } from "../../../src/comparison/figure.js";
import { type Consequence, consequenceFigures } from "../../../src/targets/consequence/figures.js";
import { spearman } from "../../../src/targets/consequence/spearman.js";

const whole: Part = { block: "all", group: "all", level: "all" };
const level = (name: string): Part => ({ ...whole, group: "deprivation", level: name });

/** A kind of school: how many, where, and for each list the target and what it asks for. */
interface Kind {
  readonly schools: number;
  readonly fifth: string | null;
  /** Tenths of a per cent, and the improvement in tenths of a point; null: no target. */
  readonly targets: readonly (readonly [tenths: number, improvement: number])[] | null;
  readonly met?: readonly number[];
}

/** A school is at the floor if it is asked for 0.3, at the most if for 1.0. */
function figuresOf(kinds: readonly Kind[], lists: readonly string[]): Figure[] {
  const world = kinds.flatMap((kind) => Array<Kind>(kind.schools).fill(kind));
  const column = (of: (kind: Kind) => number | undefined) =>
    Float64Array.from(world, (kind) => (kind.targets ? of(kind)! : Number.NaN));
  const consequences = lists.map((name, at): Consequence => {
    const asks = (tenths: number) => column(({ targets }) => Number(targets![at]![1] === tenths));
    return {
      name,
      targets: {
        tenths: column(({ targets }) => targets![at]![0]),
        improvement: column(({ targets }) => targets![at]![1] / 10),
        maintain: asks(0),
        floor: asks(3),
        largest: asks(10),
        cap: column(() => 0),
      },
      met: world[0]!.met ? { met: column(({ met }) => met![at]), withinNoise: column(() => 0) } : null,
    };
  });
  const groups = { deprivation: world.map(({ fifth }) => fifth) };
  return consequenceFigures({ block: world.map(() => "PRIMARY"), groups }, consequences);
}

const find = (figures: readonly Figure[], measure: string, strategy: string, other = "", part = whole) =>
  figures.find(
    (figure) =>
      figure.measure === measure &&
      figure.strategy === strategy &&
      figure.other === other &&
      (["block", "group", "level"] as const).every((name) => figure[name] === part[name]),
  );

describe("the figures of consequence", () => {
  /** 40 schools of which `b` asks 20 for more, by .4; ten that maintain; five without a target. */
  const figures = figuresOf(
    [
      {
        schools: 20,
        fifth: "1",
        targets: [
          [933, 3],
          [933, 3],
        ],
      },
      {
        schools: 20,
        fifth: "5",
        targets: [
          [903, 3],
          [907, 7],
        ],
      },
      {
        schools: 10,
        fifth: "1",
        targets: [
          [980, 0],
          [980, 0],
        ],
      },
      { schools: 5, fifth: null, targets: null },
    ],
    ["a", "b"],
  );
  const values = (measure: string, part = whole) =>
    ["a", "b"].map((name) => {
      const { value, n } = find(figures, measure, name, "", part) ?? {};
      return [value, n];
    });

  it("are about the schools with a target", () => {
    expect(find(figures, "set_count", "all")).toMatchObject({ value: 50, n: 50, section: "consequence" });
    expect(find(figures, "maintain_share", "all")).toMatchObject({ value: 0.2, n: 50 });
  });

  it("are means and medians of targets, and of the improvement that is asked for", () => {
    // (20 * 93.3 + 20 * 90.7 + 10 * 98) / 50
    // Under `a` every school that does not maintain is at the floor, which the means would say.
    expect(find(figures, "target_mean", "a")).toBeUndefined();
    expect(find(figures, "target_mean", "b")!.value).toBeCloseTo(93.2, 10);
    expect(values("target_median")).toEqual([
      [93.3, 50],
      [93.3, 50],
    ]);
    expect(find(figures, "improvement_mean", "a")).toBeUndefined();
    expect(find(figures, "improvement_mean", "b")!.value).toBeCloseTo(0.4, 10); // (20 * .3 + 20 * .7) / 50
  });

  it("are shares of the schools at the floor, hidden where fewer than ten are neither there nor maintaining", () => {
    // Under `a`, 40 are at the floor and 10 maintain: none is between, so that both shares would say so.
    expect(values("floor_share")).toEqual([
      [undefined, undefined],
      [0.4, 50],
    ]);
  });

  it("compare two lists school by school", () => {
    const pair = (measure: string) => find(figures, measure, "a", "b");
    expect(pair("mean_difference")!.value).toBeCloseTo(-0.16, 10);
    expect(pair("differs_0_1_share")).toMatchObject({ value: 0.4, n: 50 });
    // As many differ by .3 as by .1: those that differ by less are none, and none is hidden.
    expect(pair("differs_0_3_share")).toBeUndefined();
    expect(pair("spearman")!.value).toBe(1);
    expect(find(figures, "mean_difference", "b", "a")).toBeUndefined();
  });

  it("have intervals for means, shares and paired differences, by their standard error, and not for the others", () => {
    const { low, high } = find(figures, "mean_difference", "a", "b")!;
    // sd (n - 1) .197949, divided by sqrt(50) .027994, times 1.959964: .054868
    expect([low, high]).toEqual([expect.closeTo(-0.214868, 6), expect.closeTo(-0.105132, 6)]);
    for (const measure of ["set_count", "target_median", "spearman"])
      expect(figures.filter((figure) => figure.measure === measure && figure.low !== null)).toEqual([]);
  });

  it("differ between a level and the other levels of its group, by difference and not by ratio", () => {
    const measure = "improvement_mean_difference_from_rest";
    const asked = (schools: number, fifth: string, improvement: number): Kind => ({
      ...{ schools, fifth },
      targets: [[900 + improvement, improvement]],
    });
    const figures = figuresOf([asked(20, "1", 3), asked(20, "1", 7), asked(10, "5", 3), asked(30, "5", 7)], ["a"]);
    // Fifth 1 is asked for (20 * .3 + 20 * .7) / 40 = .5, fifth 5 for .6.
    expect(find(figures, measure, "a", "", level("5"))).toMatchObject({ value: expect.closeTo(0.1, 10), n: 40 });
    expect(find(figures, measure, "a", "", level("1"))).toMatchObject({ value: expect.closeTo(-0.1, 10), n: 40 });
    expect(figures.filter((figure) => figure.measure === measure && figure.group === "all")).toEqual([]);
  });

  it("end with the number of figures that the rule of ten hides, and of all", () => {
    const last = figures.at(-1)!;
    expect(last).toMatchObject({ measure: "hidden_figures", strategy: "all", ...whole });
    expect(last.n - last.value!).toBe(figures.length - 1);
    expect(last.value).toBeGreaterThan(0);
  });
});

describe("the figures of consequence by the rule of ten", () => {
  const kind = (schools: number, fifth: string, ...asked: number[]): Kind => ({
    schools,
    fifth,
    targets: asked.map((tenths) => [900 + tenths, tenths]),
  });

  it("leave out a fifth of nine schools, and the next smallest", () => {
    const figures = figuresOf([kind(30, "1", 3), kind(9, "2", 3), kind(12, "3", 5), kind(30, "4", 6)], ["a"]);
    const shown = ["1", "2", "3", "4"].map((fifth) => find(figures, "set_count", "all", "", level(fifth))?.n);
    expect(shown).toEqual([30, undefined, undefined, 30]);
  });

  it("leave out the figures of a second list that differs for nine schools, and how they differ", () => {
    const figures = figuresOf([kind(50, "1", 3, 3), kind(50, "2", 5, 5), kind(9, "2", 3, 5)], ["a", "b"]);
    expect(find(figures, "improvement_mean", "a")).toBeDefined();
    expect(find(figures, "improvement_mean", "b")).toBeUndefined();
    expect(find(figures, "target_median", "b")).toBeUndefined();
    for (const measure of ["mean_difference", "differs_0_1_share", "spearman"])
      expect(find(figures, measure, "a", "b")).toBeUndefined();
    // No target of fifth 1 differs.
    expect(find(figures, "target_median", "b", "", level("1"))!.value).toBeCloseTo(90.3, 10);
  });

  it("leave out how two lists differ if three lists together give away that two of them differ for nine schools", () => {
    const kinds = [kind(40, "1", 3, 3, 5), kind(9, "1", 3, 5, 5), kind(40, "1", 5, 5, 3), kind(20, "1", 5, 5, 5)];
    const figures = figuresOf(kinds, ["a", "b", "c"]);
    // Those of a and c, less those of b and c, would be those of a and b.
    expect(find(figures, "mean_difference", "a", "b")).toBeUndefined();
    expect(find(figures, "mean_difference", "a", "c")).toBeDefined();
    expect(find(figures, "mean_difference", "b", "c")).toBeUndefined();
    expect(find(figures, "spearman", "b", "c")).toBeUndefined();
  });

  it("leave out means that would say that nearly all schools are at the floor", () => {
    const figures = figuresOf([kind(40, "1", 3), kind(1, "1", 5)], ["a"]);
    for (const measure of ["target_mean", "improvement_mean"]) expect(find(figures, measure, "a")).toBeUndefined();
  });

  it("leave out percentiles with fewer than ten schools beyond them", () => {
    const of = (schools: number) => figuresOf([kind(schools, "1", 3)], ["a"]).map(({ measure }) => measure);
    expect(of(100)).toEqual(expect.arrayContaining(["target_p10", "target_median", "target_p90"]));
    expect(of(99)).not.toContain("target_p10");
    expect(of(20)).toContain("target_median");
    expect(of(19)).not.toContain("target_median");
  });
});

describe("the back-test", () => {
  const targets = [
    [903, 3],
    [907, 7],
  ] as const;
  const figures = figuresOf(
    [
      { schools: 30, fifth: "1", targets, met: [1, 1] },
      { schools: 20, fifth: "1", targets, met: [1, 0] },
      { schools: 50, fifth: "5", targets, met: [0, 0] },
      { schools: 40, fifth: "5", targets, met: [Number.NaN, Number.NaN] },
    ],
    ["a", "b"],
  );

  it("is the share of the schools with a later figure that met the target, by list and paired", () => {
    expect(find(figures, "met_share", "a")).toMatchObject({ value: 0.5, n: 100 });
    expect(find(figures, "met_share", "b")).toMatchObject({ value: 0.3, n: 100 });
    expect(find(figures, "met_difference", "a", "b")).toMatchObject({ value: expect.closeTo(0.2, 12), n: 100 });
    expect(find(figures, "set_count", "all")).toMatchObject({ n: 140 });
  });

  it("is hidden for a level where no school met it", () => {
    expect(find(figures, "met_share", "a", "", level("5"))).toBeUndefined();
  });
});

describe("spearman", () => {
  const of = (a: number[], b: number[]) =>
    spearman(
      a.length,
      (at) => a[at]!,
      (at) => b[at]!,
    );

  it("correlates ranks, ties with their mean rank", () => {
    expect(of([1, 2, 3, 4], [10, 30, 20, 40])).toBeCloseTo(0.8, 12); // 1 - 6 * 2 / 60
    // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
    expect(of([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it("is not defined if one side does not vary", () => {
    expect(of([1, 1, 1], [1, 2, 3])).toBeNull();
  });
});
