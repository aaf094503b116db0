// A school's attendance to date. Secret: read only through the store of progress. What depends on its target is in
// schema/targets/progress.ts.
import type {
  AbsenteesToDate,
  noEarlierReasons,
  SchoolProgress as Progress,
  ProgressFigure,
} from "../../src/submissions/progress/progress.js";
import { progressOf } from "../../src/submissions/progress/store.js";
import { builder, inMemory } from "../builder.js";
import { toDate } from "../date.js";
import { batched } from "../loader.js";
import { readableBy } from "../readers.js";
import { readYear } from "../year.js";
import { Sessions } from "./submission.js";

const secret = readableBy("attendance");

const NoEarlierReason = builder.enumType("NoEarlierReason", {
  description: "Reason why last year has no figure at the same point. The first that applies.",
  values: {
    NO_EARLIER_YEAR: { description: "Nothing is submitted for the year before, or it is 2019/20 or 2020/21." },
    EARLIER_YEAR_INCOMPLETE: { description: "A half term of the year before has no period." },
    NOTHING_POSSIBLE: { description: "No session was possible, in one of the two years." },
    EARLIER_YEAR_READ_LATER: {
      description:
        "The registers of the year before were read too late for the same age of data, as those of a later backfill are.",
    },
  } satisfies Record<(typeof noEarlierReasons)[number], object>,
});

const AttendanceToDate = builder.objectRef<ProgressFigure>("AttendanceToDate").implement({
  description: "Attendance of a school in the periods submitted so far, and last year's at the same point.",
  fields: (t) => ({
    halfTerm: t.exposeInt("halfTerm", secret("Half term, 1 to 6; null for the year to date.")),
    from: t.field({ type: "Date", ...secret("First day of the first period."), resolve: ({ from }) => toDate(from) }),
    asOf: t.field({ type: "Date", ...secret("Last day of the last period."), resolve: ({ to }) => toDate(to) }),
    ageOfData: t.exposeInt("ageOfData", secret("Days from `asOf` to the day on which that register was read.")),
    sessions: t.field({
      type: Sessions,
      ...secret("Sessions and attendance."),
      extensions: inMemory,
      resolve: (figure) => figure,
    }),
    verifiable: t.exposeBoolean(
      "verifiable",
      secret("Whether all periods were submitted by code; totals without codes cannot be verified."),
    ),
    lastYear: t.float({
      ...secret(
        "Attendance of the year before over the same share of its possible sessions and with the same age of data, in per cent.",
      ),
      resolve: ({ earlier }) => (earlier === null ? null : Number(earlier)),
    }),
    noLastYear: t.expose("noEarlier", { type: NoEarlierReason, ...secret("Reason why `lastYear` is null.") }),
  }),
});

const Absentees = builder.objectRef<AbsenteesToDate>("AbsenteesToDate").implement({
  description: "Absent pupils in the year to date, as last submitted.",
  fields: (t) => ({
    enrolments: t.exposeInt("enrolments", secret("Enrolments with at least one possible session.")),
    persistent: t.exposeInt(
      "persistent",
      secret("Of these, those that missed 10% or more of their own possible sessions."),
    ),
    severe: t.exposeInt("severe", secret("Of these, those that missed 50% or more.")),
    comparableWithWholeYear: t.boolean({
      ...secret("Always false: early in a year a few days make a tenth, so a whole year's counts are different ones."),
      resolve: () => false,
    }),
  }),
});

export const SchoolProgress = builder.objectRef<Progress>("SchoolProgress").implement({
  description: "Attendance of a school in a year so far, of pupils aged 5 to 15, as submitted.",
  fields: (t) => ({
    year: t.exposeString("year", secret("Academic year.")),
    toDate: t.expose("toDate", { type: AttendanceToDate, ...secret("The year to date."), extensions: inMemory }),
    halfTerms: t.field({
      type: [AttendanceToDate],
      ...secret("The half terms with a period, in order."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: 6 },
      resolve: ({ halfTerms }) => [...halfTerms],
    }),
    absentees: t.expose("absentees", {
      type: Absentees,
      ...secret("Persistent and severe absence in the year to date."),
      extensions: inMemory,
    }),
  }),
});

const loadProgress = batched(
  ({ database, viewer, halfTerms }, urns: readonly number[], options: { year?: string; operation?: string }) =>
    progressOf(database, viewer, urns, { ...options, halfTerms }),
);

/** Milliseconds for a page of 100 schools. */
const timeOfProgress = 100;

builder.prismaObjectField("School", "progress", (t) =>
  t.field({
    type: SchoolProgress,
    access: "attendanceOfSchool",
    description:
      "Attendance to date of pupils aged 5 to 15, as the school or its vendor submitted it; null if nothing is submitted for the year.",
    args: {
      year: t.arg.string({ description: "Academic year, such as 2024/25; the latest with a submission if omitted." }),
    },
    extensions: { databaseTime: timeOfProgress },
    resolve: ({ urn }, { year }, context, info) =>
      loadProgress(context, urn, { year: readYear(year), operation: info.operation.name?.value }),
  }),
);
