// The rules that a submission must keep. Each message says what is wrong, where, and what to do.
import { abbreviate } from "../import/row-reader.js";
import { classifyCode, refuseDate, written } from "./codes/classify.js";
import { largestCount } from "./figures.js";
import { registerYearOf } from "./register-year.js";
import type { Submission } from "./submission.js";

/** In the order in which they are checked: the first that is broken is reported. The last six depend on what is stored. */
export const rules = [
  "NO_AGREEMENT",
  "PERIOD",
  "FUTURE",
  "CONTENT",
  "COUNTS",
  "CODES",
  "SUMS",
  "ENROLMENTS",
  "UNKNOWN_SCHOOL",
  "REVISION_USED",
  "NOTHING_TO_WITHDRAW",
  "HALF_TERM",
  "SCHOOL_NOT_OPEN",
  "OVERLAP",
] as const;
export type Rule = (typeof rules)[number];

export interface Fault {
  readonly rule: Rule;
  readonly message: string;
}

/**
 * The first broken rule of those that need only the submission itself.
 * @param now the time of the call
 */
export function faultOf(submission: Submission, now: Date): Fault | null {
  for (const [rule, check] of ownRules) {
    const message = check(submission, now);
    if (message !== null) return { rule, message };
  }
  return null;
}

type Check = (submission: Submission, now: Date) => string | null;

function faultOfPeriod({ from, to }: Submission): string | null {
  for (const [name, date] of Object.entries({ from, to })) {
    const refused = refuseDate(date);
    if (refused) return `${name}: ${refused.reason}.`;
  }
  if (to < from) return `to: ${to} is before from, ${from}. Give the first and the last day of the period.`;
  const [first, last] = [registerYearOf(from), registerYearOf(to)];
  if (first === last) return null;
  return `The period begins in ${first} and ends in ${last}. Send a submission for each academic year (1 August to 31 July).`;
}

function faultOfTime({ to, asAt }: Submission, now: Date): string | null {
  if (asAt > now)
    return `asAt: ${asAt.toISOString()} is in the future. Send the time at which the register was read; check the clock.`;
  const read = dayInEngland(asAt);
  if (to <= read) return null;
  return `to: ${to} is after ${read}, the day of asAt. Send days whose register was read, or the time of the reading.`;
}

/** ISO date. */
const dayInEngland = (time: Date): string => englishDay.format(time);
const englishDay = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" });

function faultOfContent({ byCode, totals, withdrawn, enrolments, persistent, severe }: Submission): string | null {
  if ([byCode != null, totals != null, withdrawn === true].filter(Boolean).length !== 1)
    return "Give exactly one of byCode, totals and withdrawn: true.";
  if (withdrawn) {
    const given = Object.entries({ enrolments, persistent, severe }).find(([, figure]) => figure != null);
    return given ? `${given[0]}: a withdrawal has no figures. Leave it out.` : null;
  }
  return enrolments == null ? "enrolments: give their number, unless the period is withdrawn." : null;
}

function faultOfCounts(submission: Submission): string | null {
  const { revision, byCode, totals, enrolments, persistent, severe } = submission;
  const counts: [string, number | null | undefined][] = [
    ...Object.entries({ revision, enrolments, persistent, severe }),
    ...Object.entries(totals ?? {}).map(([name, count]): [string, number] => [`totals.${name}`, count]),
    ...(byCode ?? []).map(({ code, sessions }): [string, number] => [named(code), sessions]),
  ];
  for (const [name, count] of counts) {
    if (count == null || (Number.isInteger(count) && count >= 0 && count <= largestCount)) continue;
    return `${name}: ${count} is not a whole number from 0 to ${largestCount}.`;
  }
  const sum = (byCode ?? []).reduce((all, { sessions }) => all + sessions, 0);
  return sum > largestCount ? `byCode: its sessions are more than ${largestCount} together.` : null;
}

const named = (code: string) => `byCode ${JSON.stringify(abbreviate(code))}`;

function faultOfCodes({ byCode, from, to }: Submission): string | null {
  const known = new Set<string>();
  for (const { code } of byCode ?? []) {
    for (const date of [from, to]) {
      const found = classifyCode(code, date);
      if ("fault" in found) return `${named(code)} on ${written(date)}: ${found.reason}.`;
    }
    if (known.has(code || "-")) return `${named(code)}: given twice. Send each code once, with all its sessions.`;
    known.add(code || "-");
  }
  return null;
}

function faultOfSums({ totals }: Submission): string | null {
  if (!totals) return null;
  const { possible, attended, authorised, unauthorised } = totals;
  const sum = attended + authorised + unauthorised;
  if (possible === sum) return null;
  return `totals: possible is ${possible}, but attended + authorised + unauthorised are ${sum}. They must agree; attended includes approved educational activity.`;
}

function faultOfEnrolments({ enrolments, persistent, severe }: Submission): string | null {
  if (enrolments == null) return null;
  const parts: [string, number | null | undefined, string, number | null | undefined][] = [
    ["persistent", persistent, "enrolments", enrolments],
    ["severe", severe, "enrolments", enrolments],
    ["severe", severe, "persistent", persistent],
  ];
  for (const [name, part, whole, all] of parts) {
    if (part != null && all != null && part > all)
      return `${name}: ${part} are more than ${whole}, ${all}. Of the enrolments, those persistently absent include the severely absent.`;
  }
  return null;
}

const ownRules: readonly (readonly [Rule, Check])[] = [
  ["PERIOD", faultOfPeriod],
  ["FUTURE", faultOfTime],
  ["CONTENT", faultOfContent],
  ["COUNTS", faultOfCounts],
  ["CODES", faultOfCodes],
  ["SUMS", faultOfSums],
  ["ENROLMENTS", faultOfEnrolments],
];
