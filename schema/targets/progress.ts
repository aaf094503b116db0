// What of a school's progress depends on its target, or on the cohort behind it. Secret: read only through the stores of
// src/targets/progress.

import type { watchedCodes } from "../../src/submissions/progress/use-of-codes.js";
import {
  type AgainstTarget,
  againstTargets,
  type Chance,
  chancesOf,
  type noChanceReasons,
} from "../../src/targets/progress/against-target.js";
import type { chanceWords } from "../../src/targets/progress/chance.js";
import {
  type CodeShareInCohort,
  type UseOfCodesInCohort,
  useOfCodesOf,
} from "../../src/targets/progress/use-of-codes.js";
import { builder, inMemory } from "../builder.js";
import { batched, batchedRead } from "../loader.js";
import { readableBy } from "../readers.js";
import { SchoolProgress } from "../submissions/progress.js";

const ofTarget = readableBy("targets");
const ofCodes = readableBy("attendance");

const number = (text: string | null) => (text === null ? null : Number(text));

const ChanceWord = builder.enumType("ChanceWord", {
  description: "A chance in a word.",
  values: {
    VERY_LIKELY: { description: "90 to 100%." },
    LIKELY: { description: "65 to 85%." },
    EVEN: { description: "40 to 60%." },
    UNLIKELY: { description: "15 to 35%." },
    VERY_UNLIKELY: { description: "0 to 10%." },
  } satisfies Record<(typeof chanceWords)[number], object>,
});

const NoChanceReason = builder.enumType("NoChanceReason", {
  description: "Reason why a school has no chance of meeting its target. The first that applies.",
  values: {
    NO_TARGET: { description: "No target is issued for the year, or the school has none." },
    MAINTAIN: { description: "The school is at or above the ceiling and is asked to stay there." },
    NO_EARLIER_YEAR: { description: "Nothing is submitted for the year before, or it is 2019/20 or 2020/21." },
    EARLIER_YEAR_INCOMPLETE: { description: "A half term of the year before has no period." },
    NOTHING_POSSIBLE: { description: "No session was possible, in one of the two years." },
    FEW_SCHOOLS: {
      description: "Fewer than 30 schools of the block have submitted last year at the same point and age of data.",
    },
  } satisfies Record<(typeof noChanceReasons)[number], object>,
});

const TargetChance = builder.objectRef<Chance>("TargetChance").implement({
  description: "Chance that the attendance of the whole year meets the target.",
  fields: (t) => ({
    percent: t.exposeInt("chance", ofTarget("The chance in per cent, to 5; null: see `reason`.")),
    word: t.expose("word", { type: ChanceWord, ...ofTarget("The chance in a word.") }),
    reason: t.expose("reason", { type: NoChanceReason, ...ofTarget("Reason why there is none.") }),
  }),
});

const loadChance = batched(
  ({ database, viewer, halfTerms }, schools: readonly AgainstTarget[], options: { operation?: string }) =>
    chancesOf(database, viewer, schools, { ...options, halfTerms }),
);

/** Milliseconds for 500 schools of a block, and the others' courses. */
const timeOfChance = 150;

const ProgressAgainstTarget = builder.objectRef<AgainstTarget>("ProgressAgainstTarget").implement({
  description: "Attendance to date beside the target of the year.",
  fields: (t) => ({
    target: t.exposeFloat("target", ofTarget("Issued target of the year, in per cent; null if there is none.")),
    gap: t.float({
      ...ofTarget("Attendance to date minus the target, in percentage points; null without one of the two."),
      resolve: ({ gap }) => number(gap),
    }),
    chance: t.field({
      type: TargetChance,
      ...ofTarget("Chance of meeting the target, from what came of other schools at the same point last year."),
      extensions: { databaseTime: timeOfChance },
      resolve: (school, _args, context, info) => loadChance(context, school, { operation: info.operation.name?.value }),
    }),
  }),
});

