// The mutation by which schools and their vendors submit attendance.
import type { Viewer } from "../../src/access/viewer.js";
import { type Answer, type outcomes, readAgain } from "../../src/submissions/decide.js";
import type { Rule } from "../../src/submissions/rules.js";
import type { Submission } from "../../src/submissions/submission.js";
import { mostSubmissions, submit } from "../../src/submissions/submit.js";
import type { Warning as StoredWarning, warningRules } from "../../src/submissions/warnings.js";
import { builder, type Fields, inMemory } from "../builder.js";
import { creates } from "../creates.js";
import { isoDate } from "../date.js";
import { readableBy } from "../readers.js";

import { AttendanceScope, Sessions } from "./submission.js";

const submitter = readableBy("submitAttendance");

const SubmissionOutcome = builder.enumType("SubmissionOutcome", {
  description: "What a submission did.",
  values: {
    STORED: { description: "It is stored, and counts from now on." },
    UNCHANGED: { description: "The same revision with the same content was stored before." },
    SUPERSEDED: { description: "A higher revision of the period was stored before. This one is not stored." },
    REJECTED: { description: "It breaks a rule and is not stored." },
  } satisfies Record<(typeof outcomes)[number], object>,
});

const SubmissionRule = builder.enumType("SubmissionRule", {
  description: "Rule for submissions, in the order in which they are checked: the first that is broken is reported.",
  values: {
    NO_AGREEMENT: { description: "The school has agreed that this vendor submits its attendance." },
    PERIOD: { description: "The first day is not after the last, and both are in one academic year." },
    FUTURE: { description: "The register was read after the period and before now." },
    CONTENT: { description: "There is exactly one of byCode, totals and withdrawn, with enrolments unless withdrawn." },
    COUNTS: { description: "Numbers are whole, from 0 to 2147483647." },
    CODES: { description: "Register codes are valid throughout the period, and each is given once." },
    SUMS: { description: "Possible = attended + authorised + unauthorised." },
    ENROLMENTS: { description: "Severely absent ≤ persistently absent ≤ enrolments." },
    UNKNOWN_SCHOOL: { description: "The register of schools has the school." },
    REVISION_USED: { description: "A revision of a period has one content." },
    NOTHING_TO_WITHDRAW: { description: "What is withdrawn was submitted." },
    HALF_TERM: { description: "The period lies within one half term of the school." },
    SCHOOL_NOT_OPEN: { description: "The school is open throughout the period." },
    OVERLAP: { description: "The period shares no day with another submitted period of the school and scope." },
  } satisfies Record<Rule, object>,
});

const SubmissionWarningRule = builder.enumType("SubmissionWarningRule", {
  description: "What a person should check in an accepted submission.",
  values: {
    MANY_BLANKS: { description: "More than 1% of the marks are blank." },
    MANY_SESSIONS: {
      description: "More possible sessions than 1.5 times two for each enrolment and weekday of the period.",
    },
    ENROLMENTS_BEYOND_ROLL: { description: "More enrolments than 1.5 times the pupils in the register of schools." },
  } satisfies Record<(typeof warningRules)[number], object>,
});

const SubmissionWarning = builder.objectRef<StoredWarning>("SubmissionWarning").implement({
  description: "A warning about an accepted submission.",
  fields: (t) => ({
    rule: t.expose("rule", { type: SubmissionWarningRule, ...submitter("What to check.") }),
    message: t.exposeString("message", submitter("What was found.")),
  }),
});

const SubmissionAnswer = builder.objectRef<Answer>("SubmissionAnswer").implement({
  description: "What became of one submission.",
  fields: (t) => ({
    outcome: t.expose("outcome", { type: SubmissionOutcome, ...submitter("What it did.") }),
    rule: t.expose("rule", { type: SubmissionRule, ...submitter("The rule that it breaks, if rejected.") }),
    message: t.exposeString("message", submitter("What is wrong, where, and what to do, if rejected or superseded.")),
    warnings: t.field({
      type: [SubmissionWarning],
      ...submitter("What a person should check, unless rejected."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ warnings }) => [...warnings],
    }),
    revision: t.exposeInt("revision", submitter("The revision of the period that counts now; null if none.")),
    before: t.expose("before", {
      type: Sessions,
      ...submitter("Year to date of the school and scope before this submission; null if nothing was submitted."),
      extensions: inMemory,
    }),
    after: t.expose("after", {
      type: Sessions,
      ...submitter("Year to date of the school and scope after this submission; null if nothing is submitted."),
      extensions: inMemory,
    }),
  }),
});

