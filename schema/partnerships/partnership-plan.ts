// Plans of partnerships: arranged whole from one run.
import { findPlan, type PartnershipPlan as StoredPlan } from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { loadRun, Run } from "../runs/run.js";

const department = { access: "department" } as const;

const PlanStatus = builder.enumType("PartnershipPlanStatus", {
  description: "Where a plan of partnerships stands.",
  values: {
    ARRANGING: { description: "It is being computed." },
    PROPOSED: { description: "It stands for its base year." },
    SUPERSEDED: { description: "A later plan stands for its base year." },
  } satisfies Record<StoredPlan["status"], object>,
});

export const PartnershipPlan = builder.objectRef<StoredPlan>("PartnershipPlan").implement({
  description: "Partnerships of one base year, arranged whole from one run.",
  fields: (t) => ({
    id: t.globalID({
      ...department,
      description: "Unique over all types; opaque.",
      resolve: ({ id }) => ({ id, type: "PartnershipPlan" }),
    }),
    status: t.expose("status", { type: PlanStatus, ...department, description: "Where it stands." }),
    baseYear: t.exposeString("baseYear", { ...department, description: "Academic year of the figures behind it." }),
    run: t.field({
      type: Run,
      ...department,
      description: "The run whose cohorts hold the candidates.",
      resolve: ({ runId }, _args, context) => loadRun(context, runId),
    }),
    parameters: t.field({
      type: "JSON",
      ...department,
      description: "How it was arranged.",
      resolve: ({ parameters }) => parameters,
    }),
    summary: t.field({
      type: "JSON",
      ...department,
      description: "How many schools were linked, and why the others were not; null until it is arranged.",
      resolve: ({ summary }) => summary,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...department, description: "When it was asked for." }),
  }),
});

export const loadPlan = ({ database, viewer }: Context, id: string) => findPlan(database, viewer, id);

builder.queryField("partnershipPlan", (t) =>
  t.field({
    type: PartnershipPlan,
    ...department,
    description: "A plan of partnerships by id; null where there is none.",
    args: { id: t.arg.id({ required: true, description: "As a field `id` gave it." }) },
    resolve: (_root, { id }, context) => {
      const key = readUuid("PartnershipPlan", id);
      return key ? loadPlan(context, key) : null;
    },
  }),
);
