// Every rule for submissions, with its words, and their order.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { type Rule, rules } from "../../src/submissions/rules.js";
import type { Submission } from "../../src/submissions/submission.js";
import { testDatabase } from "../support/database.js";
import { layWorld, submitAs, week, withdrawal } from "./world.js";

let database: Database;
let vendor: Viewer;
beforeAll(async () => {
  database = await testDatabase();
  vendor = await layWorld(database);
  await database.query(
    `INSERT INTO "grant" (id, client_id, capability, urn) SELECT gen_random_uuid(), $1, 'ATTENDANCE', urn FROM unnest($2::int[]) AS u (urn)`,
    [vendor.clientId, [100_004, 999_999]],
  );
});
beforeEach(async () => {
  await database.query("TRUNCATE submission, school_half_terms");
  await submitAs(database, vendor, week({ from: "2025-01-06", to: "2025-01-10", asAt: january }));
});
afterAll(() => database.close());

const january = new Date("2025-01-13T09:00:00Z");
const totals = { possible: 4000, attended: 3800, authorised: 150, unauthorised: 50 };
const codes = (...byCode: [string, number][]): Partial<Submission> => ({
  totals: null,
  byCode: byCode.map(([code, sessions]) => ({ code, sessions })),
});
const days = (from: string, to: string, asAt = "2025-07-21T09:00:00Z"): Partial<Submission> => ({
  ...{ from, to, asAt: new Date(asAt) },
});

