// The year to date of a school and scope: the sum over its current periods that are not withdrawn.
import { attendanceOf } from "./codes/figures.js";
import type { Totals } from "./submission.js";

export interface ToDate extends Totals {
  /** Per cent, six decimals; null where no session was possible. */
  readonly attendance: string | null;
}

/** Sessions, and of how many periods. */
export interface Sums extends Totals {
  readonly periods: number;
}

export const nothing: Sums = { periods: 0, possible: 0, attended: 0, authorised: 0, unauthorised: 0 };

/** With the period's totals added, or taken away. Null totals change nothing. */
export function changed(sums: Sums, totals: Totals | null, by: 1 | -1): Sums {
  if (!totals) return sums;
  return {
    periods: sums.periods + by,
    possible: sums.possible + by * totals.possible,
    attended: sums.attended + by * totals.attended,
    authorised: sums.authorised + by * totals.authorised,
    unauthorised: sums.unauthorised + by * totals.unauthorised,
  };
}

/** Null where nothing is submitted. */
export function toDateOf({ periods, ...totals }: Sums): ToDate | null {
  return periods === 0 ? null : { ...totals, attendance: attendanceOf(totals) };
}
