// The sessions of a submission, whichever way it gives them.
import { classifyCode } from "./codes/classify.js";
import { type Counts, noMarks, sessionsOf } from "./codes/figures.js";
import { registerCodes } from "./codes/table.js";
import type { CodeCount, Submission, Totals } from "./submission.js";

/** What a column of the database can hold. */
export const largestCount = 2 ** 31 - 1;

/** Marks by class, of codes that are valid on the date. */
export function countsOf(byCode: readonly CodeCount[], date: string): Counts {
  const counts = noMarks();
  for (const { code, sessions } of byCode) {
    const found = classifyCode(code, date);
    if ("class" in found) counts[found.class] += sessions;
  }
  return counts;
}

/** Null: withdrawn. */
export function totalsOf({ byCode, totals, from }: Submission): Totals | null {
  return byCode ? sessionsOf(countsOf(byCode, from)) : (totals ?? null);
}

const placeOf = new Map(registerCodes.map(({ code }, index) => [code, index]));

/** Code -> sessions in the order of the table, and `-` for blank marks, last: the same counts are the same text. */
export function byCodeAsJson(byCode: readonly CodeCount[]): string {
  const place = ({ code }: CodeCount) => placeOf.get(code) ?? placeOf.size;
  const ordered = [...byCode].sort((one, other) => place(one) - place(other));
  return JSON.stringify(Object.fromEntries(ordered.map(({ code, sessions }) => [code || "-", sessions])));
}
