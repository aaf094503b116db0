// Sets of targets: which run and policy made them, and what they come to over the country.
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
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { assertPage, forwardPage, pageCost, placeOf, readPlace } from "../page.js";
import { loadRun, Run } from "../runs/run.js";
import { Target, TargetOutcome } from "./target.js";

const national = { access: "everyTarget" } as const;

const TargetSetStatus = builder.enumType("TargetSetStatus", {
  description: "Where a set of targets stands.",
  values: {
    DRAFTING: { description: "It is being computed." },
    DRAFT: { description: "Every school has its row; nobody but the department sees them." },
    ISSUED: { description: "It stands for its year." },
    SUPERSEDED: { description: "Another set was issued for its year." },
  } satisfies Record<(typeof setStatuses)[number], object>,
});

const TargetStatistic = builder.objectRef<OutcomeCount>("TargetStatistic").implement({
  description: "How many schools of a block have an outcome.",
  fields: (t) => ({
    block: t.exposeString("block", { ...national, description: "The block; null for schools of none." }),
    outcome: t.expose("outcome", { type: TargetOutcome, ...national, description: "The outcome." }),
    schools: t.exposeInt("schools", { ...national, description: "Schools." }),
    meanImprovement: t.exposeFloat("meanImprovement", {
      ...national,
      description: "Mean improvement shown, percentage points; null where so few schools would tell of one.",
    }),
  }),
});

const loadOrigin = batched(({ database, viewer }, ids: readonly string[], options: { operation?: string }) =>
  originsOf(database, viewer, ids, options),
);

/** Policy and run are read together, and so recorded once. */
const originOf = (context: Context, id: string, { operation }: Pick<GraphQLResolveInfo, "operation">) =>
  loadOrigin(context, id, { operation: operation.name?.value });

export const TargetSet = builder.objectRef<StoredSet>("TargetSet").implement({
  description: "The targets of one year, from one run under one policy: drafted whole, then issued whole.",
  fields: (t) => ({
    id: t.globalID({
      ...national,
      description: "Unique over all types; opaque.",
      resolve: ({ id }) => ({ id, type: "TargetSet" }),
    }),
    status: t.expose("status", { type: TargetSetStatus, ...national, description: "Where it stands." }),
    baseYear: t.exposeString("baseYear", { ...national, description: "Academic year of the baselines." }),
    targetYear: t.exposeString("targetYear", { ...national, description: "Academic year that the targets are for." }),
    policy: t.field({
      type: "JSON",
      ...national,
      description: "The policy, whole.",
      resolve: async ({ id }, _args, context, info) => (await originOf(context, id, info))?.policy,
    }),
    run: t.field({
      type: Run,
      ...national,
      description: "The run whose cohorts fed the targets.",
      resolve: async ({ id }, _args, context, info) => {
        const origin = await originOf(context, id, info);
        return origin && loadRun(context, origin.runId);
      },
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...national, description: "When it was asked for." }),
    issuedAt: t.expose("issuedAt", { type: "DateTime", ...national, description: "When it was issued." }),
    statistics: t.field({
      type: [TargetStatistic],
      ...national,
      complexity: { field: 1, multiplier: 40 },
      description: "National counts by block and outcome; null until it is drafted.",
      resolve: ({ id }, _args, { database, viewer }, info) =>
        targetStatistics(database, viewer, id, { operation: info.operation.name?.value }),
    }),
    targets: t.field({
      type: [Target],
      access: "department",
      nullable: { list: true, items: true },
      complexity: ({ urns }) => ({ field: 1, multiplier: urns.length }),
      description: `Targets of some schools, drafts too, in the order of the URNs: at most ${largestPage}.`,
      args: { urns: t.arg.intList({ required: true, description: "URNs." }) },
      resolve: ({ id }, { urns }, { database, viewer }, info) => {
        assertPage("urns", urns);
        return draftTargetsOf(database, viewer, id, urns, { operation: info.operation.name?.value });
      },
    }),
  }),
});

export const loadTargetSet = batched(({ database, viewer }, ids: readonly string[]) =>
  targetSetsById(database, viewer, ids),
);

builder.queryFields((t) => ({
  targetSet: t.field({
    type: TargetSet,
    ...national,
    description: "A set of targets by id; null where there is none that you may see.",
    args: { id: t.arg.id({ required: true, description: "As a field `id` gave it." }) },
    resolve: (_root, { id }, context) => {
      const key = readUuid("TargetSet", id);
      return key ? loadTargetSet(context, key, undefined) : null;
    },
  }),
  targetSets: t.connection(
    {
      type: TargetSet,
      ...national,
      description: "Sets of targets, the last asked for first; the department sees drafts too.",
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        forwardPage(
          args,
          ({ first, after }) => findTargetSets(database, viewer, { first, after: readPlace(after) }),
          ({ createdAt, id }) => placeOf(createdAt, id),
        ),
    },
    {
      name: "TargetSetConnection",
      description: "A page of sets of targets.",
      fields: (c) => ({
        totalCount: c.int({
          access: "inherited",
          nullable: false,
          description: "How many sets you may see.",
          resolve: (_page, _args, { database, viewer }) => countTargetSets(database, viewer),
        }),
      }),
    },
    { name: "TargetSetEdge", description: "A set of targets in a page." },
  ),
}));
