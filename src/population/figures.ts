// Reads the published attendance of several years, from the current row of each school.
import type { Sql } from "../database/database.js";
import { readByUrn } from "./by-urn.js";
import type { AttendanceFigure } from "./figure.js";

/** year -> URN -> figure */
export type AttendanceByYear = ReadonlyMap<string, ReadonlyMap<number, AttendanceFigure>>;

export async function readAttendance(sql: Sql, years: readonly string[]): Promise<AttendanceByYear> {
  const figures = new Map<string, Map<number, AttendanceFigure>>();
  for (const year of years) {
    const rows = await readByUrn(sql, (first, last) =>
      sql.query<AttendanceFigure & { urn: number }>(
        `SELECT urn, year, attendance::text, codes->>'overallAbsence' AS code, file_id AS "fileId", line
       FROM attendance WHERE urn BETWEEN $1 AND $2 AND year = $3 AND superseded_by_id IS NULL`,
        [first, last, year],
      ),
    );
    figures.set(year, new Map(rows.map(({ urn, ...figure }) => [urn, figure])));
  }
  return figures;
}
