// A school's target with every part of its arithmetic. Secret: read through the targets' store alone.

import { type TargetRow, targetsOf } from "../../src/targets/store.js";
import type { BaselineFigure, baselineKinds, flags, outcomes } from "../../src/targets/target.js";
import { builder } from "../builder.js";
import { batched } from "../loader.js";
import { loadSchool, School } from "../schools/school.js";
import { Source, sourceOf } from "../schools/source.js";

const secret = { access: "targets" } as const;

export const TargetOutcome = builder.enumType("TargetOutcome", {
  description: "Whether a school has a target, or the first reason that holds why it has none.",
  values: {
    SET: { description: "It has a target." },
    OUT_OF_SCOPE: { description: "Its kind of school gets none." },
    CLOSED: { description: "It closed before the target year began." },
    SUCCEEDED: { description: "Its successor stands for it." },
    NEW: { description: "It has no baseline and opened in the base or target year." },
    BASELINE_SUPPRESSED: { description: "Its figure was suppressed when it was published." },
    NO_BASELINE: { description: "Its lineage is split or unclear." },
    BASELINE_UNAVAILABLE: { description: "Neither it nor its only predecessor has a published figure." },
  } satisfies Record<(typeof outcomes)[number], object>,
});

const BaselineKind = builder.enumType("BaselineKind", {
  description: "Where a baseline comes from.",
  values: {
    OWN: { description: "The school's own figure." },
    INHERITED: { description: "That of its one ordinary predecessor." },
    MERGED: { description: "The mean of its predecessors, weighted by roll." },
    THREE_YEAR: { description: "The mean of the usable years among three: it is a small school." },
  } satisfies Record<(typeof baselineKinds)[number], object>,
});

const TargetFlag = builder.enumType("TargetFlag", {
  description: "What to know of a target.",
  values: {
    MAINTAIN: { description: "The school is at the ceiling or above and is asked to stay there." },
    UNIVERSAL_ONLY: {
      description: "Its peers added nothing to what every school is asked for; `universalOnly` says why.",
    },
    SMALL: { description: "It has few pupils." },
    SHOCK: { description: "Its baseline differs much from the years before: for a person to look at." },
  } satisfies Record<(typeof flags)[number], object>,
});

const TargetFigure = builder.objectRef<BaselineFigure>("TargetFigure").implement({
  description: "A published figure that a target rests on.",
  fields: (t) => ({
    school: t.field({
      type: School,
      ...secret,
      description: "Whose figure it is.",
      resolve: ({ urn }, _args, context) => loadSchool(context, urn, undefined),
    }),
    year: t.exposeString("year", { ...secret, description: "Academic year." }),
    attendance: t.float({
      ...secret,
      description: "Attendance, per cent, as the arithmetic took it.",
      resolve: ({ attendance }) => Number(attendance),
    }),
    weight: t.exposeInt("weight", { ...secret, description: "Pupils, where figures are weighted by roll." }),
    source: t.field({
      type: Source,
      ...secret,
      description: "The published row.",
      resolve: ({ file, line }, _args, context) => sourceOf({ fileId: file, line }, context),
    }),
  }),
});

const number = (text: string | null | undefined): number | null => (text == null ? null : Number(text));

export const Target = builder.objectRef<TargetRow>("Target").implement({
  description: "A school's minimum attendance for a year, with every part of how it came about. Percentages are 0-100.",
  fields: (t) => ({
    year: t.exposeString("targetYear", { ...secret, description: "Academic year that the target is for." }),
    baseYear: t.exposeString("baseYear", { ...secret, description: "Academic year of the baseline." }),
    outcome: t.expose("outcome", {
      type: TargetOutcome,
      ...secret,
      description: "Whether there is a target, or why not.",
    }),
    target: t.exposeFloat("target", {
      ...secret,
      description: "Minimum attendance, per cent, exact to 0.1; null unless the outcome is SET.",
    }),
    baseline: t.exposeFloat("baseline", {
      ...secret,
      description: "Attendance that the target starts from, per cent.",
    }),
    baselineKind: t.expose("baselineKind", {
      type: BaselineKind,
      ...secret,
      description: "Where the baseline comes from.",
    }),
    flags: t.field({
      type: [TargetFlag],
      ...secret,
      description: "What to know of it.",
      resolve: ({ flags }) => [...flags],
    }),
    median: t.float({
      ...secret,
      description: "Median attendance of the cohort, per cent.",
      resolve: ({ parts }) => number(parts.median),
    }),
    peers: t.int({ ...secret, description: "Peers with a published figure.", resolve: ({ parts }) => parts.peers }),
    contribution: t.float({
      ...secret,
      description: "What the gap to the median adds, percentage points.",
      resolve: ({ parts }) => number(parts.contribution),
    }),
    improvement: t.float({
      ...secret,
      description: "What is asked for on the baseline before rounding, percentage points.",
      resolve: ({ parts }) => number(parts.improvement),
    }),
    improvementShown: t.float({
      ...secret,
      description: "The target less the rounded baseline, percentage points; never negative.",
      resolve: ({ parts }) => number(parts.improvementShown),
    }),
    universalOnly: t.string({
      ...secret,
      description: "NO_PEERS, FEW_PEERS or MISSING_CIRCUMSTANCES: why the cohort adds nothing.",
      resolve: ({ parts }) => parts.universalOnly?.why,
    }),
    missing: t.stringList({
      ...secret,
      description: "Attributes that are missing, where that is why.",
      resolve: ({ parts }) => [...(parts.universalOnly?.missing ?? [])],
    }),
    shock: t.float({
      ...secret,
      description: "Baseline less the mean of the years before, percentage points, where that is a SHOCK.",
      resolve: ({ parts }) => number(parts.shock?.difference),
    }),
    code: t.string({
      ...secret,
      description: "The published code that stands where a figure would.",
      resolve: ({ parts }) => parts.code,
    }),
    successor: t.field({
      type: School,
      ...secret,
      description: "The school that stands for this one.",
      resolve: ({ parts }, _args, context) =>
        parts.successor === undefined ? null : loadSchool(context, parts.successor, undefined),
    }),
    sources: t.field({
      type: [TargetFigure],
      ...secret,
      complexity: { field: 1, multiplier: 3 },
      description: "The figures that make the baseline.",
      resolve: ({ parts }) => parts.sources,
    }),
  }),
});

const loadTarget = batched(
  ({ database, viewer }, urns: readonly number[], options: { year?: string; operation?: string }) =>
    targetsOf(database, viewer, urns, options),
);

builder.prismaObjectField("School", "target", (t) =>
  t.field({
    type: Target,
    access: "targetsOfSchool",
    description: "The school's issued target, or why it has none; null where none is issued.",
    args: {
      year: t.arg.string({ description: "Target year, such as 2023/24; the latest issued where it is not given." }),
    },
    resolve: ({ urn }, { year }, context, info) =>
      loadTarget(context, urn, { year: year ?? undefined, operation: info.operation.name?.value }),
  }),
);
