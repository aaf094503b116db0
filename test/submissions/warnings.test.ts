// Every warning, with its words.
import { describe, expect, it } from "vitest";
import { totalsOf } from "../../src/submissions/figures.js";
import type { Submission } from "../../src/submissions/submission.js";
import { warningsOf } from "../../src/submissions/warnings.js";
import { week } from "./world.js";

const codes = (...byCode: [string, number][]): Partial<Submission> => ({
  totals: null,
  byCode: byCode.map(([code, sessions]) => ({ code, sessions })),
});
const days = (from: string, to: string): Partial<Submission> => ({ from, to });

describe("a warning", () => {
  it.each<[string, Partial<Submission>, string[]]>([
    ["1% of blank marks", codes(["/", 99], ["-", 1]), []],
    [
      "more blank marks",
      codes(["/", 98], ["-", 2]),
      ["MANY_BLANKS: 2.0% of the marks are blank. They count as not possible: complete the register."],
    ],
    [
      "1.5 times the sessions of its enrolments",
      { enrolments: 100, ...codes(["/", 1500]), persistent: 0, severe: 0 },
      [],
    ],
    [
      "more sessions",
      { enrolments: 100, ...codes(["/", 1501]), persistent: 0, severe: 0 },
      ["MANY_SESSIONS: 1,501 possible sessions are more than 1.5 times what 100 enrolments can have in 5 weekdays."],
    ],
    [
      "sessions at a weekend",
      { ...days("2024-09-14", "2024-09-15"), ...codes(["/", 1]) },
      ["MANY_SESSIONS: 1 possible sessions are more than 1.5 times what 400 enrolments can have in 0 weekdays."],
    ],
    ["1.5 times the pupils of the register", { enrolments: 600 }, []],
    [
      "more enrolments",
      { enrolments: 601 },
      ["ENROLMENTS_BEYOND_ROLL: 601 enrolments are more than 1.5 times the 400 pupils of the register of schools."],
    ],
  ])("of %s", (_what, changes, expected) => {
    const submission = week(changes);
    const warnings = warningsOf(submission, totalsOf(submission)!, 400);
    expect(warnings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual(expected);
  });
});
