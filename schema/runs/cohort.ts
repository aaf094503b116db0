// Cohorts: the schools that a run found for one school.
import type { GraphQLResolveInfo } from "graphql";
import { mayAnalyse } from "../../src/access/viewer.js";
import type { Cohort as StoredCohort, Peer as StoredPeer } from "../../src/runs/cohort.js";
import { cohortsForAnalysis, findPublishedRuns } from "../../src/runs/store.js";
import { ownCohorts } from "../../src/targets/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { assertNotNegative } from "../page.js";
import { anyone, shown, shownList } from "../readers.js";
import type { SchoolRow } from "../reads/read-schools.js";
import { sameRow } from "../reads/relation.js";
import { loadSchool, School } from "../schools/school.js";
import { NoPeersReason } from "./no-peers-reason.js";
import { cohortSchool, cohorts, defaultPeerCount, peerSchools, publishedCohort } from "./published-cohort.js";
import { loadRun, Run } from "./run.js";

const Share = builder.objectRef<{ attribute: string; share: number }>("Share").implement({
  description: "Contribution of one attribute to a peer's distance.",
  fields: (t) => ({
    attribute: t.exposeString("attribute", shown("Name of the attribute.")),
    share: t.exposeFloat("share", shown("Share of the distance, 0-1. The shares of a peer add up to 1.")),
  }),
});

/** `school` is read with a published cohort. */
type PeerShape = StoredPeer & { readonly school?: SchoolRow | null };

const Peer = builder.objectRef<PeerShape>("Peer").implement({
  description: "A school in a cohort.",
  fields: (t) => ({
    rank: t.exposeInt("rank", { ...shown("Position in the cohort: 1 is the nearest."), reads: [] }),
    urn: t.exposeInt("urn", { ...shown("URN of the peer."), reads: [] }),
    distance: t.exposeFloat("distance", {
      ...shown("Distance as calculated by the strategy: a smaller value means more similar."),
      reads: ["distances"],
    }),
    kilometres: t.exposeFloat("kilometres", {
      ...anyone("Straight-line distance in kilometres; null if either school has no coordinates."),
      reads: ["detail"],
    }),
    shares: t.field({
      type: [Share],
      extensions: inMemory,
      ...shownList(
        "Contributions of the attributes to the distance. Empty at distance 0 and for strategies without shares.",
      ),
      reads: ["detail"],
      complexity: { field: 1, multiplier: 7 },
      resolve: ({ shares }) => shares,
    }),
    school: t.field({
      type: School,
      ...anyone("The peer school."),
      reads: [peerSchools],
      resolve: ({ urn, school }, _args, context) =>
        school === undefined ? loadSchool(context, urn, undefined) : school,
    }),
  }),
});

const Band = builder.objectRef<{ label: string; relaxed: readonly string[] }>("Band").implement({
  description: "Band in which a strategy searched for peers.",
  fields: (t) => ({
    label: t.exposeString("label", shown("Characteristics that the schools in the band share.")),
    relaxed: t.stringList({
      ...shownList("Criteria that were dropped or widened, in order, to find enough schools."),
      resolve: ({ relaxed }) => [...relaxed],
    }),
  }),
});

/**
 * `hidesRun`: the cohort behind the school's own target, which does not say of which run it is. `school` and
 * `peerSchools` are read with a published cohort, if they are selected.
 */
export type CohortShape = StoredCohort & {
  readonly hidesRun?: boolean;
  readonly school?: SchoolRow | null;
  readonly peerSchools?: readonly SchoolRow[];
};

export const Cohort = builder.objectRef<CohortShape>("Cohort").implement({
  description: "The schools that a run found for one school, nearest first.",
  fields: (t) => ({
    urn: t.exposeInt("urn", shown("URN of the school whose cohort it is.")),
    school: t.field({
      type: School,
      ...anyone("School whose cohort it is."),
      reads: [cohortSchool],
      resolve: ({ urn, school }, _args, context) =>
        school === undefined ? loadSchool(context, urn, undefined) : school,
    }),
    run: t.field({
      type: Run,
      ...anyone("Run that found the cohort; null if you may not see which run it was."),
      resolve: ({ runId, hidesRun }, _args, context) => (hidesRun ? null : loadRun(context, runId)),
    }),
    peers: t.field({
      type: [Peer],
      extensions: inMemory,
      ...anyone("Peers, nearest first."),
      nullable: { list: true, items: false },
      reads: [sameRow, "peers"],
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(first ?? defaultPeerCount, 0) }),
      args: { first: t.arg.int({ defaultValue: defaultPeerCount, description: "Maximum number of peers." }) },
      resolve: ({ peers, peerSchools }, { first }): readonly PeerShape[] => {
        const shownPeers = peers.slice(0, assertNotNegative("first", first ?? defaultPeerCount));
        if (!peerSchools) return shownPeers;
        const schools = new Map(peerSchools.map((school) => [school.urn, school]));
        return shownPeers.map((peer) => ({ ...peer, school: schools.get(peer.urn) ?? null }));
      },
    }),
    band: t.field({
      type: Band,
      extensions: inMemory,
      ...anyone("Band that was searched; null if the strategy has no bands."),
      reads: ["detail"],
      resolve: ({ band }) => band,
    }),
    imputed: t.stringList({
      ...shownList("Attributes that are not published for the school. The median of its block was used instead."),
      reads: ["detail"],
      resolve: ({ imputed }) => [...imputed],
    }),
    reason: t.field({
      type: NoPeersReason,
      ...anyone("Reason why there are no peers; null if there are any."),
      reads: ["reason"],
      resolve: ({ reason }) => reason,
    }),
    missing: t.stringList({
      ...shownList("Missing attributes that are the reason why the school has no peers."),
      reads: ["detail"],
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
  return cohortsForAnalysis(database, viewer, keys, { operation });
});

/** Every caller has the same key, so that a request looks it up once. */
const loadLatestPublishedRunId = batched(async ({ database, viewer }: Context, lists: readonly "publishedRuns"[]) => {
  const { items } = await findPublishedRuns(database, viewer, { first: 1 });
  return lists.map(() => items[0]?.id ?? null);
});

async function analysedCohort(
  urn: number,
  run: string | null | undefined,
  context: Context,
  { operation }: GraphQLResolveInfo,
): Promise<CohortShape | null> {
  const runId =
    run == null ? await loadLatestPublishedRunId(context, "publishedRuns", undefined) : readUuid("Run", run);
  return runId ? loadCohort(context, urn, { runId, operation: operation.name?.value }) : null;
}

const loadOwnCohort = batched(({ database, viewer }, urns: readonly number[], options: { operation?: string }) =>
  ownCohorts(database, viewer, urns, options),
);

builder.prismaObjectFields("School", (t) => ({
  cohort: t.field({
    type: Cohort,
    ...anyone("Cohort that a run found for this school; null if the run has none for it or you may not see it."),
    args: { run: t.arg.id({ description: "ID of the run; the most recently published run if omitted." }) },
    reads: [cohorts],
    resolve: (school, args, context, info) =>
      mayAnalyse(context.viewer)
        ? analysedCohort(school.urn, args.run, context, info)
        : publishedCohort.resolve(school, args, context, info),
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
