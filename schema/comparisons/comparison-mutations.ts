// Mutations that start and cancel comparisons of runs.
import type { Comparison as StoredComparison } from "../../src/comparison/stored/comparison.js";
import { cancelComparison, compareRuns } from "../../src/comparison/stored/start.js";
import { builder } from "../builder.js";
import { creates } from "../creates.js";
import { needUuid } from "../id.js";
import { analyst } from "../readers.js";
import { readYear } from "../year.js";
import { Comparison } from "./comparison.js";

creates(
  "compareRuns",
  {
    description: "The runs to compare.",
    inputFields: (t) => ({
      runs: t.idList({
        required: true,
        description: "IDs of two to eight complete runs of one population, in the order in which they are compared.",
      }),
      attributes: t.stringList({
        description:
          "Circumstances to measure balance on, such as `fsm`; those that at least one of the strategies reads if omitted or empty.",
      }),
      heldOut: t.string({
        description:
          "Later academic year whose attendance peers predict, such as 2023/24; the earliest with figures if omitted.",
      }),
      seed: t.int({ description: "Seed of random peers and resamples, from 0; 1 if omitted." }),
      p: t.float({
        description:
          "Persistence of rank-biased overlap, above 0 and below 1: the higher, the more later ranks count; 0.9 if omitted.",
      }),
      steadiness: t.boolean({
        description:
          "Whether each strategy runs again on changed figures, twice and once for each attribute; no if omitted.",
      }),
    }),
  },
  {
    ...analyst(
      "Queues a comparison for a worker to compute. If the same comparison exists, returns it. Follow `progress`.",
    ),
    resolve: (_root, { input }, { database, viewer, pluginPackages }) => {
      const request = {
        runs: input.runs.map((id) => needUuid("Run", id)),
        attributes: input.attributes ?? [],
        heldOut: readYear(input.heldOut),
        seed: input.seed ?? 1,
        p: input.p ?? undefined,
        steadiness: input.steadiness ?? false,
      };
      return compareRuns(database, viewer, request, pluginPackages);
    },
  },
  {
    description: "The comparison, new or existing.",
    outputFields: (t) => ({
      comparison: t.field({
        type: Comparison,
        ...analyst("The comparison."),
        resolve: (comparison: StoredComparison) => comparison,
      }),
    }),
  },
);

builder.relayMutationField(
  "cancelComparison",
  {
    description: "The comparison to cancel.",
    inputFields: (t) => ({ comparisonId: t.id({ required: true, description: "ID of the comparison." }) }),
  },
  {
    ...analyst("Asks a comparison to stop. Nothing of it is kept. A comparison that has ended stays unchanged."),
    resolve: (_root, { input }, { database, viewer }) =>
      cancelComparison(database, viewer, needUuid("Comparison", input.comparisonId)),
  },
  {
    description: "The cancelled comparison.",
    outputFields: (t) => ({
      comparison: t.field({
        type: Comparison,
        ...analyst("The comparison."),
        resolve: (comparison: StoredComparison) => comparison,
      }),
    }),
  },
);
