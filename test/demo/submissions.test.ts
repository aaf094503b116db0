// The attendance that the demo's vendor submits: near what is published, counted by code, corrected and withdrawn.
import { describe, expect, it } from "vitest";
import type { SubmittingBlock } from "../../demo/register-marks.js";
import { schoolWeeks } from "../../demo/school-weeks.js";
import { type Habits, inventSubmissions, type SubmittingSchool } from "../../demo/submissions.js";
import { classifyCode } from "../../src/submissions/codes/classify.js";
import { type Counts, marksIn, noMarks, sessionsOf } from "../../src/submissions/codes/figures.js";
import type { Submission } from "../../src/submissions/submission.js";

const school: SubmittingSchool = {
  urn: 800_123,
  block: "SECONDARY",
  lowAge: 11,
  highAge: 16,
  roll: 1000,
  unauthorised: 0.3,
  absence: { "2024/25": 9, "2025/26": 8.5 },
  persistent: { "2024/25": 25, "2025/26": 24 },
};
const weekly: Habits = { earlierYear: "WEEKLY" };
const invent = (habits: Partial<Habits> = {}, changed: Partial<SubmittingSchool> = {}) =>
  inventSubmissions({ ...school, ...changed }, { ...weekly, ...habits }, 1);

/** The latest revision of each period that is not withdrawn. */
function latest(submissions: readonly Submission[]): Submission[] {
  const byPeriod = new Map(submissions.map((one) => [`${one.scope} ${one.from}`, one]));
  return [...byPeriod.values()].filter(({ withdrawn }) => !withdrawn);
}

function countsOf({ byCode, to }: Submission): Counts {
  const counts = noMarks();
  for (const { code, sessions } of byCode ?? []) {
    const classified = classifyCode(code, to);
    if ("fault" in classified) throw new Error(classified.reason);
    counts[classified.class] += sessions;
  }
  return counts;
}

const inYear = (submissions: readonly Submission[], year: keyof typeof schoolWeeks) =>
  submissions.filter(({ from }) => schoolWeeks[year].some((week) => week.from === from));

function absenceOf(submissions: readonly Submission[]): number {
  const sessions = submissions.map((one) => one.totals ?? sessionsOf(countsOf(one)));
  const sum = (name: "possible" | "attended") => sessions.reduce((all, one) => all + one[name], 0);
  return 100 - (100 * sum("attended")) / sum("possible");
}

/** Per cent of all marks. */
function shareOf(code: string, submissions: readonly Submission[]): number {
  const marks = submissions.flatMap(({ byCode }) => byCode ?? []);
  const sum = (counts: typeof marks) => counts.reduce((all, { sessions }) => all + sessions, 0);
  return (100 * sum(marks.filter((count) => count.code === code))) / sum(marks);
}

describe("a school's submissions", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(invent()).toEqual(invent());
    expect(inventSubmissions(school, weekly, 2)).not.toEqual(invent());
  });

  it("are of 39 weeks of the base year, and the eight of the target year's first half term", () => {
    const periods = latest(invent());
    expect(inYear(periods, "2024/25")).toHaveLength(39);
    expect(inYear(periods, "2025/26")).toHaveLength(8);
    expect(periods).toHaveLength(47);
  });

  it.each<[SubmittingBlock, Partial<SubmittingSchool>]>([
    ["PRIMARY", { lowAge: 4, highAge: 11, roll: 200, absence: { "2024/25": 5.5, "2025/26": 5.2 } }],
    ["SECONDARY", {}],
    ["SPECIAL", { lowAge: 3, highAge: 19, roll: 120, absence: { "2024/25": 13, "2025/26": 12 } }],
    ["ALTERNATIVE_PROVISION", { roll: 30, absence: { "2024/25": 35, "2025/26": 33 } }],
  ])("of block %s add up to nearly the published absence, with less of it in autumn", (block, changed) => {
    const published = { ...school, ...changed }.absence["2024/25"];
    const year = inYear(latest(invent({}, { ...changed, block })), "2024/25");
    expect(Math.abs(absenceOf(year) / published - 1)).toBeLessThan(0.02);
    expect(absenceOf(year.slice(0, 8))).toBeLessThan(absenceOf(year));
  });

  it("count every pupil of 5 to 15 in both sessions of each day, until those of 15 leave", () => {
    const periods = inYear(latest(invent()), "2024/25");
    for (const [index, period] of periods.entries()) {
      const { days, halfTerm } = schoolWeeks["2024/25"][index]!;
      const pupils = marksIn(countsOf(period)) / (2 * days);
      const share = pupils / period.enrolments!;
      if (halfTerm < 6) expect(share).toBe(1);
      else expect(share).toBeCloseTo(0.8, 2);
    }
  });

  it("are corrected by a higher revision, which knows more of the reasons", () => {
    const submissions = invent();
    const corrected = submissions.filter(({ revision }) => revision === 2);
    expect(corrected.length).toBeGreaterThan(2);
    for (const later of corrected) {
      const first = submissions.find(({ from, revision }) => from === later.from && revision === 1)!;
      expect(shareOf("N", [first])).toBeGreaterThan(0);
      expect(shareOf("N", [later])).toBe(0);
      expect(absenceOf([later])).toBeLessThan(absenceOf([first]));
      expect(marksIn(countsOf(later))).toBe(marksIn(countsOf(first)));
      expect(later.asAt > first.asAt).toBe(true);
    }
  });

  it("withdraw a week that was submitted by mistake", () => {
    const [mistaken, tombstone] = invent({ mistake: true }).slice(-2);
    expect(tombstone).toMatchObject({ from: mistaken!.from, to: mistaken!.to, revision: 2, withdrawn: true });
    expect(tombstone).not.toHaveProperty("byCode");
    expect(tombstone).not.toHaveProperty("enrolments");
    expect(latest(invent({ mistake: true }))).toEqual(latest(invent()));
  });

  it("may be totals without codes, or have many blank marks", () => {
    expect(invent({ totalsOnly: true }).every(({ byCode, totals }) => !byCode && totals)).toBe(true);
    expect(shareOf("-", invent({ manyBlanks: true }))).toBeGreaterThan(1);
    expect(shareOf("-", invent())).toBeLessThan(0.2);
  });

  it("show a changed use of codes from one year to the next", () => {
    for (const code of ["B", "D", "X", "C2"]) {
      const periods = latest(invent({ insteadOfIllness: code }));
      const [before, since] = (["2024/25", "2025/26"] as const).map((year) => shareOf(code, inYear(periods, year)));
      expect(since! - before!).toBeGreaterThan(0.8);
    }
  });

  it("may have a sixth form of their own scope", () => {
    const scopes = invent({ sixthForm: true }).map(({ scope }) => scope);
    expect(new Set(scopes)).toEqual(new Set(["AGE_5_15", "SIXTH_FORM"]));
  });

  it("of the year before may be half terms read later, the last weeks, or none", () => {
    const periods = (earlierYear: Habits["earlierYear"]) =>
      latest(invent({ earlierYear })).filter(({ to }) => to < "2025-08-01");
    const later = periods("READ_LATER");
    expect(later).toHaveLength(6);
    expect(absenceOf(later)).toBeCloseTo(absenceOf(periods("WEEKLY")), 10);
    for (const { asAt } of later) expect(asAt > new Date("2025-08-01")).toBe(true);
    expect(periods("FROM_MAY")).toHaveLength(12);
    expect(periods("NONE")).toEqual([]);
  });
});
