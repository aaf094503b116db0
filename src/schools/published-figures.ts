// Reads published figures that were imported. Each function takes a list of URNs, returns one list per URN in the same
// order, and runs one statement.
import { sql as expression } from "kysely";
import type { Sql } from "../database/database.js";
import { groupBy } from "../database/group-by.js";
import { build } from "../database/query-builder.js";
import { type Circumstances, readCircumstances } from "../import/circumstances.js";
import { type AttendanceName, attendanceNames } from "../import/facts.js";

/** Published attendance of one school and academic year. Percentages are 0-100, changes percentage points. */
export interface AttendanceRow extends Readonly<Record<AttendanceName, number | null>> {
  readonly urn: number;
  readonly year: string;
  readonly fileId: number;
  readonly line: number;
  readonly attendance: number | null;
  readonly changeOnYearBefore: number | null;
  readonly changeOn2018: number | null;
  /** Figure -> published code, where there is no figure. */
  readonly codes: Readonly<Record<string, string>> | null;
}

const figureNames = ["attendance", ...attendanceNames] as const;
const changeSince = (year: "yearBefore" | "year2018") =>
  expression<number | null>`(this_year.attendance - ${expression.ref(`${year}.attendance`)})::float8`;
const yearBefore = expression<string>`(left(this_year.year, 4)::int - 1) || '/' || substr(this_year.year, 3, 2)`;

/** Current figures of each school, latest year first. Changes are subtracted as decimals, so they are exact. */
export async function publishedAttendance(sql: Sql, urns: readonly number[]): Promise<AttendanceRow[][]> {
  const rows = await build(sql)
    .selectFrom("attendance as thisYear")
    .leftJoin("attendance as yearBefore", (join) =>
      join
        .onRef("yearBefore.urn", "=", "thisYear.urn")
        .on("yearBefore.supersededById", "is", null)
        .on("yearBefore.year", "=", yearBefore),
    )
    .leftJoin("attendance as year2018", (join) =>
      join
        .onRef("year2018.urn", "=", "thisYear.urn")
        .on("year2018.supersededById", "is", null)
        .on("year2018.year", "=", "2018/19")
        .on("thisYear.year", ">", "2018/19"),
    )
    .select(["thisYear.urn", "thisYear.year", "thisYear.fileId", "thisYear.line", "thisYear.codes"])
    .select(({ cast }) => figureNames.map((name) => cast<number | null>(`thisYear.${name}`, "float8").as(name)))
    .select([changeSince("yearBefore").as("changeOnYearBefore"), changeSince("year2018").as("changeOn2018")])
    .where("thisYear.urn", "=", expression<number>`any(${urns}::int[])`)
    .where("thisYear.supersededById", "is", null)
    .orderBy("thisYear.urn")
    .orderBy("thisYear.year", "desc")
    .$narrowType<Pick<AttendanceRow, "codes">>()
    .execute();
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
  const rows = await build(sql)
    .selectFrom("schoolLink")
    .select(["urn", "linkUrn", "linkName", "linkType", "fileId", "line"])
    .select(({ cast }) => cast<string | null>("established", "text").as("established"))
    .where("urn", "=", expression<number>`any(${urns}::int[])`)
    .where("current", "=", true)
    .orderBy("urn")
    .orderBy("line")
    .execute();
  return groupByUrn(urns, rows);
}

function groupByUrn<Row extends { readonly urn: number }>(urns: readonly number[], rows: readonly Row[]): Row[][] {
  const byUrn = groupBy(rows, ({ urn }) => urn);
  return urns.map((urn) => byUrn.get(urn) ?? []);
}
