// Single schools in a comparison. Reads are audited like reads of cohorts.
import type {
  SchoolPair as StoredPair,
  ComparedSchool as StoredSchool,
} from "../../src/comparison/stored/comparison.js";
import { comparedSchools, mostDifferentSchools } from "../../src/comparison/stored/store.js";
import { builder, inMemory, largestPage } from "../builder.js";
import { batched } from "../loader.js";
import { assertSize } from "../page.js";
import { analyst } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { Block } from "../schools/school-enums.js";
import { Comparison } from "./comparison.js";

const school = {
  type: School,
  ...analyst("The school."),
} as const;

const SchoolPair = builder.objectRef<StoredPair>("ComparedSchoolPair").implement({
  description: "Two lists of peers of one school. Null, except for `depth`, if a list has no peers for it.",
  fields: (t) => ({
    urn: t.exposeInt("urn", analyst("URN of the school.")),
    school: t.field({ ...school, resolve: schoolOf }),
    strategy: t.exposeString("strategy", analyst("Name of the first list.")),
    other: t.exposeString("other", analyst("Name of the second list.")),
    depth: t.exposeInt("depth", analyst("Length of the shorter list; 0 if one has no peers.")),
    shared: t.exposeInt("shared", analyst("Number of peers that both lists have down to this depth.")),
    jaccard: t.exposeFloat("jaccard", analyst("Shared peers over all peers of both lists down to this depth, 0-1.")),
    containment: t.exposeFloat("containment", {
      ...analyst("Share of the first list's peers that the second list has, 0-1, at any depth."),
    }),
    rboLow: t.exposeFloat("rboLow", analyst("Lower bound of rank-biased overlap, 0-1.")),
    rboResidual: t.exposeFloat("rboResidual", {
      ...analyst("Residual of rank-biased overlap: added to the lower bound it is the upper bound."),
    }),
    rboExt: t.exposeFloat("rboExt", analyst("Extrapolated rank-biased overlap, 0-1.")),
  }),
});

const WhatIfTarget = builder.objectRef<StoredSchool["whatIf"][number]>("WhatIfTarget").implement({
  description: "The target that a list of peers would give a school under the example policy. Nobody set it.",
  fields: (t) => ({
    name: t.exposeString("name", analyst("Name of the list.")),
    target: t.exposeFloat("value", {
      ...analyst("Minimum attendance, per cent, exact to 0.1; null if the school would have no target."),
    }),
  }),
});

const ComparedSchool = builder.objectRef<StoredSchool>("ComparedSchool").implement({
  description: "One school in a comparison.",
  fields: (t) => ({
    urn: t.exposeInt("urn", analyst("URN of the school.")),
    school: t.field({ ...school, resolve: schoolOf }),
    block: t.expose("block", { type: Block, ...analyst("The school's block.") }),
    pairs: t.expose("pairs", {
      type: [SchoolPair],
      ...analyst("Every two lists, in the order of the lists."),
      nullable: { list: true, items: false },
      extensions: inMemory,
      complexity: { field: 1, multiplier: 6 },
    }),
    whatIf: t.expose("whatIf", {
      type: [WhatIfTarget],
      ...analyst(
        "Target that each list would give, from published figures and under the example policy, in the order of the lists.",
      ),
      nullable: { list: true, items: false },
      extensions: inMemory,
      complexity: { field: 1, multiplier: 8 },
    }),
  }),
});

/** Milliseconds: all schools of the comparison are put in order. */
const timeOfRanking = 40;

interface SchoolOptions {
  readonly id: string;
  readonly names: readonly string[];
  readonly operation?: string;
}

const loadComparedSchool = batched(
  ({ database, viewer }, urns: readonly number[], { operation, ...comparison }: SchoolOptions) =>
    comparedSchools(database, viewer, comparison, urns, { operation }),
);

builder.objectFields(Comparison, (t) => ({
  school: t.field({
    type: ComparedSchool,
    ...analyst("One school; null if it is not in the comparison, or the comparison is not complete."),
    args: { urn: t.arg.int({ required: true, description: "URN of the school." }) },
    resolve: ({ id, names }, { urn }, context, info) =>
      loadComparedSchool(context, urn, { id, names, operation: info.operation.name?.value }),
  }),
  mostDifferent: t.field({
    type: [SchoolPair],
    ...analyst(
      "Schools whose peers differ most between two lists: lowest Jaccard first, then lowest extrapolated rank-biased overlap. Schools without peers in both lists are left out. Empty until the comparison is complete.",
    ),
    nullable: { list: true, items: false },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.min(Math.max(first ?? 0, 1), largestPage) }),
    extensions: { databaseTime: timeOfRanking },
    args: {
      strategy: t.arg.string({ required: true, description: "Name of the list that comes first in `lists`." }),
      other: t.arg.string({ required: true, description: "Name of the other list." }),
      first: t.arg.int({ defaultValue: 10, description: `Number of schools: at most ${largestPage}.` }),
    },
    resolve: ({ id, names }, { first, ...pair }, { database, viewer }, info) => {
      const count = assertSize("first", first ?? 10);
      const options = { operation: info.operation.name?.value };
      return mostDifferentSchools(database, viewer, { id, names }, { ...pair, first: count }, options);
    },
  }),
}));
