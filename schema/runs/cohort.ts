// Cohorts: the schools that a run found for one school.
import { mayAnalyse } from "../../src/access/viewer.js";
import type { Cohort as StoredCohort, Peer as StoredPeer } from "../../src/runs/cohort.js";
import { cohortsForAnalysis, findPublishedRuns, publishedCohorts } from "../../src/runs/store.js";
import { ownCohorts } from "../../src/targets/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { loadSchool, School } from "../schools/school.js";
import { NoPeersReason } from "./no-peers-reason.js";
import { loadRun, Run } from "./run.js";
import { shown, shownList } from "./shown.js";

const Share = builder.objectRef<{ attribute: string; share: number }>("Share").implement({
  description: "Contribution of one attribute to a peer's distance.",
  fields: (t) => ({
    attribute: t.exposeString("attribute", { ...shown, description: "Name of the attribute." }),
    share: t.exposeFloat("share", {
      ...shown,
      description: "Share of the distance, 0-1. The shares of a peer add up to 1.",
    }),
  }),
});

const Peer = builder.objectRef<StoredPeer>("Peer").implement({
  description: "A school in a cohort.",
  fields: (t) => ({
    rank: t.exposeInt("rank", { ...shown, description: "Position in the cohort: 1 is the nearest." }),
    urn: t.exposeInt("urn", { ...shown, description: "URN of the peer." }),
    distance: t.exposeFloat("distance", {
      ...shown,
      description: "Distance as calculated by the strategy: a smaller value means more similar.",
    }),
    kilometres: t.exposeFloat("kilometres", {
      access: "public",
      description: "Straight-line distance in kilometres; null if either school has no coordinates.",
    }),
    shares: t.field({
      type: [Share],
      extensions: inMemory,
      ...shownList,
      complexity: { field: 1, multiplier: 7 },
      description:
        "Contributions of the attributes to the distance. Empty at distance 0 and for strategies without shares.",
      resolve: ({ shares }) => shares,
    }),
    school: t.field({
      type: School,
      access: "public",
      description: "The peer school.",
      resolve: ({ urn }, _args, context) => loadSchool(context, urn, undefined),
    }),
  }),
});

const Band = builder.objectRef<{ label: string; relaxed: readonly string[] }>("Band").implement({
  description: "Band in which a strategy searched for peers.",
  fields: (t) => ({
    label: t.exposeString("label", { ...shown, description: "Characteristics that the schools in the band share." }),
    relaxed: t.stringList({
      ...shownList,
      description: "Criteria that were dropped or widened, in order, to find enough schools.",
      resolve: ({ relaxed }) => [...relaxed],
    }),
  }),
});

const defaultPeerCount = 20;

const peerLimit = (first: number | null | undefined) => Math.max(first ?? defaultPeerCount, 0);

/** `hidesRun`: the cohort behind the school's own target, which does not say of which run it is. */
export type CohortShape = StoredCohort & { readonly hidesRun?: boolean };

export const Cohort = builder.objectRef<CohortShape>("Cohort").implement({
  description: "The schools that a run found for one school, nearest first.",
  fields: (t) => ({
    urn: t.exposeInt("urn", { ...shown, description: "URN of the school whose cohort it is." }),
    school: t.field({
      type: School,
      access: "public",
      description: "School whose cohort it is.",
      resolve: ({ urn }, _args, context) => loadSchool(context, urn, undefined),
    }),
    run: t.field({
      type: Run,
      access: "public",
      description: "Run that found the cohort; null if you may not see which run it was.",
      resolve: ({ runId, hidesRun }, _args, context) => (hidesRun ? null : loadRun(context, runId)),
    }),
    peers: t.field({
      type: [Peer],
      extensions: inMemory,
      ...shownList,
      complexity: ({ first }) => ({ field: 1, multiplier: peerLimit(first) }),
      description: "Peers, nearest first.",
      args: { first: t.arg.int({ defaultValue: defaultPeerCount, description: "Maximum number of peers." }) },
      resolve: ({ peers }, { first }) => peers.slice(0, peerLimit(first)),
    }),
    band: t.field({
      type: Band,
      extensions: inMemory,
      access: "public",
      description: "Band that was searched; null if the strategy has no bands.",
      resolve: ({ band }) => band,
    }),
    imputed: t.stringList({
      ...shownList,
      description: "Attributes that are not published for the school. The median of its block was used instead.",
      resolve: ({ imputed }) => [...imputed],
    }),
    reason: t.field({
      type: NoPeersReason,
      access: "public",
      description: "Reason why there are no peers; null if there are any.",
      resolve: ({ reason }) => reason,
    }),
    missing: t.stringList({
      ...shownList,
      description: "Missing attributes that are the reason why the school has no peers.",
      resolve: ({ missing }) => [...missing],
    }),
  }),
});

interface CohortOptions {
  readonly runId: string;
  readonly operation?: string;
}

const loadCohort = batched(({ database, viewer }, urns: readonly number[], { runId, operation }: CohortOptions) => {
  const keys = urns.map((urn) => ({ runId, urn }));
  return mayAnalyse(viewer)
    ? cohortsForAnalysis(database, viewer, keys, { operation })
    : publishedCohorts(database, viewer, keys);
});

/** Every caller has the same key, so that a request looks it up once. */
const loadLatestPublishedRunId = batched(async ({ database, viewer }: Context, lists: readonly "publishedRuns"[]) => {
  const { items } = await findPublishedRuns(database, viewer, { first: 1 });
  return lists.map(() => items[0]?.id ?? null);
});

const loadOwnCohort = batched(({ database, viewer }, urns: readonly number[], options: { operation?: string }) =>
  ownCohorts(database, viewer, urns, options),
);

builder.prismaObjectFields("School", (t) => ({
  cohort: t.field({
    type: Cohort,
    access: "public",
    description: "Cohort that a run found for this school; null if the run has none for it or you may not see it.",
    args: { run: t.arg.id({ description: "ID of the run; the most recently published run if omitted." }) },
    resolve: async ({ urn }, { run }, context, info) => {
      const runId =
        run == null ? await loadLatestPublishedRunId(context, "publishedRuns", undefined) : readUuid("Run", run);
      return runId ? loadCohort(context, urn, { runId, operation: info.operation.name?.value }) : null;
    },
  }),
  targetCohort: t.field({
    type: Cohort,
    access: "ownSchool",
    description: "Cohort behind this school's issued target, for the school itself.",
    resolve: async ({ urn }, _args, context, info) => {
      const cohort = await loadOwnCohort(context, urn, { operation: info.operation.name?.value });
      return cohort && { ...cohort, hidesRun: true };
    },
  }),
}));
