// Published attendance of a school in one academic year.
import { type AttendanceRow, publishedAttendance } from "../../src/schools/published-figures.js";
import { builder } from "../builder.js";
import { shown } from "../runs/shown.js";
import { addYearlyField, missingField } from "./figures.js";
import { sourceField } from "./source.js";

const anyone = { access: "public" } as const;

const Attendance = builder.objectRef<AttendanceRow>("Attendance").implement({
  description:
    "Published attendance of one school in one academic year. All values except session counts and changes are percentages, 0-100. Absence = 100 - attendance.",
  fields: (t) => ({
    year: t.exposeString("year", { ...shown, description: "Academic year, such as 2022/23." }),
    attendance: t.exposeFloat("attendance", {
      ...anyone,
      description:
        "Percentage of sessions attended. Calculated from the numbers of sessions, to 6 decimal places, if they are published; otherwise 100 minus overall absence.",
    }),
    overallAbsence: t.exposeFloat("overallAbsence", { ...anyone, description: "Percentage of sessions missed." }),
    authorisedAbsence: t.exposeFloat("authorisedAbsence", {
      ...anyone,
      description: "Percentage of sessions missed with authorisation.",
    }),
    unauthorisedAbsence: t.exposeFloat("unauthorisedAbsence", {
      ...anyone,
      description: "Percentage of sessions missed without authorisation.",
    }),
    persistentAbsence: t.exposeFloat("persistentAbsence", {
      ...anyone,
      description: "Percentage of pupils who missed 10% or more of their sessions.",
    }),
    severeAbsence: t.exposeFloat("severeAbsence", {
      ...anyone,
      description: "Percentage of pupils who missed 50% or more of their sessions.",
    }),
    possibleSessions: t.exposeInt("possibleSessions", {
      ...anyone,
      description: "Number of sessions that pupils could have attended.",
    }),
    absentSessions: t.exposeInt("absentSessions", { ...anyone, description: "Number of sessions that pupils missed." }),
    changeOnYearBefore: t.exposeFloat("changeOnYearBefore", {
      ...anyone,
      description:
        "Attendance minus attendance in the previous academic year, in percentage points: positive is an improvement. Null if either year is not published.",
    }),
    changeOn2018: t.exposeFloat("changeOn2018", {
      ...anyone,
      description:
        "Attendance minus attendance in 2018/19, the last full year before the pandemic, in percentage points.",
    }),
    missing: missingField(t),
    source: sourceField(t, (row) => row),
  }),
});

addYearlyField(
  "attendance",
  Attendance,
  "Published attendance by academic year, latest year first.",
  publishedAttendance,
);
