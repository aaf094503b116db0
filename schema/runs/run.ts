// Runs: published ones for anyone, all runs for analysts.
import { mayAnalyse } from "../../src/access/viewer.js";
import type { jobStatuses } from "../../src/jobs/job.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import type { RunDescription, Run as StoredRun } from "../../src/runs/run.js";
import { publishedRunsById, runsById } from "../../src/runs/store.js";
import { builder, inMemory } from "../builder.js";
import type { Context } from "../context.js";
import { ErrorCode } from "../error-code.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { RunConstraints } from "./constraints.js";
import { RunSummary } from "./run-summary.js";
import { shown, shownList } from "./shown.js";

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
    stage: t.exposeString("stage", { access: "analyst", description: "Current stage of the work." }),
    done: t.exposeInt("done", { access: "analyst", description: "Number of completed steps in the current stage." }),
    total: t.exposeInt("total", { access: "analyst", description: "Total number of steps in the current stage." }),
  }),
});

/** What analysts alone may see is loaded by ID. */
export const Run = builder.objectRef<RunDescription>("Run");
builder.node(Run, {
  description: "One strategy at one version applied to one population. Anyone can see published runs.",
  id: { access: "public", description: "Globally unique ID. Treat it as opaque.", resolve: ({ id }) => id },
  fields: (t) => {
    const time = { type: "DateTime", access: "analyst" } as const;
    const read = ({ id }: RunDescription, _args: object, context: Context) => loadAnalysed(context, id, undefined);
    const readField =
      <Name extends keyof StoredRun>(name: Name) =>
      async (...run: Parameters<typeof read>) =>
        (await read(...run))?.[name];
    return {
      strategy: t.exposeString("strategy", { ...shown, description: "Name of the strategy." }),
      version: t.exposeString("version", { ...shown, description: "Version of the strategy." }),
      engineVersion: t.exposeString("engineVersion", {
        ...shown,
        description: "Version of Kindred that computed the run.",
      }),
      fingerprint: t.exposeString("fingerprint", {
        ...shown,
        description:
          "Hash of strategy, version, parameters, constraints, seed and population. Equal runs have equal fingerprints.",
      }),
      parameters: t.field({
        type: "JSON",
        ...shown,
        description: "Parameters of the strategy, with defaults filled in.",
        resolve: ({ parameters }) => parameters,
      }),
      constraints: t.field({
        type: RunConstraints,
        ...shown,
        extensions: inMemory,
        description: "Rules on which schools can be peers, with defaults filled in.",
        resolve: ({ constraints }) => normaliseConstraints(constraints),
      }),
      baseYear: t.exposeString("baseYear", {
        ...shown,
        description: "Academic year of the schools and their attendance.",
      }),
      circumstancesYear: t.exposeString("circumstancesYear", {
        ...shown,
        description: "Academic year of the schools' circumstances.",
      }),
      summary: t.expose("summary", {
        type: RunSummary,
        access: "public",
        description: "Numbers of schools with and without peers; null until the run has finished.",
      }),
      warnings: t.exposeStringList("warnings", { ...shownList, description: "Warnings to read before using the run." }),
      publishedAt: t.field({
        type: "DateTime",
        access: "public",
        description: "Time when the run was published; null if it is not published.",
        resolve: async ({ id }, _args, context) => (await loadPublished(context, id, undefined))?.publishedAt,
      }),
      status: t.field({
        type: RunStatus,
        access: "analyst",
        description: "Status of the run.",
        resolve: readField("status"),
      }),
      progress: t.field({ type: RunProgress, access: "analyst", description: "Progress of the run.", resolve: read }),
      errorCode: t.field({
        type: ErrorCode,
        access: "analyst",
        description: "Code of the error that stopped the run.",
        resolve: readField("errorCode"),
      }),
      error: t.string({
        access: "analyst",
        description: "Message of the error that stopped the run.",
        resolve: readField("error"),
      }),
      learnt: t.field({
        type: "JSON",
        access: "analyst",
        description: "Values that the strategy learnt from the population; null if it does not learn.",
        resolve: readField("learnt"),
      }),
      createdAt: t.field({ ...time, description: "Time of the request.", resolve: readField("createdAt") }),
      startedAt: t.field({ ...time, description: "Start time.", resolve: readField("startedAt") }),
      completedAt: t.field({
        ...time,
        description: "Time when the last cohort was stored.",
        resolve: readField("completedAt"),
      }),
    };
  },
});

builder.queryField("run", (t) =>
  t.field({
    type: Run,
    access: "public",
    description: "The run with this ID; null if it does not exist or you may not see it.",
    args: { id: t.arg.id({ required: true, description: "ID as returned by a field `id`." }) },
    resolve: (_root, { id }, context) => {
      const key = readUuid("Run", id);
      return key ? loadRun(context, key) : null;
    },
  }),
);
