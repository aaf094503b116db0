// What an invented vendor submits for a school: attendance of the target year's first half term, week by week, and of
// the base year, with later corrections, and now and then something else.
import { classifyCode } from "../src/submissions/codes/classify.js";
import { noMarks, type Sessions, sessionsOf } from "../src/submissions/codes/figures.js";
import { type CodeCount, publishedScope, type Submission } from "../src/submissions/submission.js";
import { baseYear, targetYear } from "./calendar.js";
import { Random } from "./random.js";
import { beforeReasons, drawMarks, type SubmittingBlock } from "./register-marks.js";
import { daysAfter, holidayWeek, type SchoolWeek, schoolWeeks } from "./school-weeks.js";

/** A school whose attendance is submitted. Percentages are 0-100. */
export interface SubmittingSchool {
  readonly urn: number;
  readonly block: SubmittingBlock;
  readonly lowAge: number;
  readonly highAge: number;
  readonly roll: number;
  /** Of absence, a share of 0-1. */
  readonly unauthorised: number;
  /** As published later for the year. */
  readonly absence: Readonly<Record<SubmittedYear, number>>;
  readonly persistent: Readonly<Record<SubmittedYear, number>>;
}
type SubmittedYear = keyof typeof schoolWeeks;

/** What is submitted of the base year: every week as it passed; its half terms, but a year later; from May; nothing. */
export type EarlierYear = "WEEKLY" | "READ_LATER" | "FROM_MAY" | "NONE";

/** What is particular about a school. */
export interface Habits {
  readonly earlierYear: EarlierYear;
  /** It does not say which codes its totals are of. */
  readonly totalsOnly?: boolean;
  readonly manyBlanks?: boolean;
  /** From the target year on, a third of what would be `I` has this code. */
  readonly insteadOfIllness?: string | undefined;
  /** Its sixth form is submitted too. */
  readonly sixthForm?: boolean;
  /** It submits a week of the holidays by mistake, and withdraws it. */
  readonly mistake?: boolean;
}

/** Absence of a half term beside that of the year. Assumed, not fitted. */
const seasons = [0.87, 1.12, 1.06, 1.0, 0.94, 1.04];
/** Standard deviations of the logarithm of absence for a school of `typicalRoll`: of a half term, and of a week. */
const halfTermSpread = 0.05;
const weekSpread = 0.08;
const typicalRoll = 600;
/** The share of weeks that are corrected, days after `to`. */
const correctedShare = 0.1;
const correctedAfter = 24;
/** Days from `to` until a register is first read. */
const readAfter: Readonly<Record<SubmittedYear, number>> = { [baseYear]: 3, [targetYear]: 5 };
/** Those who join in a year. */
const joining = 0.02;
const severeShare = 0.08;

/** In the order of their revisions. The same school, habits and seed give the same submissions. */
export function inventSubmissions(school: SubmittingSchool, habits: Habits, seed: number): Submission[] {
  const random = new Random(seed, `attendance of ${school.urn}`);
  const before = submitYear(random, school, { ...habits, insteadOfIllness: undefined }, baseYear);
  const since = submitYear(random, school, habits, targetYear);
  const earlier: Record<EarlierYear, () => Submission[]> = {
    WEEKLY: () => before,
    READ_LATER: () => byHalfTerm(before),
    FROM_MAY: () => before.filter(({ from }) => from >= "2025-04-22"),
    NONE: () => [],
  };
  return [...earlier[habits.earlierYear](), ...since, ...(habits.mistake ? withdrawn(since) : [])];
}

function submitYear(random: Random, school: SubmittingSchool, habits: Habits, year: SubmittedYear): Submission[] {
  const absence = drawAbsence(random, school, year);
  const read = (week: SchoolWeek, index: number): Submission[] => {
    const enrolments = Math.round(school.roll * aged5To15(school) * (1 + (joining * index) / 39));
    const present = week.halfTerm === 6 ? Math.round(enrolments * (1 - aged15(school))) : enrolments;
    const marks = drawMarks(random, { ...school, ...habits, marks: 2 * week.days * present, absence: absence[index]! });
    const persistent = Math.round((enrolments * school.persistent[year]) / 100);
    const severe = Math.round(persistent * severeShare);
    const asSubmitted = (revision: number, days: number, counts: readonly CodeCount[]): Submission => ({
      ...{ urn: school.urn, scope: publishedScope, from: week.from, to: week.to, revision },
      asAt: readOn(daysAfter(week.to, days)),
      ...(habits.totalsOnly ? { totals: totalsOf(counts, week.to) } : { byCode: counts }),
      ...{ enrolments, persistent, severe },
    });
    const first = readAfter[year];
    if (!random.chance(correctedShare)) return [asSubmitted(1, first, marks)];
    const { authorised, unauthorised } = totalsOf(marks, week.to);
    const early = beforeReasons(marks, authorised + unauthorised);
    return [asSubmitted(1, first, early), asSubmitted(2, correctedAfter, marks)];
  };
  const submissions = schoolWeeks[year].flatMap(read);
  return habits.sixthForm && year === targetYear
    ? [...submissions, ...submissions.filter(({ byCode }) => byCode).map(ofSixthForm)]
    : submissions;
}

