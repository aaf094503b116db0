// Sets of targets: the run and policy behind them, and national statistics.
import type { GraphQLResolveInfo } from "graphql";
import {
  countTargetSets,
  findTargetSets,
  type OutcomeCount,
  originsOf,
  type TargetSet as StoredSet,
  type setStatuses,
  targetSetsById,
  targetStatistics,
} from "../../src/targets/set-store.js";
import { draftTargetsOf } from "../../src/targets/store.js";
import { builder, largestPage } from "../builder.js";
import type { Context } from "../context.js";
import { byId, idArgument, nodeId } from "../id.js";
import { batchedRead } from "../loader.js";
import { assertPage, newestFirst, pageCost, total } from "../page.js";
import { department, readableBy } from "../readers.js";
import { loadRun, Run } from "../runs/run.js";
import { Block } from "../schools/school-enums.js";
import { TargetPolicy } from "./policy.js";
import { Target, TargetOutcome } from "./target.js";

const national = readableBy("everyTarget");
const time = (description: string) => ({ type: "DateTime", ...national(description) }) as const;

const TargetSetStatus = builder.enumType("TargetSetStatus", {
  description: "Status of a set of targets.",
  values: {
    DRAFTING: { description: "A worker is computing it." },
    DRAFT: { description: "Every school has a row. Only the department sees them." },
    ISSUED: { description: "In force for its year." },
    SUPERSEDED: { description: "Replaced by another set issued for its year." },
  } satisfies Record<(typeof setStatuses)[number], object>,
});

const TargetStatistic = builder.objectRef<OutcomeCount>("TargetStatistic").implement({
  description: "Number of schools in a block with one outcome.",
  fields: (t) => ({
    block: t.expose("block", { type: Block, ...national("The block; null for schools in no block.") }),
    outcome: t.expose("outcome", { type: TargetOutcome, ...national("Outcome of the schools.") }),
    schools: t.exposeInt("schools", national("Number of schools.")),
    meanImprovement: t.exposeFloat("meanImprovement", {
      ...national(
        "Mean of `improvementShown`, in percentage points; null if there are so few schools that it would reveal one of them.",
      ),
    }),
  }),
});

const loadOrigin = batchedRead(originsOf);

/** Policy and run are read together, so the read is audited once. */
const originOf = (context: Context, id: string, { operation }: Pick<GraphQLResolveInfo, "operation">) =>
  loadOrigin(context, id, { operation: operation.name?.value });

export const TargetSet = builder.objectRef<StoredSet>("TargetSet");
builder.node(TargetSet, {
  description: "Targets of one year, from one run under one policy. A set is drafted and issued as a whole.",
  id: nodeId,
  fields: (t) => ({
    status: t.expose("status", { type: TargetSetStatus, ...national("Status of the set.") }),
    baseYear: t.exposeString("baseYear", national("Academic year of the baselines.")),
    targetYear: t.exposeString("targetYear", national("Academic year of the targets.")),
    policy: t.field({
      type: TargetPolicy,
      ...national("Whole policy."),
      resolve: async ({ id }, _args, context, info) => (await originOf(context, id, info))?.policy,
    }),
    run: t.field({
      type: Run,
      ...national("Run whose cohorts were used for the targets."),
      resolve: async ({ id }, _args, context, info) => {
        const origin = await originOf(context, id, info);
        return origin && loadRun(context, origin.runId);
      },
    }),
    createdAt: t.expose("createdAt", time("Time of the request.")),
    issuedAt: t.expose("issuedAt", time("Time of issue; null if not issued.")),
    statistics: t.field({
      type: [TargetStatistic],
      ...national("National numbers by block and outcome; null until the set is drafted."),
      complexity: { field: 1, multiplier: 40 },
      resolve: ({ id }, _args, { database, viewer }, info) =>
        targetStatistics(database, viewer, id, { operation: info.operation.name?.value }),
    }),
    targets: t.field({
      type: [Target],
      ...department(`Targets of these schools, including drafts, in the order of the URNs: at most ${largestPage}.`),
      nullable: { list: true, items: true },
      complexity: ({ urns }) => ({ field: 1, multiplier: urns.length }),
      args: { urns: t.arg.intList({ required: true, description: "URNs of the schools." }) },
      resolve: ({ id }, { urns }, { database, viewer }, info) => {
        assertPage("urns", urns);
        return draftTargetsOf(database, viewer, id, urns, { operation: info.operation.name?.value });
      },
    }),
  }),
});

/** The set with this UUID; null if it does not exist or the viewer may not see it. */
export const loadTargetSet = batchedRead(targetSetsById);

builder.queryFields((t) => ({
  targetSet: t.field({
    type: TargetSet,
    ...national("The set of targets with this ID; null if it does not exist or you may not see it."),
    args: { id: t.arg.id(idArgument) },
    resolve: byId("TargetSet", loadTargetSet),
  }),
  targetSets: t.connection(
    {
      type: TargetSet,
      ...national("Sets of targets, most recently requested first. The department also sees drafts."),
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        newestFirst(args, (page) => findTargetSets(database, viewer, page)),
    },
    {
      name: "TargetSetConnection",
      description: "A page of sets of targets.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of sets that you may see."),
          resolve: (_page, _args, { database, viewer }) => countTargetSets(database, viewer),
        }),
      }),
    },
    { name: "TargetSetEdge", description: "A set of targets on a page." },
  ),
}));
