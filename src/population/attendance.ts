// Published attendance by year, from the current row of each school.
import type { Sql } from "../database/database.js";
import { queryAsJson } from "../database/rows-as-json.js";
import { readByUrn } from "./by-urn.js";

/** Published attendance of one school and year, from its current row. */
export interface AttendanceFigure {
  readonly year: string;
  /** Per cent, 0-100, decimal text at 6 places, calculated by the table `attendance`; null where there is no figure. */
  readonly attendance: string | null;
  /** The code where there is no figure: `x`, `c`, `SUPP`, … */
  readonly code: string | null;
  readonly fileId: number;
  readonly line: number;
}

/** Codes of figures that exist but are withheld; other codes mean that there is no figure. */
const suppressedCodes: ReadonlySet<string> = new Set(["c", "SUPP"]);

export const isSuppressed = (figure: AttendanceFigure | null): boolean =>
  suppressedCodes.has(figure?.code ?? "") && !hasFigure(figure);

export const hasFigure = (
  figure: AttendanceFigure | null,
): figure is AttendanceFigure & { readonly attendance: string } => figure !== null && figure.attendance !== null;

/** year -> URN -> figure */
export type AttendanceByYear = ReadonlyMap<string, ReadonlyMap<number, AttendanceFigure>>;

export async function readAttendance(sql: Sql, years: readonly string[]): Promise<AttendanceByYear> {
  const byYear = new Map<string, Map<number, AttendanceFigure>>();
  for (const year of years) {
    const rows = await readByUrn(sql, (first, last) =>
      queryAsJson<AttendanceFigure & { urn: number }>(
        sql,
        `SELECT urn, year, attendance::text, codes->>'overallAbsence' AS code, file_id AS "fileId", line
       FROM attendance WHERE urn BETWEEN $1 AND $2 AND year = $3 AND superseded_by_id IS NULL`,
        [first, last, year],
      ),
    );
    byYear.set(year, new Map(rows.map(({ urn, ...figure }) => [urn, figure])));
  }
  return byYear;
}
