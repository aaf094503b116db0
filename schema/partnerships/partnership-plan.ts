// Plans of partnerships. Each is arranged as a whole from one run.
import { findPlan, type PartnershipPlan as StoredPlan } from "../../src/partnerships/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { loadRun, Run } from "../runs/run.js";

const department = { access: "department" } as const;

const PlanStatus = builder.enumType("PartnershipPlanStatus", {
  description: "Status of a plan of partnerships.",
  values: {
    ARRANGING: { description: "A worker is arranging it." },
    PROPOSED: { description: "In force for its base year." },
    SUPERSEDED: { description: "Replaced by a later plan for its base year." },
  } satisfies Record<StoredPlan["status"], object>,
});

export const PartnershipPlan = builder.objectRef<StoredPlan>("PartnershipPlan").implement({
  description: "Partnerships of one base year, arranged as a whole from one run.",
  fields: (t) => ({
    id: t.globalID({
      ...department,
      description: "Globally unique ID. Treat it as opaque.",
      resolve: ({ id }) => ({ id, type: "PartnershipPlan" }),
    }),
    status: t.expose("status", { type: PlanStatus, ...department, description: "Status of the plan." }),
    baseYear: t.exposeString("baseYear", { ...department, description: "Academic year of the figures used." }),
    run: t.field({
      type: Run,
      ...department,
      description: "Run whose cohorts contain the candidates.",
      resolve: ({ runId }, _args, context) => loadRun(context, runId),
    }),
    parameters: t.field({
      type: "JSON",
      ...department,
      description: "Parameters used to arrange the plan.",
      resolve: ({ parameters }) => parameters,
    }),
    summary: t.field({
      type: "JSON",
      ...department,
      description:
        "Numbers of schools with a partner, and of those without one by reason; null until the plan is arranged.",
      resolve: ({ summary }) => summary,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...department, description: "Time of the request." }),
  }),
});

export const loadPlan = ({ database, viewer }: Context, id: string) => findPlan(database, viewer, id);

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
