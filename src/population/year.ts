// Academic years as text, such as `2022/23`: from 1 September to 31 August.
import { KindredError } from "../errors.js";

/** Years whose attendance is never used: schools were closed to most pupils in parts of them. */
const unusableYears: ReadonlySet<string> = new Set(["2019/20", "2020/21"]);

export const isUsableYear = (year: string): boolean => !unusableYears.has(year);

/**
 * The academic year `by` years later, or earlier where `by` is negative.
 * @throws KindredError BAD_ARGUMENT where `year` is not like 2022/23
 */
export function shiftYear(year: string, by: number): string {
  return yearStartingIn(firstYear(year) + by);
}

/** ISO date of the first day of an academic year. @throws KindredError BAD_ARGUMENT */
export const startOfYear = (year: string): string => `${firstYear(year)}-09-01`;

/** ISO date of the last day of an academic year. @throws KindredError BAD_ARGUMENT */
export const endOfYear = (year: string): string => `${firstYear(year) + 1}-08-31`;

export const isYear = (year: string): boolean =>
  /^\d{4}\/\d{2}$/.test(year) && yearStartingIn(startingIn(year)) === year;

/** @throws KindredError BAD_ARGUMENT where `year` is not like 2022/23 */
export function assertYear(year: string): void {
  if (isYear(year)) return;
  throw new KindredError("BAD_ARGUMENT", `'${year}' is not an academic year: write it like 2024/25.`);
}

function firstYear(year: string): number {
  assertYear(year);
  return startingIn(year);
}

const startingIn = (year: string): number => Number(year.slice(0, 4));

/** `2023/24` for 2023. */
export const yearStartingIn = (first: number): string => `${first}/${String((first + 1) % 100).padStart(2, "0")}`;
