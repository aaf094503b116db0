// Compares the peers of one school: a cohort with a list that the caller gives, or the cohorts of two runs.
import { mayAnalyse, type Viewer } from "../../src/access/viewer.js";
import { assertOwnList, compareOneSchool, longestOwnList, type OneList } from "../../src/comparison/one-school.js";
import { KindredError, refuse } from "../../src/errors.js";
import { type ExplainableCohort, peersRequest } from "../../src/runs/explainable.js";
import { explainableCohortsForAnalysis, explainablePublishedCohorts } from "../../src/runs/store.js";
import { ownExplainableCohort } from "../../src/targets/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { anyone } from "../readers.js";
import { loadSchool } from "../schools/school.js";
import { explanationCost, visibleError } from "./peer-explanation.js";
import { PeersCompared, type PeersComparedShape } from "./peers-compared.js";

/** `isOwn`: behind the school's own target. It shows no distance or reason of schools outside it, and not its run. */
interface FoundCohort {
  readonly found: ExplainableCohort;
  readonly isOwn: boolean;
}

/** @throws KindredError FORBIDDEN | BAD_ARGUMENT */
function assertMayCompare(viewer: Viewer, urn: number, runId: string | null | undefined): void {
  if (mayAnalyse(viewer)) {
    if (runId === undefined) refuse("Give the `run` whose cohort is compared.");
  } else if (viewer.urn !== urn) throw new KindredError("FORBIDDEN", "A school can only compare its own peers.");
}

/**
 * Null for a run that does not exist or that the viewer may not see, after the same statements. To a school the run
 * behind its target is such a run too if it is named: the answer would say which run fed the targets.
 */
async function cohortOfRun(
  { database, viewer }: Context,
  urn: number,
  runId: string | undefined,
  operation: string | undefined,
): Promise<FoundCohort | null> {
  if (mayAnalyse(viewer)) {
    const runIds = runId === undefined ? [] : [runId];
    const [found] = await explainableCohortsForAnalysis(database, viewer, runIds, urn, { operation });
    return found ? { found, isOwn: false } : null;
  }
  if (runId === undefined) {
    const own = await ownExplainableCohort(database, viewer, urn, { operation });
    return own && { found: own, isOwn: true };
  }
  const [found] = await explainablePublishedCohorts(database, viewer, [runId], urn);
  return found ? { found, isOwn: false } : null;
}

/** @throws KindredError NOT_FOUND naming every URN that no school has */
async function assertSchools(context: Context, urns: readonly number[]): Promise<void> {
  const schools = await Promise.all(urns.map((urn) => loadSchool(context, urn)));
  const unknown = urns.filter((_, at) => !schools[at]);
  if (unknown.length > 0) throw new KindredError("NOT_FOUND", `No school has the URN ${unknown.join(" or ")}.`);
}

/** @param others the schools of both lists */
async function listOf(context: Context, { found, isOwn }: FoundCohort, others: readonly number[]): Promise<OneList> {
  const { peers, urn } = found.cohort;
  return {
    peers: peers.map((peer) => peer.urn),
    distances: peers.map(({ distance }) => distance),
    explained: await context.explainer.explainPeers(peersRequest(found, urn, others)),
    showsOthers: !isOwn,
  };
}

const schoolsOf = (...lists: readonly (readonly number[])[]) => [...new Set(lists.flat())];
const peersOf = ({ found }: FoundCohort) => found.cohort.peers.map(({ urn }) => urn);

builder.queryField("comparePeers", (t) =>
  t.field({
    type: PeersCompared,
    access: "ownPeers",
    complexity: { field: explanationCost, multiplier: 1 },
    description:
      "A school's cohort (first) beside schools that you name (second), which are not stored. Null if the run has no cohort for the school or you may not see it.",
    args: {
      urn: t.arg.int({ required: true, description: "URN of the school; a school can only give its own." }),
      peers: t.arg.intList({ required: true, description: `URNs of 1 to ${longestOwnList} schools, in order.` }),
      run: t.arg.id({ description: "ID of the run; if omitted, for a school, the run behind its issued target." }),
    },
    resolve: async (_root, { urn, peers, run }, context, info): Promise<PeersComparedShape | null> => {
      const runId = run == null ? undefined : readUuid("Run", run);
      assertMayCompare(context.viewer, urn, runId);
      assertOwnList(urn, peers);
      await assertSchools(context, peers);
      const cohort = runId === null ? null : await cohortOfRun(context, urn, runId, info.operation.name?.value);
      if (!cohort) return null;
      try {
        const first = await listOf(context, cohort, schoolsOf(peersOf(cohort), peers));
        const second = { peers, distances: null, explained: null, showsOthers: true };
        return {
          ...compareOneSchool(urn, first, second),
          runs: [cohort.isOwn ? null : cohort.found.cohort.runId, null],
        };
      } catch (error) {
        throw visibleError(error, context.viewer);
      }
    },
  }),
);

builder.queryField("compareCohorts", (t) =>
  t.field({
    type: PeersCompared,
    ...anyone(
      "A school's cohorts in two runs over one population. Null if a run has no cohort for the school or you may not see it.",
    ),
    complexity: { field: 2 * explanationCost, multiplier: 1 },
    args: {
      urn: t.arg.int({ required: true, description: "URN of the school." }),
      runs: t.arg.idList({ required: true, description: "IDs of two runs." }),
    },
    resolve: async (_root, { urn, runs }, context, info): Promise<PeersComparedShape | null> => {
      const ids = runs.map((run) => readUuid("Run", run));
      const [one, other] = ids;
      if (ids.length !== 2 || (one !== null && one === other))
        refuse(`Give two different \`runs\`. Given: ${runs.length}.`);
      if (!one || !other) return null;
      const { database, viewer } = context;
      const operation = info.operation.name?.value;
      const found = mayAnalyse(viewer)
        ? await explainableCohortsForAnalysis(database, viewer, [one, other], urn, { operation })
        : await explainablePublishedCohorts(database, viewer, [one, other], urn);
      const [a, b] = found.map((cohort) => cohort && { found: cohort, isOwn: false });
      if (!a || !b) return null;
      if (a.found.populationHash !== b.found.populationHash)
        refuse("The runs are not over one population. Give runs over the same one.");
      try {
        const others = schoolsOf(peersOf(a), peersOf(b));
        const first = await listOf(context, a, others);
        const second = await listOf(context, b, others);
        return { ...compareOneSchool(urn, first, second), runs: [one, other] };
      } catch (error) {
        throw visibleError(error, viewer);
      }
    },
  }),
);
