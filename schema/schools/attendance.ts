// Published attendance of a school in one academic year.
import { type AttendanceRow, publishedAttendance } from "../../src/schools/published-figures.js";
import { builder, inMemory } from "../builder.js";
import { batched } from "../loader.js";
import { MissingFigure, missingFigures } from "./missing.js";
import { Source, sourceOf } from "./source.js";

export const Attendance = builder.objectRef<AttendanceRow>("Attendance").implement({
  description:
    "Published attendance of one school in one academic year. All values except session counts and changes are percentages, 0-100. Absence = 100 - attendance.",
  fields: (t) => ({
    year: t.exposeString("year", { access: "public", nullable: false, description: "Academic year, such as 2022/23." }),
    attendance: t.exposeFloat("attendance", {
      access: "public",
      description:
        "Percentage of sessions attended. Calculated from the numbers of sessions, to 6 decimal places, if they are published; otherwise 100 minus overall absence.",
    }),
    overallAbsence: t.exposeFloat("overallAbsence", {
      access: "public",
      description: "Percentage of sessions missed.",
    }),
    authorisedAbsence: t.exposeFloat("authorisedAbsence", {
      access: "public",
      description: "Percentage of sessions missed with authorisation.",
    }),
    unauthorisedAbsence: t.exposeFloat("unauthorisedAbsence", {
      access: "public",
      description: "Percentage of sessions missed without authorisation.",
    }),
    persistentAbsence: t.exposeFloat("persistentAbsence", {
      access: "public",
      description: "Percentage of pupils who missed 10% or more of their sessions.",
    }),
    severeAbsence: t.exposeFloat("severeAbsence", {
      access: "public",
      description: "Percentage of pupils who missed 50% or more of their sessions.",
    }),
    possibleSessions: t.exposeInt("possibleSessions", {
      access: "public",
      description: "Number of sessions that pupils could have attended.",
    }),
    absentSessions: t.exposeInt("absentSessions", {
      access: "public",
      description: "Number of sessions that pupils missed.",
    }),
    changeOnYearBefore: t.exposeFloat("changeOnYearBefore", {
      access: "public",
      description:
        "Attendance minus that of the previous academic year, in percentage points: positive is an improvement. Null if either year is not published.",
    }),
    changeOn2018: t.exposeFloat("changeOn2018", {
      access: "public",
      description: "Attendance minus that of 2018/19, the last full year before the pandemic, in percentage points.",
    }),
    missing: t.field({
      type: [MissingFigure],
      extensions: inMemory,
      access: "public",
      nullable: { list: false, items: false },
      description: "Figures for which a code was published instead of a number.",
      resolve: ({ codes }) => missingFigures(codes),
    }),
    source: t.field({
      type: Source,
      access: "public",
      description: "Row of the published file.",
      resolve: (row, _args, context) => sourceOf(row, context),
    }),
  }),
});

const loadAttendance = batched(({ database }, urns: readonly number[]) => publishedAttendance(database, urns));

builder.prismaObjectField("School", "attendance", (t) =>
  t.field({
    type: [Attendance],
    access: "public",
    nullable: { list: false, items: false },
    complexity: { field: 1, multiplier: 3 },
    description: "Published attendance by academic year, latest year first.",
    args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
    resolve: async ({ urn }, { years }, context) => {
      const rows = await loadAttendance(context, urn, undefined);
      return years ? rows.filter(({ year }) => years.includes(year)) : rows;
    },
  }),
);
