// Reads published figures that were imported. Each function takes a list of URNs, returns one list per URN in the same
// order, and runs one statement.
import type { Sql } from "../database/database.js";
import { type Circumstances, readCircumstances } from "../import/circumstances.js";

/** Published attendance of one school and academic year. Percentages are 0-100, changes percentage points. */
export interface AttendanceRow {
  readonly urn: number;
  readonly year: string;
  readonly fileId: number;
  readonly line: number;
  readonly attendance: number | null;
  readonly overallAbsence: number | null;
  readonly authorisedAbsence: number | null;
  readonly unauthorisedAbsence: number | null;
  readonly persistentAbsence: number | null;
  readonly severeAbsence: number | null;
  readonly possibleSessions: number | null;
  readonly absentSessions: number | null;
  readonly changeOnYearBefore: number | null;
  readonly changeOn2018: number | null;
  /** Figure -> published code, where there is no figure. */
  readonly codes: Readonly<Record<string, string>> | null;
}

/** Current figures of each school, latest year first. Changes are subtracted as decimals, so they are exact. */
export async function publishedAttendance(sql: Sql, urns: readonly number[]): Promise<AttendanceRow[][]> {
  const rows = await sql.query<AttendanceRow>(
    `SELECT this_year.urn, this_year.year, this_year.file_id AS "fileId", this_year.line, this_year.codes,
       this_year.attendance::float8,
       this_year.overall_absence::float8 AS "overallAbsence",
       this_year.authorised_absence::float8 AS "authorisedAbsence",
       this_year.unauthorised_absence::float8 AS "unauthorisedAbsence",
       this_year.persistent_absence::float8 AS "persistentAbsence",
       this_year.severe_absence::float8 AS "severeAbsence",
       this_year.possible_sessions AS "possibleSessions", this_year.absent_sessions AS "absentSessions",
       (this_year.attendance - year_before.attendance)::float8 AS "changeOnYearBefore",
       (this_year.attendance - year_2018.attendance)::float8 AS "changeOn2018"
     FROM attendance this_year
     LEFT JOIN attendance year_before ON year_before.urn = this_year.urn AND year_before.superseded_by_id IS NULL
       AND year_before.year = (left(this_year.year, 4)::int - 1) || '/' || substr(this_year.year, 3, 2)
     LEFT JOIN attendance year_2018 ON year_2018.urn = this_year.urn AND year_2018.superseded_by_id IS NULL
       AND year_2018.year = '2018/19' AND this_year.year > '2018/19'
     WHERE this_year.urn = ANY($1::int[]) AND this_year.superseded_by_id IS NULL
     ORDER BY this_year.urn, this_year.year DESC`,
    [urns],
  );
  return groupByUrn(urns, rows);
}

/** Current circumstances of each school, latest year first. */
export async function publishedCircumstances(sql: Sql, urns: readonly number[]): Promise<Circumstances[][]> {
  return groupByUrn(urns, await readCircumstances(sql, "c.urn = ANY($1::int[])", urns));
}

/** A published link, from the row of `urn`. */
export interface LinkRow {
  readonly urn: number;
  readonly linkUrn: number;
  readonly linkName: string;
  readonly linkType: string;
  /** ISO date */
  readonly established: string | null;
  readonly fileId: number;
  readonly line: number;
}

/** Current links of each school, in the order of the file. */
export async function linksOf(sql: Sql, urns: readonly number[]): Promise<LinkRow[][]> {
  const rows = await sql.query<LinkRow>(
    `SELECT urn, link_urn AS "linkUrn", link_name AS "linkName", link_type AS "linkType",
       established::text, file_id AS "fileId", line
     FROM school_link WHERE urn = ANY($1::int[]) AND current ORDER BY urn, line`,
    [urns],
  );
  return groupByUrn(urns, rows);
}

function groupByUrn<Row extends { readonly urn: number }>(urns: readonly number[], rows: readonly Row[]): Row[][] {
  const byUrn = new Map<number, Row[]>(urns.map((urn) => [urn, []]));
  for (const row of rows) byUrn.get(row.urn)?.push(row);
  return urns.map((urn) => byUrn.get(urn) ?? []);
}
