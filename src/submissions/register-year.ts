// The academic year of attendance registers: from 1 August to 31 July. Ages, and so scopes, are those of its 31 August.
import { yearStartingIn } from "../population/year.js";

/** `2023/24`. @param date ISO */
export function registerYearOf(date: string): string {
  const [year, month] = date.split("-").map(Number);
  return yearStartingIn(month! < 8 ? year! - 1 : year!);
}

/** ISO date of 1 August. @param year such as 2023/24 */
export const startOfRegisterYear = (year: string): string => `${year.slice(0, 4)}-08-01`;

/** ISO date of 31 July. */
export const endOfRegisterYear = (year: string): string => `${Number(year.slice(0, 4)) + 1}-07-31`;
