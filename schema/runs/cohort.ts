// The schools that a run found for one school.
import { mayAnalyse } from "../../src/access/viewer.js";
import type { Cohort as StoredCohort } from "../../src/runs/run.js";
import { cohortsForAnalysis, findPublishedRuns, publishedCohorts } from "../../src/runs/store.js";
import { ownCohorts } from "../../src/targets/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { loadSchool, School } from "../schools/school.js";
import { loadRun, Run } from "./run.js";

interface PeerShape {
  readonly urn: number;
  readonly rank: number;
  readonly distance: number;
  readonly kilometres: number | null;
  readonly shares: readonly { attribute: string; share: number }[];
}

const Share = builder.objectRef<{ attribute: string; share: number }>("Share").implement({
  description: "What one attribute contributes to a peer's distance.",
  fields: (t) => ({
    attribute: t.exposeString("attribute", {
      access: "public",
      nullable: false,
      description: "Name of the attribute.",
    }),
    share: t.exposeFloat("share", {
      access: "public",
      nullable: false,
      description: "Its share, 0-1; the shares of a peer sum to 1.",
    }),
  }),
});

const Peer = builder.objectRef<PeerShape>("Peer").implement({
  description: "A school of a cohort.",
  fields: (t) => ({
    rank: t.exposeInt("rank", {
      access: "public",
      nullable: false,
      description: "Place in the cohort: 1 is the nearest.",
    }),
    urn: t.exposeInt("urn", { access: "public", nullable: false, description: "Its URN." }),
    distance: t.exposeFloat("distance", {
      access: "public",
      nullable: false,
      description: "Distance by the strategy: smaller is more alike.",
    }),
    kilometres: t.exposeFloat("kilometres", {
      access: "public",
      description: "How far away it is in a straight line; null where either school has no coordinates.",
    }),
    shares: t.field({
      type: [Share],
      extensions: inMemory,
      access: "public",
      nullable: { list: false, items: false },
      complexity: { field: 1, multiplier: 7 },
      description: "What brought it near; empty at distance 0 and for strategies that have no shares.",
      resolve: ({ shares }) => shares,
    }),
    school: t.field({
      type: School,
      access: "public",
      description: "The school.",
      resolve: ({ urn }, _args, context) => loadSchool(context, urn, undefined),
    }),
  }),
});

const Band = builder.objectRef<{ label: string; relaxed: readonly string[] }>("Band").implement({
  description: "The band that a strategy searched.",
  fields: (t) => ({
    label: t.exposeString("label", {
      access: "public",
      nullable: false,
      description: "What the schools of the band have in common.",
    }),
    relaxed: t.stringList({
      access: "public",
      nullable: { list: false, items: false },
      description: "What was dropped or widened, in order, to find enough of them.",
      resolve: ({ relaxed }) => [...relaxed],
    }),
  }),
});

const usualPeers = 20;

const peersTold = (first: number | null | undefined) => Math.max(first ?? usualPeers, 0);

/** `own`: the cohort behind a school's own target, whose run the school is not told. */
export type CohortShape = StoredCohort & { readonly own?: boolean };

export const Cohort = builder.objectRef<CohortShape>("Cohort").implement({
  description: "The schools that a run found for one school, nearest first.",
  fields: (t) => ({
    run: t.field({
      type: Run,
      access: "public",
      description: "The run; null where you may not see which it was.",
      resolve: ({ runId, own }, _args, context) => (own ? null : loadRun(context, runId)),
    }),
    peers: t.field({
      type: [Peer],
      extensions: inMemory,
      access: "public",
      nullable: { list: false, items: false },
      complexity: ({ first }) => ({ field: 1, multiplier: peersTold(first) }),
      description: "The schools, nearest first.",
      args: { first: t.arg.int({ defaultValue: usualPeers, description: "At most so many." }) },
      resolve: (cohort, { first }) => peersOf(cohort).slice(0, peersTold(first)),
    }),
    band: t.field({
      type: Band,
      extensions: inMemory,
      access: "public",
      description: "The band that was searched, where the strategy sorts into bands.",
      resolve: ({ detail }) => detail.band,
    }),
    imputed: t.stringList({
      access: "public",
      nullable: { list: false, items: false },
      description: "Attributes that are not published for the school, for which the median of its block was taken.",
      resolve: ({ detail }) => [...(detail.imputed ?? [])],
    }),
    reason: t.exposeString("reason", {
      access: "public",
      description: "Why there are no peers; null where there are.",
    }),
    missing: t.stringList({
      access: "public",
      nullable: { list: false, items: false },
      description: "Attributes whose absence left the school without peers.",
      resolve: ({ detail }) => [...(detail.missing ?? [])],
    }),
  }),
});

function peersOf({ peers, distances, detail }: StoredCohort): PeerShape[] {
  const shares = Object.entries(detail.shares ?? {});
  return peers.map((urn, index) => ({
    urn,
    rank: index + 1,
    distance: distances[index] ?? 0,
    kilometres: detail.kilometres[index] ?? null,
    shares: shares.flatMap(([attribute, of]) => {
      const share = of[index];
      return typeof share === "number" ? [{ attribute, share }] : [];
    }),
  }));
}

interface OfRun {
  readonly runId: string;
  readonly operation?: string;
}

const loadCohort = batched(({ database, viewer }, urns: readonly number[], { runId, operation }: OfRun) => {
  const keys = urns.map((urn) => ({ runId, urn }));
  return mayAnalyse(viewer)
    ? cohortsForAnalysis(database, viewer, keys, { operation })
    : publishedCohorts(database, viewer, keys);
});

const loadLatestPublished = batched(async ({ database, viewer }: Context, lists: readonly "publishedRuns"[]) => {
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
    description:
      "The schools that a run found for this one; null where the run has none for it, or you may not see it.",
    args: { run: t.arg.id({ description: "The run; the one last published where it is not given." }) },
    resolve: async ({ urn }, { run }, context, info) => {
      const runId = run == null ? await loadLatestPublished(context, "publishedRuns", undefined) : readUuid("Run", run);
      return runId ? loadCohort(context, urn, { runId, operation: info.operation.name?.value }) : null;
    },
  }),
  targetCohort: t.field({
    type: Cohort,
    access: "ownSchool",
    description: "The cohort behind this school's issued target, for the school itself.",
    resolve: async ({ urn }, _args, context, info) => {
      const cohort = await loadOwnCohort(context, urn, { operation: info.operation.name?.value });
      return cohort && { ...cohort, own: true };
    },
  }),
}));
