// Refetching by ID. A hidden object, a missing object and an invalid ID give the same answer: null.
import type { GraphQLResolveInfo } from "graphql";
import { readGlobalId } from "../src/database/global-id.js";
import { builder, largestPage } from "./builder.js";
import { loadComparison } from "./comparisons/comparison.js";
import type { Context } from "./context.js";
import { loadJob } from "./job.js";
import { assertPage } from "./page.js";
import { loadPlan } from "./partnerships/partnership-plan.js";
import { anyone } from "./readers.js";
import { readSchool } from "./reads/read-schools.js";
import { loadRun } from "./runs/run.js";
import { loadTargetSet } from "./targets/target-set.js";

type Load = (context: Context, key: string, info: GraphQLResolveInfo) => Promise<object | null>;

const loaders: Readonly<Record<string, Load>> = {
  School: async (context, key, info) => (/^[1-9]\d{5}$/.test(key) ? readSchool(context, info, Number(key)) : null),
  Run: loadRun,
  Comparison: loadComparison,
  Job: (context, key) => loadJob(context, key),
  TargetSet: (context, key) => loadTargetSet(context, key),
  PartnershipPlan: (context, key) => loadPlan(context, key),
};

async function load(context: Context, id: string, info: GraphQLResolveInfo) {
  const { type, key } = readGlobalId(id) ?? {};
  const node = type && key && Object.hasOwn(loaders, type) ? await loaders[type]?.(context, key, info) : null;
  return node ? { ...node, __typename: type } : null;
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    ...anyone("The object with this ID; null if it does not exist or you may not see it."),
    args: { id: t.arg.id({ required: true, description: "ID as returned by a field `id`." }) },
    resolve: (_root, { id }, context, info) => load(context, id, info) as never,
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    ...anyone(
      `The objects with these IDs, in the same order; null for each that does not exist or you may not see. At most ${largestPage}.`,
    ),
    nullable: { list: true, items: true },
    complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
    args: { ids: t.arg.idList({ required: true, description: "IDs as returned by fields `id`." }) },
    resolve: (_root, { ids }, context, info) => {
      assertPage("ids", ids);
      return ids.map((id) => load(context, id, info)) as never;
    },
  }),
}));
