// What a person should check in a submission that is accepted all the same.

import { count, counted } from "../plural.js";
import { attendanceOf, hasManyBlanks, marksIn } from "./codes/figures.js";
import { dayOf } from "./conformance/marks.js";
import { countsOf } from "./figures.js";
import type { Submission, Totals } from "./submission.js";

export const warningRules = ["MANY_BLANKS", "MANY_SESSIONS", "ENROLMENTS_BEYOND_ROLL"] as const;

export interface Warning {
  readonly rule: (typeof warningRules)[number];
  readonly message: string;
}

/** @param roll pupils according to the register; null: unknown */
export function warningsOf(submission: Submission, totals: Totals, roll: number | null): Warning[] {
  const { byCode, from, to, enrolments } = submission;
  const warnings: Warning[] = [];
  const warn = (rule: Warning["rule"], message: string) => warnings.push({ rule, message });
  const counts = byCode ? countsOf(byCode, from) : null;
  if (counts && hasManyBlanks(counts)) {
    const share = attendanceOf({ attended: counts.unmarked, possible: marksIn(counts) }, 1);
    warn("MANY_BLANKS", `${share}% of the marks are blank. They count as not possible: complete the register.`);
  }
  const weekdays = weekdaysBetween(from, to);
  if (enrolments != null && totals.possible > 3 * enrolments * weekdays) {
    warn(
      "MANY_SESSIONS",
      `${count(totals.possible)} possible sessions are more than 1.5 times what ${counted(enrolments, "enrolment")} can have in ${counted(weekdays, "weekday")}.`,
    );
  }
  if (enrolments != null && roll !== null && 2 * enrolments > 3 * roll)
    warn(
      "ENROLMENTS_BEYOND_ROLL",
      `${counted(enrolments, "enrolment")} are more than 1.5 times the ${counted(roll, "pupil")} of the register of schools.`,
    );
  return warnings;
}

/** Mondays to Fridays, both days included. */
function weekdaysBetween(from: string, to: string): number {
  let weekdays = 0;
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    // Day 0, 1 January 1970, was a Thursday.
    if ((day + 3) % 7 < 5) weekdays++;
  }
  return weekdays;
}
