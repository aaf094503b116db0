// Mutations that draft and issue targets.
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import type { Policy } from "../../src/targets/policy.js";
import { builder, type Fields } from "../builder.js";
import { creates } from "../creates.js";
import { needUuid } from "../id.js";
import { withoutNulls } from "../input.js";
import { department } from "../readers.js";
import { readYear } from "../year.js";
import { TargetPolicyInput } from "./policy.js";
import { loadTargetSet, TargetSet } from "./target-set.js";

const setOutput = (description: string, ofField: string) => ({
  description,
  outputFields: (t: Fields<{ readonly setId: string }>) => ({
    targetSet: t.field({
      type: TargetSet,
      ...department(ofField),
      resolve: ({ setId }, _args, context) => loadTargetSet(context, setId),
    }),
  }),
});

creates(
  "draftTargets",
  {
    description: "The targets to draft.",
    inputFields: (t) => ({
      runId: t.id({ required: true, description: "ID of the finished run whose cohorts are used for the targets." }),
      targetYear: t.string({ description: "Academic year of the targets; the year after the base year if omitted." }),
      policy: t.field({ type: TargetPolicyInput, description: "Policy; the example policy if omitted." }),
      overrideReason: t.string({
        description:
          "Reason for drafting them although the run is too similar to a published run of its base year. It is recorded in the acts.",
      }),
    }),
  },
  {
    ...department("Creates a set of targets for a worker to compute. From then on the run can never be published."),
    resolve: (_root, { input }, { database, viewer, freeze, compare }) => {
      const request = {
        runId: needUuid("Run", input.runId),
        overrideReason: input.overrideReason,
        targetYear: readYear(input.targetYear),
        policy: withoutNulls(input.policy) as Partial<Policy> | undefined,
      };
      return draftTargets(database, viewer, request, freeze, compare);
    },
  },
  setOutput("The new set of targets.", "The set. Its status is DRAFTING until every school has a row."),
);

builder.relayMutationField(
  "issueTargets",
  {
    description: "The drafted set to issue.",
    inputFields: (t) => ({ targetSetId: t.id({ required: true, description: "ID of the set." }) }),
  },
  {
    ...department(
      "Issues a drafted set: schools see their targets from then on. The set issued before for the same year is superseded.",
    ),
    resolve: async (_root, { input }, { database, viewer, freeze }) => {
      const setId = needUuid("TargetSet", input.targetSetId);
      await issueTargets(database, viewer, setId, freeze);
      return { setId };
    },
  },
  setOutput("The issued set of targets.", "The issued set."),
);
