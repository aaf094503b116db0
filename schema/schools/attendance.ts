// Published attendance of a school in one academic year.
import { type AttendanceRow, publishedAttendance } from "../../src/schools/published-figures.js";
import { builder, inMemory } from "../builder.js";
import { batched } from "../loader.js";
import { MissingFigure, missingFigures } from "./missing.js";
import { Source, sourceOf } from "./source.js";

export const Attendance = builder.objectRef<AttendanceRow>("Attendance").implement({
  description:
    "Attendance as published for one school and academic year. All but the sessions are percentages of sessions or pupils, 0-100; absence = 100 - attendance.",
  fields: (t) => ({
    year: t.exposeString("year", { access: "public", nullable: false, description: "Academic year, such as 2022/23." }),
    attendance: t.exposeFloat("attendance", {
      access: "public",
      description:
        "Sessions attended, per cent: from the sessions at 6 decimal places where they are published, else 100 less overall absence.",
    }),
    overallAbsence: t.exposeFloat("overallAbsence", { access: "public", description: "Sessions missed, per cent." }),
    authorisedAbsence: t.exposeFloat("authorisedAbsence", {
      access: "public",
      description: "Sessions missed with leave, per cent.",
    }),
    unauthorisedAbsence: t.exposeFloat("unauthorisedAbsence", {
      access: "public",
      description: "Sessions missed without leave, per cent.",
    }),
    persistentAbsence: t.exposeFloat("persistentAbsence", {
      access: "public",
      description: "Pupils who missed a tenth of their sessions or more, per cent.",
    }),
    severeAbsence: t.exposeFloat("severeAbsence", {
      access: "public",
      description: "Pupils who missed half of their sessions or more, per cent.",
    }),
    possibleSessions: t.exposeInt("possibleSessions", {
      access: "public",
      description: "Sessions that pupils could have attended.",
    }),
    absentSessions: t.exposeInt("absentSessions", { access: "public", description: "Sessions that pupils missed." }),
    changeOnYearBefore: t.exposeFloat("changeOnYearBefore", {
      access: "public",
      description:
        "Attendance less that of the academic year before, percentage points: positive is better. Null where either is not published.",
    }),
    changeOn2018: t.exposeFloat("changeOn2018", {
      access: "public",
      description: "Attendance less that of 2018/19, the last whole year before the pandemic, percentage points.",
    }),
    missing: t.field({
      type: [MissingFigure],
      extensions: inMemory,
      access: "public",
      nullable: { list: false, items: false },
      description: "Figures that were published as codes.",
      resolve: ({ codes }) => missingFigures(codes),
    }),
    source: t.field({
      type: Source,
      access: "public",
      description: "The published row.",
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
    description: "Published attendance, latest year first.",
    args: { years: t.arg.stringList({ description: "Only these academic years, such as 2022/23." }) },
    resolve: async ({ urn }, { years }, context) => {
      const rows = await loadAttendance(context, urn, undefined);
      return years ? rows.filter(({ year }) => years.includes(year)) : rows;
    },
  }),
);