/** Shares of sessions, by week of the base year, whose mean is the year's published absence. */
function drawAbsence(random: Random, { absence, roll }: SubmittingSchool, year: SubmittedYear): number[] {
  const variability = Math.min(2, Math.max(0.6, (typicalRoll / roll) ** 0.35));
  const halfTerms = seasons.map((season) => season * Math.exp(variability * halfTermSpread * random.normal()));
  const weeks = schoolWeeks[baseYear];
  const drawn = weeks.map(
    ({ halfTerm }) => halfTerms[halfTerm - 1]! * Math.exp(variability * weekSpread * random.normal()),
  );
  const days = weeks.reduce((sum, week) => sum + week.days, 0);
  const mean = weeks.reduce((sum, week, index) => sum + week.days * drawn[index]!, 0) / days;
  return drawn.map((value) => Math.min(0.95, (absence[year] * value) / mean / 100));
}

/** Shares of the pupils on roll, assuming that each year of age has as many. */
const aged5To15 = ({ lowAge, highAge }: SubmittingSchool): number =>
  (Math.min(highAge, 16) - Math.max(lowAge, 5)) / (highAge - lowAge);
const aged15 = ({ lowAge, highAge }: SubmittingSchool): number => (highAge < 16 ? 0 : 1 / (16 - Math.max(lowAge, 5)));

const readOn = (day: string): Date => new Date(`${day}T17:30:00Z`);

function totalsOf(counts: readonly CodeCount[], day: string): Sessions {
  const marks = noMarks();
  for (const { code, sessions } of counts) {
    const classified = classifyCode(code, day);
    if ("fault" in classified) throw new Error(`${code} on ${day}: ${classified.reason}`);
    marks[classified.class] += sessions;
  }
  return sessionsOf(marks);
}

/** The latest revisions, added up by half term, and read when the year was over. */
function byHalfTerm(weekly: readonly Submission[]): Submission[] {
  const weeks = schoolWeeks[baseYear];
  return [1, 2, 3, 4, 5, 6].map((number) => {
    const within = weeks.filter(({ halfTerm }) => halfTerm === number);
    const latest = within.map(({ from }) => weekly.findLast((one) => one.from === from)!);
    const last = latest.at(-1)!;
    const sum = (name: keyof Sessions) => latest.reduce((all, one) => all + figuresOf(one)[name], 0);
    const totals = {
      possible: sum("possible"),
      attended: sum("attended"),
      authorised: sum("authorised"),
      unauthorised: sum("unauthorised"),
    };
    const { urn, scope, to, enrolments, persistent, severe } = last;
    const asAt = readOn("2025-09-10");
    return { urn, scope, from: latest[0]!.from, to, revision: 1, asAt, totals, enrolments, persistent, severe };
  });
}

const figuresOf = ({ totals, byCode, to }: Submission): Sessions => totals ?? totalsOf(byCode!, to);

/** Pupils over 15 are a fifth of those from 5 to 15, and attend as they do. */
function ofSixthForm({ byCode, enrolments, persistent, severe, ...submission }: Submission): Submission {
  const fifth = (count: number | null | undefined) => Math.floor((count ?? 0) / 5);
  const counts = byCode?.map(({ code, sessions }) => ({ code, sessions: fifth(sessions) }));
  const pupils = { enrolments: fifth(enrolments), persistent: fifth(persistent), severe: fifth(severe) };
  return { ...submission, scope: "SIXTH_FORM", byCode: counts, ...pupils };
}

/** The last week, submitted again as the holiday's week, and then withdrawn. */
function withdrawn(submissions: readonly Submission[]): Submission[] {
  const last = submissions.findLast(({ scope }) => scope === publishedScope)!;
  const { urn, scope } = last;
  const period = { urn, scope, ...holidayWeek };
  return [
    { ...last, ...period, revision: 1, asAt: readOn("2025-11-03") },
    { ...period, revision: 2, asAt: readOn("2025-11-05"), withdrawn: true },
  ];
}