const cases: readonly (readonly [Rule, Submission, string])[] = [
  [
    "NO_AGREEMENT",
    week({ urn: 100_003 }),
    "School 100003 has not agreed that you submit its attendance, or agrees no longer. Ask it for a grant of ATTENDANCE.",
  ],
  ["PERIOD", week({ from: "2024-9-9" }), "from: not a date like 2024-09-03."],
  ["PERIOD", week({ to: "2024-09-31" }), "to: not a day of the calendar."],
  [
    "PERIOD",
    week({ from: "2009-09-07", to: "2009-09-11" }),
    "from: before 1 September 2010, where the table of codes begins.",
  ],
  [
    "PERIOD",
    week({ to: "2024-09-08" }),
    "to: 2024-09-08 is before from, 2024-09-09. Give the first and the last day of the period.",
  ],
  [
    "PERIOD",
    week(days("2025-07-31", "2025-08-01", "2025-08-04T09:00:00Z")),
    "The period begins in 2024/25 and ends in 2025/26. Send a submission for each academic year (1 August to 31 July).",
  ],
  [
    "FUTURE",
    week({ asAt: new Date("2025-07-21T18:00:00.001Z") }),
    "asAt: 2025-07-21T18:00:00.001Z is in the future. Send the time at which the register was read; check the clock.",
  ],
  [
    "FUTURE",
    week({ asAt: new Date("2024-09-12T22:59:59Z") }),
    "to: 2024-09-13 is after 2024-09-12, the day of asAt. Send days whose register was read, or the time of the reading.",
  ],
  ["CONTENT", week({ totals: null }), "Give exactly one of byCode, totals and withdrawn: true."],
  ["CONTENT", week({ withdrawn: true }), "Give exactly one of byCode, totals and withdrawn: true."],
  ["CONTENT", week({ ...codes(["/", 1]), totals }), "Give exactly one of byCode, totals and withdrawn: true."],
  ["CONTENT", withdrawal({ severe: 0 }), "severe: a withdrawal has no figures. Leave it out."],
  ["CONTENT", week({ enrolments: null }), "enrolments: give their number, unless the period is withdrawn."],
  ["COUNTS", week({ revision: -1 }), "revision: -1 is not a whole number from 0 to 2147483647."],
  ["COUNTS", week({ revision: 2 ** 31 }), "revision: 2147483648 is not a whole number from 0 to 2147483647."],
  ["COUNTS", week({ enrolments: 1.5 }), "enrolments: 1.5 is not a whole number from 0 to 2147483647."],
  [
    "COUNTS",
    week({ totals: { ...totals, attended: -1 } }),
    "totals.attended: -1 is not a whole number from 0 to 2147483647.",
  ],
  ["COUNTS", week(codes(["/", -1])), 'byCode "/": -1 is not a whole number from 0 to 2147483647.'],
  ["COUNTS", week(codes(["/", 2 ** 31 - 1], ["I", 1])), "byCode: its sessions are more than 2147483647 together."],
  ["CODES", week(codes(["/", 1], ["A", 1])), 'byCode "A" on 9 September 2024: not a register code.'],
  ["CODES", week(codes(["H", 1])), 'byCode "H" on 9 September 2024: withdrawn after 18 August 2024: use C.'],
  [
    "CODES",
    week({ ...codes(["K", 1]), ...days("2024-08-12", "2024-08-23") }),
    'byCode "K" on 12 August 2024: not a register code before 19 August 2024.',
  ],
  [
    "CODES",
    week({ ...codes(["Y", 1]), ...days("2024-08-12", "2024-08-23") }),
    'byCode "Y" on 23 August 2024: withdrawn after 18 August 2024: use one of Y1, Y2, Y3, Y4, Y5, Y6, Y7.',
  ],
  ["CODES", week(codes(["/", 1], ["/", 1])), 'byCode "/": given twice. Send each code once, with all its sessions.'],
  ["CODES", week(codes(["", 1], ["-", 1])), 'byCode "-": given twice. Send each code once, with all its sessions.'],
  [
    "SUMS",
    week({ totals: { ...totals, possible: 3999 } }),
    "totals: possible is 3999, but attended + authorised + unauthorised are 4000. They must agree; attended includes approved educational activity.",
  ],
  [
    "ENROLMENTS",
    week({ persistent: 401 }),
    "persistent: 401 are more than enrolments, 400. Of the enrolments, those persistently absent include the severely absent.",
  ],
  [
    "ENROLMENTS",
    week({ persistent: null, severe: 401 }),
    "severe: 401 are more than enrolments, 400. Of the enrolments, those persistently absent include the severely absent.",
  ],
  [
    "ENROLMENTS",
    week({ severe: 61 }),
    "severe: 61 are more than persistent, 60. Of the enrolments, those persistently absent include the severely absent.",
  ],
  ["UNKNOWN_SCHOOL", week({ urn: 999_999 }), "The register of schools has no school 999999. Check the URN."],
  [
    "REVISION_USED",
    week({ ...days("2025-01-06", "2025-01-10"), revision: 1 }),
    "Revision 1 of this period is stored with other content. Send a correction with a higher revision.",
  ],
  [
    "NOTHING_TO_WITHDRAW",
    withdrawal(),
    "This period was never submitted. Check urn, scope, from and to: they must be those of the period.",
  ],
  [
    "HALF_TERM",
    week(days("2024-10-21", "2024-10-28")),
    "The period crosses into half term 2 of 2024/25, which begins on 2024-10-28. Send a submission for each half term, or set the school's own half terms: setHalfTerms.",
  ],
  [
    "HALF_TERM",
    week(days("2012-09-10", "2012-09-14")),
    "2012/13 has no half terms. The school can set them: setHalfTerms.",
  ],
  [
    "SCHOOL_NOT_OPEN",
    week({ urn: 100_004, ...days("2024-09-30", "2024-10-04") }),
    "from: school 100004 opened on 1 October 2024, after 2024-09-30. Send days from then.",
  ],
  [
    "SCHOOL_NOT_OPEN",
    week({ urn: 100_004, ...days("2025-06-09", "2025-06-14") }),
    "to: school 100004 closed on 13 June 2025, before 2025-06-14. Send days up to then.",
  ],
  [
    "OVERLAP",
    week(days("2025-01-10", "2025-01-17")),
    "The period shares days with 2025-01-06 to 2025-01-10, of which revision 1 is stored. Correct that period, or withdraw it first.",
  ],
  [
    "OVERLAP",
    week(days("2025-01-08", "2025-01-08")),
    "The period shares days with 2025-01-06 to 2025-01-10, of which revision 1 is stored. Correct that period, or withdraw it first.",
  ],
];

