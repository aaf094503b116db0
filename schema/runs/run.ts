// Runs: published ones for anyone, all runs for analysts.
import { mayAnalyse } from "../../src/access/viewer.js";
import type { jobStatuses } from "../../src/jobs/job.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import type { Unmatched } from "../../src/matching/result.js";
import type { Block as BlockName } from "../../src/population/population.js";
import type { RunDescription, Run as StoredRun, RunSummary as Summary } from "../../src/runs/run.js";
import {
  countPublishedRuns,
  countRuns,
  findPublishedRuns,
  findRuns,
  publishedRunsById,
  runsById,
} from "../../src/runs/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { entriesOf } from "../entries.js";
import { ErrorCode } from "../error-code.js";
import { byId, idArgument } from "../id.js";
import { batched } from "../loader.js";
import { forwardPage, newestFirst, pageCost, placeOf, readPlace, total } from "../page.js";
import { analyst, anyone, shown, shownList } from "../readers.js";
import { Block } from "../schools/school-enums.js";
import { RunConstraints } from "./constraints.js";
import { NoPeersReason } from "./no-peers-reason.js";

const BlockSummary = builder
  .objectRef<{ block: BlockName; schools: number; matched: number }>("RunBlockSummary")
  .implement({
    description: "Numbers of schools that a run matched in one block.",
    fields: (t) => ({
      block: t.expose("block", { type: Block, ...shown("The block.") }),
      schools: t.exposeInt("schools", shown("Number of schools for which peers were sought.")),
      matched: t.exposeInt("matched", shown("Number of schools with peers.")),
    }),
  });

const UnmatchedSummary = builder
  .objectRef<{ reason: Unmatched["unmatched"]; schools: number }>("RunUnmatched")
  .implement({
    description: "Number of schools without peers for one reason.",
    fields: (t) => ({
      reason: t.expose("reason", { type: NoPeersReason, ...shown("Reason why they have no peers.") }),
      schools: t.exposeInt("schools", shown("Number of schools.")),
    }),
  });

const RunSummary = builder.objectRef<Summary>("RunSummary").implement({
  description: "Numbers of schools that a run matched and did not match.",
  fields: (t) => ({
    schools: t.exposeInt("schools", shown("Number of schools for which peers were sought.")),
    matched: t.exposeInt("matched", shown("Number of schools with peers.")),
    unmatched: t.field({
      type: [UnmatchedSummary],
      ...shownList("Numbers of schools without peers, by reason."),
      resolve: ({ unmatched }) => entriesOf(unmatched).map(([reason, schools]) => ({ reason, schools })),
    }),
    blocks: t.field({
      type: [BlockSummary],
      ...shownList("Numbers by block."),
      resolve: ({ blocks }) => entriesOf(blocks).map(([block, counts]) => ({ block, ...counts })),
    }),
  }),
});

const loadAnalysed = batched(({ database, viewer }, ids: readonly string[]) => runsById(database, viewer, ids));
const loadPublished = batched(({ database, viewer }, ids: readonly string[]) =>
  publishedRunsById(database, viewer, ids),
);

/** The run with this UUID; null if it does not exist or the viewer may not see it. */
export async function loadRun(context: Context, id: string): Promise<RunDescription | null> {
  if (mayAnalyse(context.viewer)) return loadAnalysed(context, id, undefined);
  return loadPublished(context, id, undefined);
}

const RunStatus = builder.enumType("RunStatus", {
  description: "Status of a run.",
  values: {
    QUEUED: { description: "Waiting for a worker." },
    RUNNING: { description: "A worker is computing it." },
    SUCCEEDED: { description: "Finished: every cohort is stored." },
    FAILED: { description: "Stopped with an error. Nothing of it is kept." },
    CANCELLED: { description: "Cancelled by someone. Nothing of it is kept." },
  } satisfies Record<(typeof jobStatuses)[number], object>,
});

const RunProgress = builder.objectRef<StoredRun>("RunProgress").implement({
  description: "Progress of a run.",
  fields: (t) => ({
    stage: t.exposeString("stage", analyst("Current stage of the work.")),
    done: t.exposeInt("done", analyst("Number of completed steps in the current stage.")),
    total: t.exposeInt("total", analyst("Total number of steps in the current stage.")),
  }),
});

