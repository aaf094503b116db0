// Plans of partnerships, and the mutation that arranges one. Each is arranged as a whole from one run.
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { findPlan, type PartnershipPlan as StoredPlan } from "../../src/partnerships/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { idField, needUuid, readUuid } from "../id.js";
import { withoutNulls } from "../input.js";
import { loadRun, Run } from "../runs/run.js";
import { PlanParametersInput, PlanParametersType } from "./plan-parameters.js";
import { PlanSummary } from "./plan-summary.js";

const department = { access: "department" } as const;

const PlanStatus = builder.enumType("PartnershipPlanStatus", {
  description: "Status of a plan of partnerships.",
  values: {
    ARRANGING: { description: "A worker is arranging it." },
    PROPOSED: { description: "In force for its base year." },
    SUPERSEDED: { description: "Replaced by a later plan for its base year." },
  } satisfies Record<StoredPlan["status"], object>,
});

const PartnershipPlan = builder.objectRef<StoredPlan>("PartnershipPlan").implement({
  description: "Partnerships of one base year, arranged as a whole from one run.",
  fields: (t) => ({
    id: idField(t, "PartnershipPlan", "department"),
    status: t.expose("status", { type: PlanStatus, ...department, description: "Status of the plan." }),
    baseYear: t.exposeString("baseYear", { ...department, description: "Academic year of the figures used." }),
    run: t.field({
      type: Run,
      ...department,
      description: "Run whose cohorts contain the candidates.",
      resolve: ({ runId }, _args, context) => loadRun(context, runId),
    }),
    parameters: t.expose("parameters", {
      type: PlanParametersType,
      extensions: inMemory,
      ...department,
      description: "Parameters used to arrange the plan.",
    }),
    summary: t.expose("summary", {
      type: PlanSummary,
      extensions: inMemory,
      ...department,
      description: "Numbers of schools with and without a partner; null until the plan is arranged.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...department, description: "Time of the request." }),
  }),
});

const loadPlan = ({ database, viewer }: Context, id: string) => findPlan(database, viewer, id);

builder.queryField("partnershipPlan", (t) =>
  t.field({
    type: PartnershipPlan,
    ...department,
    description: "The plan of partnerships with this ID; null if there is none.",
    args: { id: t.arg.id({ required: true, description: "ID as returned by a field `id`." }) },
    resolve: (_root, { id }, context) => {
      const key = readUuid("PartnershipPlan", id);
      return key ? loadPlan(context, key) : null;
    },
  }),
);

/** A null is as good as no value, except that `withinKm: null` is any distance. */
const givenParameters = (input: typeof PlanParametersInput.$inferInput | null | undefined) =>
  input ? { ...withoutNulls(input), ...(input.withinKm === null && { withinKm: null }) } : undefined;

builder.relayMutationField(
  "arrangePartnerships",
  {
    description: "The partnerships to arrange.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "ID of the finished run whose cohorts contain the candidates." }),
      parameters: t.field({ type: PlanParametersInput, description: "Parameters; the defaults if omitted." }),
      overrideReason: t.string({
        description:
          "Reason for arranging them although the run is too similar to a published run of its base year. It is recorded in the acts.",
      }),
    }),
  },
  {
    ...department,
    description: "Creates a plan of partnerships for a worker to arrange.",
    resolve: (_root, { input }, { database, viewer, freeze, compare }) => {
      const request = {
        runId: needUuid("Run", input.runId),
        parameters: givenParameters(input.parameters),
        overrideReason: input.overrideReason,
      };
      return arrangePartnerships(database, viewer, request, freeze, compare);
    },
  },
  {
    description: "The new plan.",
    outputFields: (t) => ({
      plan: t.field({
        type: PartnershipPlan,
        ...department,
        description: "The plan. Its status is ARRANGING until every partnership is stored.",
        resolve: ({ planId }: { planId: string }, _args, context) => loadPlan(context, planId),
      }),
    }),
  },
);
