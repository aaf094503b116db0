// The six half terms of an academic year, which partition it.
import { endOfRegisterYear, startOfRegisterYear } from "../register-year.js";

/** The first day of each of the six: ISO dates, ascending, from 1 August. Each ends the day before the next begins. */
export type HalfTerms = readonly string[];

/** Academic year -> its half terms. Plain data, so that threads can have it. */
export type HalfTermTable = Readonly<Record<string, HalfTerms>>;

/** 1 to 6. @param date ISO, in the year of the half terms */
export const halfTermOf = (begins: HalfTerms, date: string): number =>
  begins.findLastIndex((first) => first <= date) + 1;

/** What is wrong with half terms of a year, in words that follow their name; null: nothing. @param begins ISO dates */
export function faultOfHalfTerms(year: string, begins: HalfTerms): string | null {
  const first = startOfRegisterYear(year);
  if (begins.length !== 6) return `must be the first days of six half terms, not of ${begins.length}`;
  if (begins[0] !== first) return `must begin with ${first}`;
  const late = begins.findIndex((begin, index) => index > 0 && begin <= begins[index - 1]!);
  if (late > 0) return `must ascend: ${begins[late]} is not after ${begins[late - 1]}`;
  if (begins[5]! > endOfRegisterYear(year))
    return `must end by ${endOfRegisterYear(year)}, which ${begins[5]} is after`;
  return null;
}
