// Two lists of one school's peers side by side: the type that the queries of compare-peers.ts return.
import type { PeersCompared as Compared, PlaceInList as StoredPlace } from "../../src/comparison/one-school.js";
import { builder, inMemory } from "../builder.js";
import { anyone, shown, shownList } from "../readers.js";
import { School, schoolOf } from "../schools/school.js";
import { PeerRule, type RuleName } from "./constraints.js";
import { reasonValues } from "./peer-explanation.js";
import { loadRun, Run } from "./run.js";

/** @param runs of the first and the second list; null: a list that no run found, or of a run that is not named */
export type PeersComparedShape = Compared & { readonly runs: readonly [string | null, string | null] };

const OutsideReason = builder.enumType("OutsideReason", {
  description: "Reason why a school is not in a list of peers.",
  values: {
    ...reasonValues,
    WITHHELD: {
      access: "ownPeers",
      description:
        "The list is the cohort behind your target. Schools outside it have no distance, rank or other reason.",
    },
  },
});

const PlaceInList = builder.objectRef<StoredPlace>("PlaceInList").implement({
  description: "Position of a school in a list of peers, or what keeps it out.",
  fields: (t) => ({
    place: t.exposeInt("place", anyone("Position in the list: 1 is the first. Null if the school is not in it.")),
    distance: t.exposeFloat("distance", {
      ...anyone(
        "Distance as calculated by the strategy of the list's run, also if the school is not in the list; null if it cannot be compared, you may not see it, or no run found the list.",
      ),
    }),
    rank: t.exposeInt("rank", {
      ...anyone(
        "Position by distance alone among all candidates if the school is not in the list; null as `distance`.",
      ),
    }),
    reason: t.expose("reason", {
      type: OutsideReason,
      ...anyone("Reason why it is not in the list; null if it is, or if no run found the list."),
    }),
    rules: t.field({
      type: [PeerRule],
      ...shownList("Rules that exclude it if the reason is EXCLUDED, as in `PairStanding.rules`."),
      resolve: ({ rules }) => rules as RuleName[],
    }),
    missing: t.stringList({
      ...shownList("Missing attributes if the reason is MISSING_CIRCUMSTANCES or NOT_COMPARABLE."),
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

const ListCompared = builder
  .objectRef<{ peers: number; reach: number | null; runId: string | null }>("ListCompared")
  .implement({
    description: "A list of a school's peers.",
    fields: (t) => ({
      run: t.field({
        type: Run,
        ...anyone("Run that found the list; null if none did, or if you may not see which run it was."),
        resolve: ({ runId }, _args, context) => (runId === null ? null : loadRun(context, runId)),
      }),
      peers: t.exposeInt("peers", shown("Number of peers.")),
      reach: t.exposeFloat("reach", {
        ...anyone("Distance of the last peer: what another school would have needed. Null without distances."),
      }),
    }),
  });

const ListAgreement = builder.objectRef<NonNullable<Compared["agreement"]>>("ListAgreement").implement({
  description: "How far two lists of one school agree.",
  fields: (t) => ({
    depth: t.exposeInt("depth", shown("Length of the shorter list.")),
    shared: t.exposeInt("shared", shown("Number of schools in both lists down to this depth.")),
    jaccard: t.exposeFloat("jaccard", {
      ...shown("Jaccard index of both lists down to this depth: schools in both / schools in either, 0-1."),
    }),
    rboLow: t.exposeFloat("rboLow", {
      ...shown("Lower bound of rank-biased overlap with p = 0.9, 0-1. The upper bound is it plus `rboResidual`."),
    }),
    rboResidual: t.exposeFloat("rboResidual", shown("Residual of rank-biased overlap.")),
    rboExt: t.exposeFloat("rboExt", {
      ...shown("Rank-biased overlap, extrapolated as if both lists went on agreeing as they do."),
    }),
  }),
});

const Difference = builder
  .objectRef<{ attribute: string; difference: number | null }>("AttributeDifference")
  .implement({
    description: "Difference of a school from the school whose peers are compared.",
    fields: (t) => ({
      attribute: t.exposeString("attribute", shown("Name of the attribute.")),
      difference: t.exposeFloat("difference", {
        ...anyone(
          "Its value less that of the school whose peers are compared, in standard deviations of the block; null if either is missing.",
        ),
      }),
    }),
  });

const SchoolCompared = builder
  .objectRef<Compared["schools"][number] & { differences: (typeof Difference.$inferType)[] }>("SchoolCompared")
  .implement({
    description: "A school that is in at least one of two lists.",
    fields: (t) => ({
      urn: t.exposeInt("urn", shown("URN of the school.")),
      school: t.field({ type: School, ...anyone("The school."), resolve: schoolOf }),
      kilometres: t.exposeFloat("kilometres", {
        ...anyone(
          "Straight-line distance in kilometres; null if either school has no coordinates, or it is not in the population.",
        ),
      }),
      first: t.expose("first", { type: PlaceInList, ...shown("In the first list."), extensions: inMemory }),
      second: t.expose("second", { type: PlaceInList, ...shown("In the second list."), extensions: inMemory }),
      differences: t.expose("differences", {
        type: [Difference],
        ...shownList("Differences by attribute, in the order of `PeersCompared.attributes`."),
        extensions: inMemory,
        complexity: { field: 1, multiplier: 7 },
      }),
    }),
  });

const AttributeCompared = builder.objectRef<Compared["attributes"][number]>("AttributeCompared").implement({
  description:
    "How far an attribute sets schools that only one list has apart from those that both have: mean absolute differences in standard deviations of the block.",
  fields: (t) => {
    const mean = (name: "inBoth" | "inFirstOnly" | "inSecondOnly", which: string) =>
      t.float({
        ...anyone(`Mean over the schools in ${which}; null if there are none with a value.`),
        resolve: (attribute) => known(attribute[name]),
      });
    return {
      attribute: t.exposeString("attribute", shown("Name of the attribute.")),
      own: t.float({
        ...anyone("Value for the school whose peers are compared; null if it is missing."),
        resolve: ({ own }) => known(own),
      }),
      inBoth: mean("inBoth", "both lists"),
      firstOnly: mean("inFirstOnly", "the first list only"),
      secondOnly: mean("inSecondOnly", "the second list only"),
    };
  },
});

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Schools in both lists, for the cost: a long cohort and an own list of 30. */
const schoolsCompared = 100;

export const PeersCompared = builder.objectRef<PeersComparedShape>("PeersCompared").implement({
  description: "Two lists of one school's peers side by side.",
  fields: (t) => ({
    urn: t.exposeInt("urn", shown("URN of the school whose peers are compared.")),
    school: t.field({ type: School, ...anyone("School whose peers are compared."), resolve: schoolOf }),
    first: t.field({
      type: ListCompared,
      ...shown("The first list."),
      extensions: inMemory,
      resolve: ({ first, runs }) => ({ ...first, runId: runs[0] }),
    }),
    second: t.field({
      type: ListCompared,
      ...shown("The second list."),
      extensions: inMemory,
      resolve: ({ second, runs }) => ({ ...second, runId: runs[1] }),
    }),
    agreement: t.expose("agreement", {
      type: ListAgreement,
      ...anyone("Agreement of the lists; null if one has no peers."),
      extensions: inMemory,
    }),
    schools: t.field({
      type: [SchoolCompared],
      ...shownList("Schools of the first list in its order, then those of the second list only in its order."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: schoolsCompared },
      resolve: ({ schools, attributes }) =>
        schools.map((school, at) => ({
          ...school,
          differences: attributes.map(({ attribute, differences }) => ({
            attribute,
            difference: known(differences[at]!),
          })),
        })),
    }),
    attributes: t.expose("attributes", {
      type: [AttributeCompared],
      ...shownList("Attributes that the strategies of the lists read."),
      extensions: inMemory,
      complexity: { field: 1, multiplier: 7 },
    }),
  }),
});
