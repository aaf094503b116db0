// Published attendance of a school in one academic year.
import { sql as expression } from "kysely";
import type { AttendanceName } from "../../src/import/facts.js";
import { builder } from "../builder.js";
import { anyone, shown } from "../readers.js";
import { calculated, type From, many } from "../reads/relation.js";
import { addYearlyField, type GivenYears, givenYears, isAsked, missingField } from "./figures.js";
import { type Sourced, sourceField } from "./source.js";

/** Percentages are 0-100, changes percentage points. */
interface AttendanceRow extends Sourced, Readonly<Record<AttendanceName, number | null>> {
  readonly year: string;
  readonly attendance: number | null;
  readonly changeOnYearBefore: number | null;
  readonly changeOn2018: number | null;
  /** Figure -> published code, where there is no figure. */
  readonly codes: Readonly<Record<string, string>> | null;
}

const yearBefore = expression<string>`(left(attendance.year, 4)::int - 1) || '/' || substr(attendance.year, 3, 2)`;

/** Subtracted as decimals, so that it is exact. */
const changeSince = (name: keyof AttendanceRow, year: typeof yearBefore) =>
  calculated(name, (from: From) =>
    from
      .selectFrom("attendance as earlier")
      .select(expression`(attendance.attendance - earlier.attendance)::float8`.as("change"))
      .whereRef("earlier.urn", "=", "attendance.urn")
      .where("earlier.supersededById", "is", null)
      .where("earlier.year", "=", year)
      .whereRef("earlier.year", "<", "attendance.year"),
  );

const Attendance = builder.objectRef<AttendanceRow>("Attendance").implement({
  description:
    "Published attendance of one school in one academic year. All values except session counts and changes are percentages, 0-100. Absence = 100 - attendance.",
  fields: (t) => ({
    year: t.exposeString("year", shown("Academic year, such as 2022/23.")),
    attendance: t.exposeFloat("attendance", {
      ...anyone(
        "Percentage of sessions attended. Calculated from the numbers of sessions, to 6 decimal places, if they are published; otherwise 100 minus overall absence.",
      ),
    }),
    overallAbsence: t.exposeFloat("overallAbsence", anyone("Percentage of sessions missed.")),
    authorisedAbsence: t.exposeFloat("authorisedAbsence", anyone("Percentage of sessions missed with authorisation.")),
    unauthorisedAbsence: t.exposeFloat("unauthorisedAbsence", {
      ...anyone("Percentage of sessions missed without authorisation."),
    }),
    persistentAbsence: t.exposeFloat("persistentAbsence", {
      ...anyone("Percentage of pupils who missed 10% or more of their sessions."),
    }),
    severeAbsence: t.exposeFloat("severeAbsence", {
      ...anyone("Percentage of pupils who missed 50% or more of their sessions."),
    }),
    possibleSessions: t.exposeInt("possibleSessions", anyone("Number of sessions that pupils could have attended.")),
    absentSessions: t.exposeInt("absentSessions", anyone("Number of sessions that pupils missed.")),
    changeOnYearBefore: t.exposeFloat("changeOnYearBefore", {
      ...anyone(
        "Attendance minus attendance in the previous academic year, in percentage points: positive is an improvement. Null if either year is not published.",
      ),
      reads: [changeSince("changeOnYearBefore", yearBefore)],
    }),
    changeOn2018: t.exposeFloat("changeOn2018", {
      ...anyone(
        "Attendance minus attendance in 2018/19, the last full year before the pandemic, in percentage points.",
      ),
      reads: [changeSince("changeOn2018", expression<string>`'2018/19'`)],
    }),
    missing: missingField(t, []),
    source: sourceField(t),
  }),
});

const attendance = many<readonly AttendanceRow[], GivenYears>("attendance", "attendance", {
  keys: ["year"],
  given: givenYears,
  rows: (from, years) =>
    from
      .selectFrom("attendance")
      .whereRef("attendance.urn", "=", "school.urn")
      .where("attendance.supersededById", "is", null)
      .where(({ ref }) => isAsked(ref("attendance.year"), years))
      .orderBy("attendance.year", "desc"),
});

addYearlyField(
  "attendance",
  Attendance,
  "Published attendance by academic year, latest year first.",
  attendance,
  (rows) => rows,
);
