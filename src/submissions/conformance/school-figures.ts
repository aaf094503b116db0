// Figures of each school, as CSV, and what is said of them.
import { counted, plural } from "../../plural.js";
import { csvLine } from "../../table/csv-line.js";
import { attendanceOf, hasManyBlanks, marksIn, sessionsOf, sumOf } from "../codes/figures.js";
import type { SchoolSessions, SessionsRead } from "./read-sessions.js";

export const figureColumns = [
  "school",
  "from",
  "to",
  "possible",
  "attended",
  "authorised",
  "unauthorised",
  "attendance",
] as const;

/** A line a school; attendance is empty where nothing was possible. */
export function* figuresAsCsv(schools: readonly SchoolSessions[]): Generator<string> {
  yield csvLine(figureColumns);
  for (const { school, from, to, counts } of schools) {
    const sessions = sessionsOf(counts);
    const { possible, attended, authorised, unauthorised } = sessions;
    yield csvLine([school, from, to, possible, attended, authorised, unauthorised, attendanceOf(sessions) ?? ""]);
  }
}

/** Schools to name in warnings of one kind. */
const maxNamed = 20;

/** A warning for each school with many blank marks, for the first of them. */
export function warningsOf({ schools, ignored }: SessionsRead): string[] {
  const blank = schools.filter(({ counts }) => hasManyBlanks(counts));
  const more = blank.length - maxNamed;
  return [
    ...(ignored.length > 0 ? [`${plural(ignored.length, "column")} not read: ${ignored.join(", ")}`] : []),
    ...blank.slice(0, maxNamed).map(({ school, counts }) => {
      const all = marksIn(counts);
      const share = attendanceOf({ attended: counts.unmarked, possible: all }, 1);
      return `school ${school}: ${share}% of its sessions have no mark (${format(counts.unmarked)} of ${format(all)})`;
    }),
    ...(more > 0
      ? [`${counted(more, "more school")} ${plural(more, "has", "have")} no mark in over 1% of sessions`]
      : []),
  ];
}

/** Rows and marks: what was read is what was accepted and rejected, and what was accepted has its classes. */
export function summaryOf({ rows, rejected, schools }: SessionsRead): string {
  const counts = sumOf(schools.map((school) => school.counts));
  const { possible, attended, authorised, unauthorised } = sessionsOf(counts);
  return [
    `${counted(rows, "row")}: ${format(rows - rejected.length)} accepted, ${format(rejected.length)} rejected; ${counted(schools.length, "school")}`,
    `${counted(marksIn(counts), "mark")}: ${format(possible)} possible (${format(attended)} attended, ${format(authorised)} authorised, ${format(unauthorised)} unauthorised), ${format(counts.notPossible)} not possible, ${format(counts.unmarked)} blank`,
  ].join("\n");
}

const format = (count: number): string => count.toLocaleString("en-GB");