/** What analysts alone may see is loaded by ID. */
export const Run = builder.objectRef<RunDescription>("Run");
builder.node(Run, {
  description: "One strategy at one version applied to one population. Anyone can see published runs.",
  id: { ...anyone("Globally unique ID. Treat it as opaque."), resolve: ({ id }) => id },
  fields: (t) => {
    const time = (description: string) => ({ type: "DateTime", ...analyst(description) }) as const;
    const read = ({ id }: RunDescription, _args: object, context: Context) => loadAnalysed(context, id, undefined);
    const readField =
      <Name extends keyof StoredRun>(name: Name) =>
      async (...run: Parameters<typeof read>) =>
        (await read(...run))?.[name];
    return {
      strategy: t.exposeString("strategy", shown("Name of the strategy.")),
      version: t.exposeString("version", shown("Version of the strategy.")),
      engineVersion: t.exposeString("engineVersion", shown("Version of Kindred that computed the run.")),
      fingerprint: t.exposeString("fingerprint", {
        ...shown(
          "Hash of strategy, version, parameters, constraints, seed and population. Equal runs have equal fingerprints.",
        ),
      }),
      parameters: t.field({
        type: "JSON",
        ...shown("Parameters of the strategy, with defaults filled in."),
        resolve: ({ parameters }) => parameters,
      }),
      constraints: t.field({
        type: RunConstraints,
        ...shown("Rules on which schools can be peers, with defaults filled in."),
        extensions: inMemory,
        resolve: ({ constraints }) => normaliseConstraints(constraints),
      }),
      baseYear: t.exposeString("baseYear", shown("Academic year of the schools and their attendance.")),
      circumstancesYear: t.exposeString("circumstancesYear", shown("Academic year of the schools' circumstances.")),
      summary: t.expose("summary", {
        type: RunSummary,
        ...anyone("Numbers of schools with and without peers; null until the run has finished."),
      }),
      warnings: t.exposeStringList("warnings", shownList("Warnings to read before using the run.")),
      publishedAt: t.field({
        type: "DateTime",
        ...anyone("Time when the run was published; null if it is not published."),
        resolve: async ({ id }, _args, context) => (await loadPublished(context, id, undefined))?.publishedAt,
      }),
      status: t.field({ type: RunStatus, ...analyst("Status of the run."), resolve: readField("status") }),
      progress: t.field({ type: RunProgress, ...analyst("Progress of the run."), resolve: read }),
      errorCode: t.field({
        type: ErrorCode,
        ...analyst("Code of the error that stopped the run."),
        resolve: readField("errorCode"),
      }),
      error: t.string({ ...analyst("Message of the error that stopped the run."), resolve: readField("error") }),
      learnt: t.field({
        type: "JSON",
        ...analyst("Values that the strategy learnt from the population; null if it does not learn."),
        resolve: readField("learnt"),
      }),
      createdAt: t.field({ ...time("Time of the request."), resolve: readField("createdAt") }),
      startedAt: t.field({ ...time("Start time."), resolve: readField("startedAt") }),
      completedAt: t.field({ ...time("Time when the last cohort was stored."), resolve: readField("completedAt") }),
    };
  },
});

builder.queryField("run", (t) =>
  t.field({
    type: Run,
    ...anyone("The run with this ID; null if it does not exist or you may not see it."),
    args: { id: t.arg.id(idArgument) },
    resolve: byId("Run", loadRun),
  }),
);

builder.queryFields((t) => ({
  publishedRuns: t.connection(
    {
      type: Run,
      ...anyone("Published runs, most recently published first."),
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) =>
        forwardPage(
          args,
          ({ first, after }) => findPublishedRuns(database, viewer, { first, after: readPlace(after) }),
          ({ publishedAt, id }) => placeOf(publishedAt, id),
        ),
    },
    {
      name: "PublishedRunConnection",
      description: "A page of published runs.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of published runs."),
          resolve: (_page, _args, { database, viewer }) => countPublishedRuns(database, viewer),
        }),
      }),
    },
    { name: "PublishedRunEdge", description: "A run on a page." },
  ),
  runs: t.connection(
    {
      type: Run,
      ...analyst("Runs of any status, most recently requested first."),
      complexity: pageCost,
      resolve: (_root, args, { database, viewer }) => newestFirst(args, (page) => findRuns(database, viewer, page)),
    },
    {
      name: "RunConnection",
      description: "A page of runs.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of runs."),
          resolve: (_page, _args, { database, viewer }) => countRuns(database, viewer),
        }),
      }),
    },
    { name: "RunEdge", description: "A run on a page." },
  ),
}));
