// Comparisons of runs, for analysts and the department.
import { groupNames } from "../../src/comparison/runs/groups.js";
import type { Comparison as StoredComparison } from "../../src/comparison/stored/comparison.js";
import { comparisonsById, countComparisons, findComparisons } from "../../src/comparison/stored/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { ErrorCode } from "../error-code.js";
import { byId, idArgument, nodeId } from "../id.js";
import { JobStatus } from "../job.js";
import { batched } from "../loader.js";
import { newestFirst, pageCost, total } from "../page.js";
import { analyst } from "../readers.js";
import { loadRun, Run } from "../runs/run.js";

const load = batched(({ database, viewer }, ids: readonly string[]) => comparisonsById(database, viewer, ids));

/** The comparison with this UUID; null if it does not exist or the viewer may not see it. */
export const loadComparison = (context: Context, id: string): Promise<StoredComparison | null> =>
  load(context, id, undefined);

const ComparedList = builder.objectRef<{ name: string; runId: string }>("ComparedList").implement({
  description: "One list of peers in a comparison: the cohorts of a run.",
  fields: (t) => ({
    name: t.exposeString("name", analyst("Name of the list among the figures.")),
    run: t.field({
      type: Run,
      ...analyst("Run that found the peers."),
      resolve: ({ runId }, _args, context) => loadRun(context, runId),
    }),
  }),
});

const ComparisonProgress = builder.objectRef<StoredComparison>("ComparisonProgress").implement({
  description: "Progress of a comparison.",
  fields: (t) => ({
    stage: t.exposeString("stage", analyst("Current stage of the work.")),
    done: t.exposeInt("done", analyst("Number of completed steps in the current stage.")),
    total: t.exposeInt("total", analyst("Total number of steps in the current stage.")),
  }),
});

export const Comparison = builder.objectRef<StoredComparison>("Comparison");
builder.node(Comparison, {
  description: "Two to eight runs of one population side by side.",
  id: nodeId,
  fields: (t) => {
    const list = (description: string) =>
      ({ ...analyst(description), nullable: { list: true, items: false } }) as const;
    const time = (description: string) => ({ type: "DateTime", ...analyst(description) }) as const;
    return {
      lists: t.field({
        type: [ComparedList],
        ...analyst("Lists that are compared, in the order given."),
        complexity: { field: 1, multiplier: 4 },
        resolve: ({ names, runIds }) => names.map((name, at) => ({ name, runId: runIds[at]! })),
      }),
      baseYear: t.exposeString("baseYear", analyst("Academic year of the schools.")),
      attributes: t.stringList({
        ...list("Circumstances that balance is measured on."),
        resolve: ({ request }) => [...request.attributes],
      }),
      heldOut: t.string({
        ...analyst("Academic year whose attendance peers predict; null if no later year has figures."),
        resolve: ({ request }) => request.heldOut?.year,
      }),
      groups: t.stringList({
        ...list("Names of the groups that figures are given for."),
        resolve: () => [...groupNames],
      }),
      seed: t.int({ ...analyst("Seed of random peers and resamples."), resolve: ({ request }) => request.seed }),
      p: t.float({ ...analyst("Persistence of rank-biased overlap."), resolve: ({ request }) => request.p }),
      steadiness: t.boolean({
        ...analyst("Whether the strategies ran again on changed figures."),
        resolve: ({ request }) => request.steadiness,
      }),
      fingerprint: t.exposeString("fingerprint", {
        ...analyst("Hash of the runs, the request, the figures of the held-out year, and Kindred's version."),
      }),
      engineVersion: t.exposeString("engineVersion", analyst("Version of Kindred that computed it.")),
      status: t.expose("status", { type: JobStatus, ...analyst("Status of the work.") }),
      progress: t.field({
        type: ComparisonProgress,
        ...analyst("Progress of the work."),
        resolve: (comparison) => comparison,
      }),
      errorCode: t.expose("errorCode", { type: ErrorCode, ...analyst("Code of the error that stopped the work.") }),
      error: t.exposeString("error", analyst("Message of the error that stopped the work.")),
      notes: t.stringList({
        ...list("Sections or baselines that the comparison lacks, and why."),
        resolve: ({ notes }) => [...notes],
      }),
      createdAt: t.expose("createdAt", time("Time of the first request.")),
      startedAt: t.expose("startedAt", time("Start time.")),
      completedAt: t.expose("completedAt", {
        ...time("Time when the last figure was stored; null before. Figures and schools show from then on."),
      }),
    };
  },
});

builder.queryFields((t) => ({
  comparison: t.field({
    type: Comparison,
    ...analyst("The comparison with this ID; null if it does not exist or you may not see it."),
    args: { id: t.arg.id(idArgument) },
    resolve: byId("Comparison", loadComparison),
  }),
  comparisons: t.connection(
    {
      type: Comparison,
      ...analyst("Comparisons of any status, most recently requested first."),
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        newestFirst(args, (page) => findComparisons(database, viewer, page)),
    },
    {
      name: "ComparisonConnection",
      description: "A page of comparisons.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of comparisons."),
          resolve: (_page, _args, { database, viewer }) => countComparisons(database, viewer),
        }),
      }),
    },
    { name: "ComparisonEdge", description: "A comparison on a page." },
  ),
}));
