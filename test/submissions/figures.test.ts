import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absenteesOf } from "../../src/submissions/codes/absentees.js";
import { classify } from "../../src/submissions/codes/classify.js";
import {
  attendanceOf,
  type Counts,
  hasManyBlanks,
  marksIn,
  noMarks,
  sessionsOf,
  sumOf,
} from "../../src/submissions/codes/figures.js";

/** @param marks code -> number, on one date of the autumn term of 2024 */
function counted(marks: Readonly<Record<string, number>>): Counts {
  const counts = noMarks();
  for (const [code, count] of Object.entries(marks)) {
    const found = classify(code, "2024-11-06");
    if (!("class" in found)) throw new Error(found.reason);
    counts[found.class] += count;
  }
  return counts;
}
const attendance = (marks: Readonly<Record<string, number>>, places?: number) =>
  attendanceOf(sessionsOf(counted(marks)), places);

/**
 * Made up, for 10,000 possible sessions of a secondary school. Only the absence is published: 5.22% authorised and
 * 4.11% unauthorised are the means of 1,299 secondary schools in 2023/24. How it divides by code, and how much of the
 * attendance is late or elsewhere, is invented.
 */
const secondary = {
  ...{ "/": 4380, "\\": 4377, L: 135, K: 6, V: 62, P: 24, W: 31, B: 52 },
  ...{ I: 371, M: 72, C: 24, C2: 14, S: 6, R: 4, E: 31, O: 318, U: 31, N: 40, G: 22 },
  ...{ X: 210, D: 60, Y1: 5, "#": 40 },
};

describe("attendance", () => {
  it("of 26 present and 26 late after the register closed is 50%", () => {
    expect(attendance({ "/": 26, U: 26 })).toBe("50.000000");
  });

  it("does not count 52 sessions that were not possible", () => {
    expect(attendance({ "/": 26, I: 26, X: 52 })).toBe("50.000000");
  });

  it("is null where nothing was possible: neither 0 nor 100", () => {
    expect(attendance({ X: 10, D: 4, "#": 2, Y7: 1, "": 3 })).toBeNull();
    expect(attendance({})).toBeNull();
    expect(attendance({ O: 1 })).toBe("0.000000");
  });

  it("counts approved educational activity as attended", () => {
    expect(sessionsOf(counted({ "/": 90, B: 5, I: 3, N: 2 }))).toEqual({
      possible: 100,
      attended: 95,
      authorised: 3,
      unauthorised: 2,
    });
  });

  it("of a secondary school is understated by about 3 points where only / and \\ attend", () => {
    const sessions = sessionsOf(counted(secondary));
    expect(sessions.possible).toBe(10_000);
    const onlyPresent = attendanceOf({ attended: secondary["/"] + secondary["\\"], possible: sessions.possible });
    const points = Number(attendanceOf(sessions)) - Number(onlyPresent);
    expect(points).toBeGreaterThan(2.5);
    expect(points).toBeLessThan(3.5);
  });

  it("is rounded half up, exactly", () => {
    expect(attendance({ "/": 401, O: 399 }, 2)).toBe("50.13"); // 50.125
    expect(attendance({ "/": 1001, O: 999 }, 1)).toBe("50.1"); // 50.05, which binary fractions round down
    expect(attendance({ "/": 2, O: 1 })).toBe("66.666667");
    const all = 4_000_000_000_000_000;
    expect(attendanceOf({ attended: all - 1, possible: all })).toBe("100.000000");
    expect(attendanceOf({ attended: all - 1, possible: all }, 14)).toBe("99.99999999999998"); // …99975
  });
});

describe("sums", () => {
  const counts = fc
    .tuple(...Array.from({ length: 6 }, () => fc.nat(5000)))
    .map(([attended, activity, authorised, unauthorised, notPossible, unmarked]) => ({
      ...{ attended, activity, authorised, unauthorised, notPossible, unmarked },
    })) as fc.Arbitrary<Counts>;

  it("do not depend on their order, and possible is the sum of the four classes", () => {
    fc.assert(
      fc.property(fc.array(counts), fc.infiniteStream(fc.nat()), (parts, random) => {
        const shuffled = parts
          .map((part) => ({ part, by: random.next().value }))
          .sort((a, b) => a.by - b.by)
          .map(({ part }) => part);
        const sum = sumOf(parts);
        expect(sumOf(shuffled)).toEqual(sum);
        const { possible, attended, authorised, unauthorised } = sessionsOf(sum);
        expect(possible).toBe(sum.attended + sum.activity + sum.authorised + sum.unauthorised);
        expect(attended + authorised + unauthorised).toBe(possible);
        expect(marksIn(sum)).toBe(possible + sum.notPossible + sum.unmarked);
      }),
    );
  });

  it("are divided once: not the mean of the days", () => {
    const days = [counted({ "/": 1 }), counted({ "/": 1, O: 2 })];
    expect(attendanceOf(sessionsOf(sumOf(days)))).toBe("50.000000"); // the days' mean is 66.7
  });
});

describe("blank marks", () => {
  it("are many above 1% of all marks", () => {
    expect(hasManyBlanks(counted({ "/": 90, X: 9, "": 1 }))).toBe(false);
    expect(hasManyBlanks(counted({ "/": 89, X: 9, "": 1 }))).toBe(true);
    expect(hasManyBlanks(counted({}))).toBe(false);
  });
});

describe("an enrolment", () => {
  it("is persistently absent from a tenth of its own sessions, severely from half, exactly", () => {
    const missed = (missed: number, possible: number) => absenteesOf([{ missed, possible }]);
    expect(missed(18, 190)).toEqual({ enrolments: 1, persistent: 0, severe: 0 });
    expect(missed(19, 190)).toEqual({ enrolments: 1, persistent: 1, severe: 0 });
    expect(missed(3, 30)).toMatchObject({ persistent: 1 });
    expect(missed(94, 190)).toMatchObject({ persistent: 1, severe: 0 });
    expect(missed(95, 190)).toMatchObject({ persistent: 1, severe: 1 });
  });

  it("counts nowhere if nothing was possible", () => {
    const enrolments = [
      { missed: 0, possible: 0 },
      { missed: 0, possible: 1 },
      { missed: 1, possible: 1 },
    ];
    expect(absenteesOf(enrolments)).toEqual({ enrolments: 2, persistent: 1, severe: 1 });
  });
});