const loadAgainstTarget = batchedRead(againstTargets);

builder.objectField(SchoolProgress, "againstTarget", (t) =>
  t.field({
    type: ProgressAgainstTarget,
    ...readableBy("targetAndAttendanceOfSchool")("The gap to the target, and the chance of meeting it."),
    resolve: (progress, _args, context, info) =>
      loadAgainstTarget(context, progress, { operation: info.operation.name?.value }),
  }),
);

const WatchedCode = builder.enumType("WatchedCode", {
  description: "A register code that moves attendance without a pupil attending more.",
  values: {
    B: { description: "Another approved educational activity: attendance." },
    D: { description: "At another school where also registered: not a possible session." },
    X: { description: "Not required to attend: not a possible session." },
    Q: { description: "No access arrangements: not a possible session." },
    Y: { description: "Unable to attend, Y and Y1 to Y7: not a possible session." },
    C2: { description: "Part-time timetable: authorised absence." },
  } satisfies Record<(typeof watchedCodes)[number], object>,
});

const CodeShare = builder.objectRef<CodeShareInCohort>("CodeShare").implement({
  description: "Share of all marks that have a register code, in per cent.",
  fields: (t) => ({
    code: t.expose("code", { type: WatchedCode, ...ofCodes("The register code.") }),
    share: t.float({
      ...ofCodes("Share in this half term; null if the code did not exist."),
      resolve: ({ now }) => number(now),
    }),
    lastYear: t.float({
      ...ofCodes("Share in the same half term of the year before; null if it has totals without codes."),
      resolve: ({ lastYear }) => number(lastYear),
    }),
    cohort: t.float({
      ...ofCodes(
        "Mean share of the cohort behind the school's issued target, to 0.1; null if fewer than 10 of its schools submitted codes.",
      ),
      resolve: ({ cohort }) => number(cohort),
    }),
  }),
});

const UseOfCodes = builder.objectRef<UseOfCodesInCohort>("UseOfCodes").implement({
  description: "Use of register codes that move attendance, in a half term.",
  fields: (t) => ({
    halfTerm: t.exposeInt("halfTerm", ofCodes("Half term, 1 to 6.")),
    verifiable: t.exposeBoolean(
      "verifiable",
      ofCodes("Whether all periods were submitted by code. Without, nothing else is known."),
    ),
    codes: t.field({
      type: [CodeShare],
      ...ofCodes("Share of each code."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: 6 },
      resolve: ({ codes }) => [...codes],
    }),
    attendance: t.float({
      ...ofCodes("Attendance in the half term, in per cent."),
      resolve: ({ attendance }) => number(attendance),
    }),
    attendanceUnchanged: t.float({
      ...ofCodes("Attendance in per cent had the shares of B, D, X, Q and Y been last year's."),
      resolve: ({ unchanged }) => number(unchanged),
    }),
    question: t.exposeString("question", ofCodes("A question to the school; null if attendance would be the same.")),
  }),
});

const loadUseOfCodes = batched(
  (
    { database, viewer, halfTerms },
    schools: readonly Parameters<typeof useOfCodesOf>[2][number][],
    options: { operation?: string },
  ) => useOfCodesOf(database, viewer, schools, { ...options, halfTerms }),
);

/** Milliseconds for a page of schools with their cohorts; for one school about 20. */
const timeOfCodes = 300;

builder.objectField(SchoolProgress, "useOfCodes", (t) =>
  t.field({
    type: [UseOfCodes],
    ...readableBy("ownSchoolOrDepartment")("Use of register codes that move attendance, by half term."),
    complexity: { field: 1, multiplier: 6 },
    extensions: { databaseTime: timeOfCodes },
    resolve: async (progress, _args, context, info) => {
      const halfTerms = await loadUseOfCodes(context, progress, { operation: info.operation.name?.value });
      return halfTerms && [...halfTerms];
    },
  }),
);
