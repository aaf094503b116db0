// Where a vendor's figures differ from ours, each column at the vendor's own decimals.
import { Exact } from "../../exact.js";
import { parseInteger } from "../../import/written.js";
import { attendanceOf, attendancePlaces, type Sessions, sessionsOf } from "../codes/figures.js";
import { compareSchools } from "./columns.js";
import { comparedColumns, type ExportRow } from "./read-export.js";
import type { SchoolSessions } from "./read-sessions.js";

export interface Difference {
  readonly school: string;
  /** `line` where one of the two has no line for the school. */
  readonly column: (typeof comparedColumns)[number] | "line";
  readonly ours: string;
  readonly theirs: string;
}

/** In the order of schools and columns. */
export function differencesOf(
  schools: readonly SchoolSessions[],
  rowOf: ReadonlyMap<string, ExportRow>,
): readonly Difference[] {
  const ours = new Set(schools.map(({ school }) => school));
  const extra = [...rowOf.keys()].filter((school) => !ours.has(school));
  const differences = schools.flatMap((school) => compare(school, rowOf.get(school.school)));
  const unknown = extra.map((school): Difference => ({ school, column: "line", ours: "none", theirs: "one" }));
  return [...differences, ...unknown].sort((a, b) => compareSchools(a.school, b.school));
}

function compare({ school, from, to, counts }: SchoolSessions, row: ExportRow | undefined): Difference[] {
  if (!row) return [{ school, column: "line", ours: "one", theirs: "none" }];
  const sessions = sessionsOf(counts);
  const figures: ExportRow = {
    ...{ from, to, possible: `${sessions.possible}`, attended: `${sessions.attended}` },
    ...{ authorised: `${sessions.authorised}`, unauthorised: `${sessions.unauthorised}` },
    attendance: attendanceOf(sessions, placesOf(row.attendance)) ?? "",
  };
  return comparedColumns
    .filter((column) => !isSame(column, figures[column], row[column]))
    .map((column) => ({ school, column, ours: figures[column], theirs: row[column] }));
}

function isSame(column: (typeof comparedColumns)[number], ours: string, theirs: string): boolean {
  if (column === "from" || column === "to") return ours === theirs;
  return column === "attendance" ? isSamePercent(ours, theirs) : ours === parseInteger(theirs);
}

/** @param ours at the decimals of theirs, as `placesOf` gives them */
export const isSamePercent = (ours: string, theirs: string): boolean =>
  ours === (isDecimal(theirs) ? new Exact(theirs).toFixed(placesOf(theirs)) : theirs);

const isDecimal = (text: string): boolean => /^\d+(\.\d+)?$/.test(text);

/** The decimals at which a percentage is compared: at most six, since further ones are often noise of binary fractions. */
export const placesOf = (percent: string): number =>
  isDecimal(percent) ? Math.min(percent.split(".")[1]?.length ?? 0, attendancePlaces) : attendancePlaces;

/** The sessions that an export gives a school; null where one of them is not a whole number. */
export function sessionsIn(row: ExportRow): Sessions | null {
  const number = (cell: string) => Number(parseInteger(cell) ?? Number.NaN);
  const sessions = {
    possible: number(row.possible),
    attended: number(row.attended),
    authorised: number(row.authorised),
    unauthorised: number(row.unauthorised),
  };
  return Object.values(sessions).every((count) => Number.isSafeInteger(count) && count >= 0) ? sessions : null;
}