describe("a submission that breaks a rule", () => {
  it.each(cases)("is rejected by %s", async (rule, submission, message) => {
    const before = await database.query("SELECT * FROM submission");
    const [answer] = await submitAs(database, vendor, submission);
    expect(answer).toMatchObject({ outcome: "REJECTED", rule, message, warnings: [] });
    expect(answer!.after).toEqual(answer!.before);
    expect(await database.query("SELECT * FROM submission")).toEqual(before);
  });

  it("is tested for every rule, in their order", () => {
    expect([...new Set(cases.map(([rule]) => rule))]).toEqual(rules);
  });

  it("is rejected by the first of several", async () => {
    const all = { from: "2024-09-13", to: "2024-09-09", totals: null, revision: -1, severe: 900 };
    const first = async (changes: Partial<Submission>) =>
      (await submitAs(database, vendor, week({ ...all, ...changes })))[0]!.rule;
    expect(await first({ urn: 100_003 })).toBe("NO_AGREEMENT");
    expect(await first({})).toBe("PERIOD");
    const future = { to: "2024-09-20" };
    expect(await first(future)).toBe("FUTURE");
    const content = { ...future, from: "2024-09-09", to: "2024-09-13" };
    expect(await first(content)).toBe("CONTENT");
    const counts = { ...content, ...codes(["A", 1]) };
    expect(await first(counts)).toBe("COUNTS");
    expect(await first({ ...counts, revision: 1 })).toBe("CODES");
    expect(await first({ ...counts, ...codes(["/", 1]), revision: 1 })).toBe("ENROLMENTS");
  });

  it("shows the year to date of a school that agreed, unless the year is unclear", async () => {
    const [answer, unclear] = await submitAs(database, vendor, week({ enrolments: -1 }), week({ to: "2024-09-08" }));
    expect(answer).toMatchObject({ before: { possible: 4000 }, after: { possible: 4000 }, revision: null });
    expect(unclear).toMatchObject({ before: null, after: null, revision: null });
  });
});

describe("a submission at the edge of a rule", () => {
  it.each<[string, Partial<Submission>]>([
    [
      "was read on its last day, in the evening of a British summer",
      days("2024-09-09", "2024-09-13", "2024-09-12T23:00:00Z"),
    ],
    ["was read now", days("2024-09-09", "2024-09-13", "2025-07-21T18:00:00Z")],
    ["is one day", days("2024-09-09", "2024-09-09")],
    ["is a half term, from its first to its last day", days("2024-10-28", "2024-12-31")],
    ["ends on the last day of the year", days("2025-05-26", "2025-07-20")],
    ["begins on the first day of the year", days("2024-08-01", "2024-08-02")],
    ["is the day after another", days("2025-01-11", "2025-01-17")],
    ["is on the days of another scope", { scope: "SIXTH_FORM", ...days("2025-01-06", "2025-01-10") }],
    ["is on the days of another school", { urn: 100_002, ...days("2025-01-06", "2025-01-10") }],
    ["begins on the day that the school opened", { urn: 100_004, ...days("2024-10-01", "2024-10-04") }],
    ["ends on the day that the school closed", { urn: 100_004, ...days("2025-06-09", "2025-06-13") }],
    ["has revision 0", { revision: 0 }],
    ["has no absentees counted", { persistent: null, severe: null }],
    [
      "has the largest counts",
      { totals: { possible: 2 ** 31 - 1, attended: 2 ** 31 - 1, authorised: 0, unauthorised: 0 } },
    ],
  ])("is stored: it %s", async (_what, changes) => {
    expect(await submitAs(database, vendor, week(changes))).toMatchObject([{ outcome: "STORED", rule: null }]);
  });

  it("is stored within the school's own half terms", async () => {
    await database.query(
      `INSERT INTO school_half_terms VALUES (100001, '2024/25', $1::date[]), (100001, '2012/13', $2::date[])`,
      [
        ["2024-08-01", "2024-11-04", "2025-01-01", "2025-02-17", "2025-04-21", "2025-05-26"],
        ["2012-08-01", "2012-11-05", "2013-01-01", "2013-02-18", "2013-04-01", "2013-05-27"],
      ],
    );
    const answers = await submitAs(
      database,
      vendor,
      week(days("2024-10-21", "2024-11-01")),
      week({ urn: 100_002, ...days("2024-10-21", "2024-11-01") }),
      week(days("2012-09-10", "2012-09-14")),
    );
    expect(answers.map(({ rule, outcome }) => rule ?? outcome)).toEqual(["STORED", "HALF_TERM", "STORED"]);
  });
});