const SubmissionCounts = builder.objectRef<readonly Answer[]>("SubmissionCounts").implement({
  description: "Numbers of submissions by outcome.",
  fields: (t) => {
    const number = (outcome: Answer["outcome"], description: string) =>
      t.int({
        ...submitter(description),
        resolve: (answers) => answers.filter((one) => one.outcome === outcome).length,
      });
    return {
      stored: number("STORED", "Submissions that were stored."),
      unchanged: number("UNCHANGED", "Submissions that had been stored before."),
      superseded: number("SUPERSEDED", "Submissions behind a higher revision."),
      rejected: number("REJECTED", "Submissions that were rejected."),
    };
  },
});

const CodeSessionsInput = builder.inputType("CodeSessionsInput", {
  description: "Sessions with one register code.",
  fields: (t) => ({
    code: t.string({ required: true, description: "The register code; `-` for blank marks." }),
    sessions: t.int({ required: true, description: "Number of sessions in the period." }),
  }),
});

const SessionTotalsInput = builder.inputType("SessionTotalsInput", {
  description: "Sessions in the period. Possible is the sum of the others.",
  fields: (t) => ({
    possible: t.int({ required: true, description: "Possible sessions." }),
    attended: t.int({ required: true, description: "Sessions attended, including approved educational activity." }),
    authorised: t.int({ required: true, description: "Sessions of authorised absence." }),
    unauthorised: t.int({ required: true, description: "Sessions of unauthorised absence." }),
  }),
});

const AttendanceSubmissionInput = builder.inputType("AttendanceSubmissionInput", {
  description:
    "Attendance of a school in a period within one half term: aggregates only, never a pupil. Exactly one of byCode, totals and withdrawn.",
  fields: (t) => ({
    urn: t.int({ required: true, description: "URN of the school." }),
    scope: t.field({ type: AttendanceScope, required: true, description: "Whose sessions." }),
    from: t.field({ type: "Date", required: true, description: "First day of the period." }),
    to: t.field({ type: "Date", required: true, description: "Last day of the period." }),
    revision: t.int({
      required: true,
      description: "Whole number from 0. The highest revision of a period counts: a correction needs a higher one.",
    }),
    asAt: t.field({ type: "DateTime", required: true, description: "Time when the register was read." }),
    byCode: t.field({ type: [CodeSessionsInput], description: "Sessions by register code." }),
    totals: t.field({ type: SessionTotalsInput, description: "Totals instead, which cannot be verified." }),
    withdrawn: t.boolean({ description: "True to withdraw the period: it then counts as not submitted." }),
    enrolments: t.int({
      description: "Enrolments with at least one possible session in the year up to `to`; omitted only if withdrawn.",
    }),
    persistent: t.int({
      description: "Of these, those that missed 10% or more of their own possible sessions in the year up to `to`.",
    }),
    severe: t.int({ description: "Of these, those that missed 50% or more." }),
  }),
});

interface AnswerOfSchool {
  readonly urn: number;
  readonly answer: Answer;
}

/** A repeated request gets the first answer, perhaps after a school has revoked its agreement. */
const readableNow = (viewer: Viewer, answers: readonly AnswerOfSchool[]) =>
  answers.map(({ urn, answer }) => readAgain(viewer, urn, answer));

creates(
  "submitAttendance",
  {
    description: "The attendance to submit.",
    inputFields: (t) => ({
      submissions: t.field({
        type: [AttendanceSubmissionInput],
        required: true,
        description: `Up to ${mostSubmissions} submissions. More than 100 in a variable only.`,
        extensions: { maxItems: mostSubmissions },
      }),
    }),
  },
  {
    ...submitter(
      "Submits attendance of schools and periods. Each submission is stored whole or not at all, whatever becomes of the others; a repeated call changes nothing.",
    ),
    complexity: ({ input }) => ({ field: 1, multiplier: input.submissions.length }),
    resolve: async (_root, { input }, { database, viewer, halfTerms }, info) => {
      const submissions = input.submissions.map(
        ({ from, to, ...submission }): Submission => ({ ...submission, from: isoDate(from), to: isoDate(to) }),
      );
      const answers = await submit(database, viewer, submissions, { halfTerms, operation: info.operation.name?.value });
      return answers.map((answer, index) => ({ answer, urn: submissions[index]!.urn }));
    },
  },
  {
    description: "What became of the submissions.",
    outputFields: (t: Fields<readonly AnswerOfSchool[]>) => ({
      answers: t.field({
        type: [SubmissionAnswer],
        ...submitter("An answer to each submission, in order."),
        extensions: inMemory,
        complexity: { field: 1, multiplier: 1 },
        resolve: (answers, _args, { viewer }) => readableNow(viewer, answers),
      }),
      counts: t.field({
        type: SubmissionCounts,
        ...submitter("Numbers by outcome."),
        extensions: inMemory,
        resolve: (answers, _args, { viewer }) => readableNow(viewer, answers),
      }),
    }),
  },
);
