// The weeks in which the invented schools are open: all of the base year, and the target year's first half term.
import { baseYear, targetYear } from "./calendar.js";

/** A school week, from its first day to its last: ISO dates. */
export interface SchoolWeek {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** 1 to 6 */
  readonly halfTerm: number;
}

type Days = readonly [first: string, last: string];

const halfTermsOfBaseYear: readonly Days[] = [
  ["2024-09-04", "2024-10-25"],
  ["2024-11-04", "2024-12-20"],
  ["2025-01-06", "2025-02-14"],
  ["2025-02-24", "2025-04-04"],
  ["2025-04-22", "2025-05-23"],
  ["2025-06-02", "2025-07-18"],
];
const holidays: ReadonlySet<string> = new Set(["2025-05-05"]);

/** What is submitted of a year. The base year has 39 weeks; those of the target year are as long as its first eight. */
export const schoolWeeks: Readonly<Record<typeof baseYear | typeof targetYear, readonly SchoolWeek[]>> = {
  [baseYear]: halfTermsOfBaseYear.flatMap(weeksWithin),
  [targetYear]: weeksWithin(["2025-09-03", "2025-10-24"], 0),
};

/** The week after the target year's first half term, in which no school is open. */
export const holidayWeek = { from: "2025-10-27", to: "2025-10-31" } as const;

function weeksWithin([first, last]: Days, index: number): SchoolWeek[] {
  const weeks: string[][] = [];
  for (let day = first; day <= last; day = daysAfter(day, 1)) {
    const weekday = new Date(day).getUTCDay();
    if (weekday === 1 || day === first) weeks.push([]);
    if (weekday >= 1 && weekday <= 5 && !holidays.has(day)) weeks.at(-1)!.push(day);
  }
  return weeks.map((days) => ({ from: days[0]!, to: days.at(-1)!, days: days.length, halfTerm: index + 1 }));
}

/** ISO. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
