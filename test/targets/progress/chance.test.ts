import { describe, expect, it } from "vitest";
import { type EarlierYear, earlierYearOf } from "../../../src/submissions/progress/same-point.js";
import { backTest } from "../../../src/targets/progress/back-test.js";
import { chanceOf, courseOf, wordOf } from "../../../src/targets/progress/chance.js";

const repeated = (count: number, change: number): number[] => Array<number>(count).fill(change);

describe("a chance", () => {
  it("rests on 30 schools, and not on 29", () => {
    expect(chanceOf(repeated(29, 0), 95, 95)).toBeNull();
    expect(chanceOf(repeated(30, 0), 95, 95)).toBe(100);
  });

  it("is the share of the schools that would meet the target, rounded to 5 points", () => {
    // 23 of 40 is 57.5; 22 of 40 is 55; 21 of 40 is 52.5; 1 of 40 is 2.5
    const chances = [23, 22, 21, 1].map((met) => chanceOf([...repeated(met, 1), ...repeated(40 - met, -1)], 95, 95.5));
    expect(chances).toEqual([60, 55, 55, 5]);
  });

  it("counts attendance that is rounded half up to the target", () => {
    expect(chanceOf(repeated(30, -0.55), 95, 94.5)).toBe(100); // 94.45 is 94.5
    expect(chanceOf(repeated(30, -0.551), 95, 94.5)).toBe(0);
    expect(chanceOf(repeated(30, 0.15), 92.1, 92.3)).toBe(100); // 92.25, which is 92.24999… in binary
  });

  it("does not change by more than a step where one school's figure does", () => {
    const others = Array.from({ length: 40 }, (_, school) => school / 10 - 2);
    for (const change of [-50, -0.3, 0, 0.3, 50]) {
      const chances = [chanceOf([...others, change], 94, 94.2)!, chanceOf([...others, -50], 94, 94.2)!];
      expect(Math.abs(chances[0]! - chances[1]!)).toBeLessThanOrEqual(5);
    }
  });

  it.each([
    [100, "VERY_LIKELY"],
    [90, "VERY_LIKELY"],
    [85, "LIKELY"],
    [65, "LIKELY"],
    [60, "EVEN"],
    [40, "EVEN"],
    [35, "UNLIKELY"],
    [15, "UNLIKELY"],
    [10, "VERY_UNLIKELY"],
    [0, "VERY_UNLIKELY"],
  ])("of %d is %s", (chance, word) => {
    expect(wordOf(chance)).toBe(word);
  });
});

describe("the course of a school's year", () => {
  const period = (to: number, attended: number, asAt = to, more: EarlierYear["periods"][number]["readings"] = []) => ({
    to,
    readings: [{ asAt, withdrawn: false, possible: 100, attended }, ...more],
  });
  const yearOf = (first: EarlierYear["periods"][number]) => earlierYearOf([first, period(20, 92), period(30, 80)])!;
  const year = yearOf(period(10, 90, 10, [{ asAt: 13, withdrawn: false, possible: 100, attended: 96 }]));

  it("is attendance at the point by what was known then, and the change to the whole year", () => {
    // Half of 300: all of the first, half of the second. On day 20 the first had been corrected.
    const now = (100 * (96 + 46)) / 150;
    const course = courseOf(year, { numerator: 1, denominator: 2 }, 0)!;
    expect(course.now).toBeCloseTo(now, 9);
    expect(course.change).toBeCloseTo((100 * 268) / 300 - now, 9);
  });

  it("has a correction only at the age at which it was known", () => {
    const third = { numerator: 1, denominator: 3 };
    expect([2, 3].map((age) => courseOf(year, third, age)!.now)).toEqual([90, 96]);
  });

  it("is null where the registers were read later", () => {
    const late = yearOf(period(10, 90, 50));
    expect(courseOf(late, { numerator: 1, denominator: 3 }, 3)).toBeNull();
    expect(courseOf(late, { numerator: 1, denominator: 3 }, 40)).not.toBeNull();
  });
});

describe("a back-test", () => {
  it("compares predictions with what came, by word", () => {
    // All gain a point: certain for targets up to a point above, 1.0 included, and never for one above.
    const words = backTest(
      [
        { now: 94, change: 1 },
        { now: 90, change: -1 },
      ],
      () => repeated(30, 1),
    );
    expect(words.find(({ word }) => word === "VERY_LIKELY")).toEqual({
      word: "VERY_LIKELY",
      predictions: 12,
      predicted: 100,
      came: (100 * (6 + 2)) / 12, // the second school, which lost a point, met the targets 1.5 and 1 below
    });
    expect(words.find(({ word }) => word === "VERY_UNLIKELY")).toMatchObject({ predictions: 2, predicted: 0, came: 0 });
    expect(words.find(({ word }) => word === "EVEN")).toMatchObject({ predictions: 0, predicted: null, came: null });
  });

  it("predicts the issued target where there is one", () => {
    const words = backTest(
      [
        { now: 94, change: 1, target: 95 },
        { now: 94, change: 0.9, target: 95 }, // 94.9
      ],
      () => repeated(30, 1),
    );
    expect(words.filter(({ predictions }) => predictions > 0)).toEqual([
      { word: "VERY_LIKELY", predictions: 2, predicted: 100, came: 50 },
    ]);
  });

  it("finds chances that hold, where schools differ as those did that they rest on", () => {
    const changes = Array.from({ length: 200 }, (_, school) => (school - 100) / 50);
    const courses = changes.map((change) => ({ now: 93, change }));
    for (const { predictions, predicted, came } of backTest(courses, () => changes)) {
      if (predictions > 0) expect(Math.abs(predicted! - came!)).toBeLessThan(3);
    }
  });
});
