// A school's target with every part of its calculation. Secret: read only through the target store.
import { issuedTargetYears } from "../../src/targets/set-store.js";
import { type TargetRow, targetsOf } from "../../src/targets/store.js";
import type {
  BaselineFigure,
  baselineKinds,
  flags,
  outcomes,
  UniversalReason as StoredReason,
  TargetParts,
} from "../../src/targets/target.js";
import { builder } from "../builder.js";
import { batchedRead } from "../loader.js";
import { readableBy } from "../readers.js";
import { loadSchool, School, schoolOf } from "../schools/school.js";
import { Source, sourceOf } from "../schools/source.js";
import { readYear } from "../year.js";

const secret = readableBy("targets");

export const TargetOutcome = builder.enumType("TargetOutcome", {
  description: "Outcome for a school: it has a target, or the first reason that applies why it has none.",
  values: {
    SET: { description: "The school has a target." },
    OUT_OF_SCOPE: { description: "Schools of this kind get no target." },
    CLOSED: { description: "The school closed before the target year began." },
    SUCCEEDED: { description: "Its successor represents it." },
    NEW: { description: "The school has no baseline and opened in the base year or target year." },
    BASELINE_SUPPRESSED: { description: "Its published figure is suppressed." },
    NO_BASELINE: { description: "The lineage of the school is split or unclear." },
    BASELINE_UNAVAILABLE: { description: "Neither the school nor its only predecessor has a published figure." },
  } satisfies Record<(typeof outcomes)[number], object>,
});

const BaselineKind = builder.enumType("BaselineKind", {
  description: "Origin of a baseline.",
  values: {
    OWN: { description: "The school's own figure." },
    INHERITED: { description: "The figure of its one ordinary predecessor." },
    MERGED: { description: "The mean of its predecessors' figures, weighted by roll." },
    THREE_YEAR: { description: "The mean of the usable years out of three, for a small school." },
  } satisfies Record<(typeof baselineKinds)[number], object>,
});

const TargetFlag = builder.enumType("TargetFlag", {
  description: "Note on a target.",
  values: {
    MAINTAIN: { description: "The school is at or above the ceiling and is asked to stay there." },
    UNIVERSAL_ONLY: {
      description: "The school's peers add nothing to the improvement asked of every school: see `universalOnly`.",
    },
    SMALL: { description: "The school has few pupils." },
    SHOCK: { description: "The baseline differs greatly from previous years: a person should check it." },
  } satisfies Record<(typeof flags)[number], object>,
});

const UniversalReason = builder.enumType("UniversalReason", {
  description: "Reason why a school is asked only for the improvement asked of every school.",
  values: {
    NO_PEERS: { description: "The school has no peers." },
    FEW_PEERS: { description: "Too few of its peers have a published figure." },
    MISSING_CIRCUMSTANCES: { description: "It has no peers because it lacks circumstances: see `missing`." },
  } satisfies Record<StoredReason, object>,
});

const TargetFigure = builder.objectRef<BaselineFigure>("TargetFigure").implement({
  description: "A published figure used for a target.",
  fields: (t) => ({
    school: t.field({ type: School, ...secret("School that the figure belongs to."), resolve: schoolOf }),
    year: t.exposeString("year", secret("Academic year of the figure.")),
    attendance: t.float({
      ...secret("Attendance in per cent, as used in the calculation."),
      resolve: ({ attendance }) => Number(attendance),
    }),
    weight: t.exposeInt("weight", secret("Number of pupils, if figures are weighted by roll.")),
    source: t.field({
      type: Source,
      ...secret("Row of the published file."),
      resolve: ({ file, line }, _args, context) => sourceOf({ fileId: file, line }, context),
    }),
  }),
});

export const Target = builder.objectRef<TargetRow>("Target").implement({
  description: "Minimum attendance of a school for a year, with every part of its calculation. Percentages are 0-100.",
  fields: (t) => {
    const decimal = (description: string, valueIn: (parts: TargetParts) => string | null | undefined) =>
      t.float({
        ...secret(description),
        resolve: ({ parts }) => {
          const text = valueIn(parts);
          return text == null ? null : Number(text);
        },
      });
    return {
      year: t.exposeString("targetYear", secret("Academic year of the target.")),
      baseYear: t.exposeString("baseYear", secret("Academic year of the baseline.")),
      outcome: t.expose("outcome", {
        type: TargetOutcome,
        ...secret("Outcome: a target, or the reason why there is none."),
      }),
      target: t.exposeFloat("target", {
        ...secret("Minimum attendance in per cent, exact to 0.1; null unless the outcome is SET."),
      }),
      baseline: t.exposeFloat("baseline", secret("Attendance that the target starts from, in per cent.")),
      baselineKind: t.expose("baselineKind", { type: BaselineKind, ...secret("Origin of the baseline.") }),
      flags: t.field({ type: [TargetFlag], ...secret("Notes on the target."), resolve: ({ flags }) => [...flags] }),
      median: decimal("Median attendance of the cohort, in per cent.", ({ median }) => median),
      peers: t.int({ ...secret("Number of peers with a published figure."), resolve: ({ parts }) => parts.peers }),
      contribution: decimal(
        "Improvement that the gap to the median adds, in percentage points.",
        ({ contribution }) => contribution,
      ),
      improvement: decimal(
        "Improvement on the baseline before rounding, in percentage points.",
        ({ improvement }) => improvement,
      ),
      improvementShown: decimal(
        "Target minus the rounded baseline, in percentage points; never negative.",
        ({ improvementShown }) => improvementShown,
      ),
      universalOnly: t.field({
        type: UniversalReason,
        ...secret("Reason why the cohort adds nothing; null if it adds something."),
        resolve: ({ parts }) => parts.universalOnly?.why,
      }),
      missing: t.stringList({
        ...secret("Missing attributes, if `universalOnly` is MISSING_CIRCUMSTANCES."),
        resolve: ({ parts }) => [...(parts.universalOnly?.missing ?? [])],
      }),
      shock: decimal(
        "Baseline minus the mean of previous years, in percentage points, if the target has the flag SHOCK.",
        ({ shock }) => shock?.difference,
      ),
      code: t.string({ ...secret("Code that was published instead of a figure."), resolve: ({ parts }) => parts.code }),
      successor: t.field({
        type: School,
        ...secret("Successor that represents this school."),
        resolve: ({ parts }, _args, context) =>
          parts.successor === undefined ? null : loadSchool(context, parts.successor),
      }),
      sources: t.field({
        type: [TargetFigure],
        ...secret("Figures that the baseline is calculated from."),
        complexity: { field: 1, multiplier: 3 },
        resolve: ({ parts }) => parts.sources,
      }),
    };
  },
});

const loadTarget = batchedRead(targetsOf);

builder.prismaObjectField("School", "target", (t) =>
  t.field({
    type: Target,
    access: "targetsOfSchool",
    description:
      "Issued target of the school, or the reason why it has none; null if the issued targets of the year do not include the school. Null for every school if none are issued: see `issuedTargetYears`.",
    args: { year: t.arg.string({ description: "Target year, such as 2023/24; the latest issued year if omitted." }) },
    resolve: ({ urn }, { year }, context, info) =>
      loadTarget(context, urn, { year: readYear(year), operation: info.operation.name?.value }),
  }),
);

builder.queryField("issuedTargetYears", (t) =>
  t.stringList({
    ...secret("Academic years with issued targets, latest first."),
    extensions: { databaseTime: 1.6 },
    resolve: (_root, _args, { database, viewer }) => issuedTargetYears(database, viewer),
  }),
);
