// Plans of partnerships, and the mutation that arranges one. Each is arranged as a whole from one run.
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import type { UnlinkedReason } from "../../src/partnerships/candidates.js";
import { type PlanParameters, readPlanParameters } from "../../src/partnerships/parameters.js";
import { plansById, type PartnershipPlan as StoredPlan } from "../../src/partnerships/store.js";
import { builder, inMemory } from "../builder.js";
import { creates } from "../creates.js";
import { entriesOf } from "../entries.js";
import { byId, idArgument, needUuid, nodeId } from "../id.js";
import { withoutNulls } from "../input.js";
import { batchedRead } from "../loader.js";
import { department } from "../readers.js";
import { loadRun, Run } from "../runs/run.js";
import { NoPartnerReason } from "./partnership.js";

const Unlinked = builder.objectRef<{ reason: UnlinkedReason; schools: number }>("PartnershipUnlinked").implement({
  description: "Number of schools without a partner for one reason.",
  fields: (t) => ({
    reason: t.expose("reason", { type: NoPartnerReason, ...department("Reason why they have no partner.") }),
    schools: t.exposeInt("schools", department("Number of schools.")),
  }),
});

const PlanSummary = builder.objectRef<NonNullable<StoredPlan["summary"]>>("PartnershipPlanSummary").implement({
  description: "Numbers of schools with and without a partner in a plan.",
  fields: (t) => ({
    linked: t.exposeInt("linked", department("Number of schools with a partner.")),
    unlinked: t.field({
      type: [Unlinked],
      ...department("Numbers of schools without a partner, by reason."),
      nullable: { list: true, items: false },
      resolve: ({ unlinked }) => entriesOf(unlinked).map(([reason, schools]) => ({ reason, schools })),
    }),
    totalCost: t.exposeFloat("totalCost", {
      ...department(
        "Sum of the partners' distances in the schools' cohorts, in millionths. No plan with as many partners has less.",
      ),
    }),
  }),
});

const about = {
  capacity: "Maximum number of schools that one partner can have, 1 to 20.",
  seeksBelow: "Published attendance, in per cent, from which a school seeks no partner.",
  minimumGap: "Minimum by which the partner's published attendance is above the school's, in percentage points.",
  sameTrustAllowed: "Whether a partner can be in the school's own trust.",
  withinKm:
    "Maximum straight-line distance to a partner in kilometres. An unknown distance is too far. Null: any distance.",
} as const satisfies Record<keyof PlanParameters, string>;

const PlanParametersType = builder.objectRef<PlanParameters>("PartnershipParameters").implement({
  description: "Parameters used to arrange a plan of partnerships.",
  fields: (t) => ({
    capacity: t.exposeInt("capacity", department(about.capacity)),
    seeksBelow: t.exposeFloat("seeksBelow", department(about.seeksBelow)),
    minimumGap: t.exposeFloat("minimumGap", department(about.minimumGap)),
    sameTrustAllowed: t.exposeBoolean("sameTrustAllowed", department(about.sameTrustAllowed)),
    withinKm: t.exposeFloat("withinKm", department(about.withinKm)),
  }),
});

const defaults = readPlanParameters({});
const withDefault = (name: keyof PlanParameters) => ({ description: `${about[name]} Default: ${defaults[name]}.` });

const PlanParametersInput = builder.inputType("PartnershipParametersInput", {
  description: "Parameters of a plan of partnerships. A parameter that is omitted has its default.",
  fields: (t) => ({
    capacity: t.int(withDefault("capacity")),
    seeksBelow: t.float(withDefault("seeksBelow")),
    minimumGap: t.float(withDefault("minimumGap")),
    sameTrustAllowed: t.boolean(withDefault("sameTrustAllowed")),
    withinKm: t.float(withDefault("withinKm")),
  }),
});

const PlanStatus = builder.enumType("PartnershipPlanStatus", {
  description: "Status of a plan of partnerships.",
  values: {
    ARRANGING: { description: "A worker is arranging it." },
    PROPOSED: { description: "In force for its base year." },
    SUPERSEDED: { description: "Replaced by a later plan for its base year." },
  } satisfies Record<StoredPlan["status"], object>,
});

const PartnershipPlan = builder.objectRef<StoredPlan>("PartnershipPlan");
builder.node(PartnershipPlan, {
  description: "Partnerships of one base year, arranged as a whole from one run.",
  id: nodeId,
  fields: (t) => ({
    status: t.expose("status", { type: PlanStatus, ...department("Status of the plan.") }),
    baseYear: t.exposeString("baseYear", department("Academic year of the figures used.")),
    run: t.field({
      type: Run,
      ...department("Run whose cohorts contain the candidates."),
      resolve: ({ runId }, _args, context) => loadRun(context, runId),
    }),
    parameters: t.expose("parameters", {
      type: PlanParametersType,
      extensions: inMemory,
      ...department("Parameters used to arrange the plan."),
    }),
    summary: t.expose("summary", {
      type: PlanSummary,
      extensions: inMemory,
      ...department("Numbers of schools with and without a partner; null until the plan is arranged."),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...department("Time of the request.") }),
  }),
});

/** The plan with this UUID; null if it does not exist or the viewer may not see it. */
export const loadPlan = batchedRead(plansById);

builder.queryField("partnershipPlan", (t) =>
  t.field({
    type: PartnershipPlan,
    ...department("The plan of partnerships with this ID; null if there is none."),
    args: { id: t.arg.id(idArgument) },
    resolve: byId("PartnershipPlan", loadPlan),
  }),
);

/** A null is as good as no value, except that `withinKm: null` is any distance. */
const givenParameters = (input: typeof PlanParametersInput.$inferInput | null | undefined) =>
  input ? { ...withoutNulls(input), ...(input.withinKm === null && { withinKm: null }) } : undefined;

creates(
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
    ...department("Creates a plan of partnerships for a worker to arrange."),
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
        ...department("The plan. Its status is ARRANGING until every partnership is stored."),
        resolve: ({ planId }: { planId: string }, _args, context) => loadPlan(context, planId),
      }),
    }),
  },
);
