// Drafting and issuing targets, arranging partnerships.
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { readPolicy } from "../../src/targets/policy.js";
import { builder } from "../builder.js";
import { needUuid } from "../id.js";
import { loadPlan, PartnershipPlan } from "../partnerships/partnership-plan.js";
import { loadTargetSet, TargetSet } from "./target-set.js";

const department = { access: "department" } as const;

builder.relayMutationField(
  "draftTargets",
  {
    description: "Targets to draft.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "Id of the finished run whose cohorts feed them." }),
      targetYear: t.string({
        description: "Academic year that they are for; the one after the base year where it is not given.",
      }),
      policy: t.field({ type: "JSON", description: "The policy, whole; the example policy where it is not given." }),
      overrideReason: t.string({
        description:
          "Why they are drafted although the run is too like a published run of its base year; recorded in the acts.",
      }),
    }),
  },
  {
    ...department,
    description: "Begins a set of targets, which a worker computes. The run can never be published from then on.",
    resolve: (_root, { input }, { database, viewer, freeze, compare }) => {
      const request = {
        runId: needUuid("Run", input.runId),
        overrideReason: input.overrideReason,
        targetYear: input.targetYear ?? undefined,
        policy: input.policy == null ? undefined : readPolicy(input.policy),
      };
      return draftTargets(database, viewer, request, freeze, compare);
    },
  },
  {
    description: "The set.",
    outputFields: (t) => ({
      targetSet: t.field({
        type: TargetSet,
        ...department,
        description: "The set, DRAFTING until every school has its row.",
        resolve: ({ setId }: { setId: string }, _args, context) => loadTargetSet(context, setId, undefined),
      }),
    }),
  },
);

builder.relayMutationField(
  "issueTargets",
  {
    description: "A drafted set to issue.",
    inputFields: (t) => ({ targetSetId: t.id({ required: true, description: "Id of the set." }) }),
  },
  {
    ...department,
    description:
      "Issues a drafted set: schools see their targets from now on. The set that stood for the year is superseded.",
    resolve: async (_root, { input }, { database, viewer, freeze }) => {
      const setId = needUuid("TargetSet", input.targetSetId);
      await issueTargets(database, viewer, setId, freeze);
      return { setId };
    },
  },
  {
    description: "The set.",
    outputFields: (t) => ({
      targetSet: t.field({
        type: TargetSet,
        ...department,
        description: "The issued set.",
        resolve: ({ setId }: { setId: string }, _args, context) => loadTargetSet(context, setId, undefined),
      }),
    }),
  },
);

builder.relayMutationField(
  "arrangePartnerships",
  {
    description: "Partnerships to arrange.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "Id of the finished run whose cohorts hold the candidates." }),
      parameters: t.field({
        type: "JSON",
        description:
          "capacity, seeksBelow, minimumGap, sameTrustAllowed and withinKm (null: however far); defaults are filled in.",
      }),
      overrideReason: t.string({
        description:
          "Why they are arranged although the run is too like a published run of its base year; recorded in the acts.",
      }),
    }),
  },
  {
    ...department,
    description: "Begins a plan of partnerships, which a worker arranges.",
    resolve: (_root, { input }, { database, viewer, freeze, compare }) => {
      const request = {
        runId: needUuid("Run", input.runId),
        parameters: (input.parameters ?? undefined) as never,
        overrideReason: input.overrideReason,
      };
      return arrangePartnerships(database, viewer, request, freeze, compare);
    },
  },
  {
    description: "The plan.",
    outputFields: (t) => ({
      plan: t.field({
        type: PartnershipPlan,
        ...department,
        description: "The plan, ARRANGING until every link is stored.",
        resolve: ({ planId }: { planId: string }, _args, context) => loadPlan(context, planId),
      }),
    }),
  },
);
