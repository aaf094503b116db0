// Submitted attendance of schools. Secret: read only through its store.
import { attendanceOf } from "../../src/submissions/codes/figures.js";
import { type Place, type SubmissionRow, submissionsOf } from "../../src/submissions/store.js";
import { scopes, type Totals } from "../../src/submissions/submission.js";
import { builder, inMemory } from "../builder.js";
import { toDate } from "../date.js";
import { entriesOf } from "../entries.js";
import { cursorOfAnotherList, forwardPage, pageCost } from "../page.js";
import { readableBy } from "../readers.js";
import { readYear } from "../year.js";

const secret = readableBy("attendance");

export const AttendanceScope = builder.enumType("AttendanceScope", {
  description: "Whose sessions are submitted.",
  values: {
    AGE_5_15: {
      description:
        "Pupils aged 5 to 15 on 31 August, without sixth form, under-fives and boarders, and without age 15 in the sixth half term: what is published, and the only scope that is compared with a target.",
    },
    SIXTH_FORM: { description: "The sixth form." },
    UNDER_5: { description: "Pupils under 5 on 31 August." },
    ALL_PUPILS: { description: "All pupils." },
  } satisfies Record<(typeof scopes)[number], object>,
});

export const Sessions = builder.objectRef<Totals>("Sessions").implement({
  description: "Sessions and attendance. Percentages are 0-100.",
  fields: (t) => ({
    possible: t.exposeFloat("possible", secret("Possible sessions: attended + authorised + unauthorised.")),
    attended: t.exposeFloat("attended", secret("Sessions attended, including approved educational activity.")),
    authorised: t.exposeFloat("authorised", secret("Sessions of authorised absence.")),
    unauthorised: t.exposeFloat("unauthorised", secret("Sessions of unauthorised absence.")),
    attendance: t.float({
      ...secret("Attended / possible in per cent, to six decimals; null where no session was possible."),
      resolve: (sessions) => {
        const attendance = attendanceOf(sessions);
        return attendance === null ? null : Number(attendance);
      },
    }),
  }),
});

const CodeSessions = builder.objectRef<{ code: string; sessions: number }>("CodeSessions").implement({
  description: "Sessions with one register code.",
  fields: (t) => ({
    code: t.exposeString("code", secret("The register code; `-` for blank marks.")),
    sessions: t.exposeInt("sessions", secret("Number of sessions.")),
  }),
});

const AttendanceSubmission = builder.objectRef<SubmissionRow>("AttendanceSubmission").implement({
  description: "A submission of a school's attendance in a period: aggregates only.",
  fields: (t) => ({
    scope: t.expose("scope", { type: AttendanceScope, ...secret("Whose sessions.") }),
    from: t.field({ type: "Date", ...secret("First day of the period."), resolve: ({ from }) => toDate(from) }),
    to: t.field({ type: "Date", ...secret("Last day of the period."), resolve: ({ to }) => toDate(to) }),
    year: t.exposeString("year", secret("Academic year, from 1 August.")),
    halfTerm: t.exposeInt("halfTerm", secret("Half term of the period, 1 to 6; null if the year has none.")),
    revision: t.exposeInt("revision", secret("Revision. The highest of a period counts.")),
    current: t.exposeBoolean("current", secret("Whether it is the revision that counts.")),
    withdrawn: t.exposeBoolean(
      "withdrawn",
      secret("Whether it withdraws the period, which then counts as not submitted."),
    ),
    sessions: t.expose("totals", {
      type: Sessions,
      ...secret("Sessions and attendance in the period; null if withdrawn."),
      extensions: inMemory,
    }),
    byCode: t.field({
      type: [CodeSessions],
      ...secret("Sessions by register code; null if only totals were sent, which cannot be verified."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ byCode }) => byCode && entriesOf(byCode).map(([code, sessions]) => ({ code, sessions })),
    }),
    enrolments: t.exposeInt(
      "enrolments",
      secret("Enrolments with at least one possible session in the year up to the last day."),
    ),
    persistent: t.exposeInt(
      "persistent",
      secret("Of these, those that missed 10% or more of their own possible sessions in the year up to the last day."),
    ),
    severe: t.exposeInt("severe", secret("Of these, those that missed 50% or more.")),
    asAt: t.expose("asAt", { type: "DateTime", ...secret("Time when the register was read.") }),
    submittedAt: t.expose("submittedAt", { type: "DateTime", ...secret("Time when it was submitted.") }),
  }),
});

builder.prismaObjectField("School", "attendanceSubmissions", (t) =>
  t.connection(
    {
      type: AttendanceSubmission,
      access: "attendanceOfSchool",
      description: "Submitted attendance, latest period first; of one period, the highest revision first.",
      complexity: pageCost,
      args: {
        year: t.arg.string({ description: "Academic year, such as 2024/25; all years if omitted." }),
        scope: t.arg({ type: AttendanceScope, description: "Only this scope; all scopes if omitted." }),
        withHistory: t.arg.boolean({ description: "Whether to include revisions that no longer count." }),
      },
      resolve: ({ urn }, { year, scope, withHistory, ...args }, { database, viewer, halfTerms }, info) => {
        const filter = { year: readYear(year), scope, withHistory, halfTerms, operation: info.operation.name?.value };
        return forwardPage(
          args,
          async ({ first, after }) => ({
            items: await submissionsOf(database, viewer, urn, { first, after: placeIn(after), ...filter }),
          }),
          ({ from, to, scope, revision }) => [from, to, scope, revision].join(" "),
        );
      },
    },
    { name: "AttendanceSubmissionConnection", description: "A page of submitted attendance." },
    { name: "AttendanceSubmissionEdge", description: "A submission on a page." },
  ),
);

/** @throws KindredError BAD_ARGUMENT if the cursor is from another list */
function placeIn(key: string | undefined): Place | undefined {
  if (key === undefined) return undefined;
  const found = /^(?<from>\d{4}-\d\d-\d\d) (?<to>\d{4}-\d\d-\d\d) (?<scope>\w+) (?<revision>\d{1,10})$/.exec(
    key,
  )?.groups;
  const scope = scopes.find((known) => known === found?.scope);
  if (!found || !scope || ![found.from, found.to].every(isDay) || Number(found.revision) > 2 ** 31 - 1)
    throw cursorOfAnotherList();
  return { from: found.from!, to: found.to!, scope, revision: Number(found.revision) };
}

const isDay = (text = "") => !Number.isNaN(Date.parse(text)) && toDate(text).toISOString().startsWith(text);
