// Runs: published ones for anyone, all of them for those who analyse.
import { mayAnalyse } from "../../src/access/viewer.js";
import type { jobStatuses } from "../../src/jobs/job.js";
import type { PublishedRun, Run as StoredRun } from "../../src/runs/run.js";
import { publishedRunsById, runsById } from "../../src/runs/store.js";
import { builder } from "../builder.js";
import type { Context } from "../context.js";
import { readUuid } from "../id.js";
import { batched } from "../loader.js";
import { RunSummary } from "./run-summary.js";

/** What both kinds tell; the rest is read for those who analyse, by id. */
export type RunShape = Omit<PublishedRun, "publishedAt" | "summary"> & Pick<StoredRun, "summary">;

const loadAnalysed = batched(({ database, viewer }, ids: readonly string[]) => runsById(database, viewer, ids));
const loadPublished = batched(({ database, viewer }, ids: readonly string[]) =>
  publishedRunsById(database, viewer, ids),
);

/** A run that the viewer may see, by UUID; null where there is none. */
export async function loadRun(context: Context, id: string): Promise<RunShape | null> {
  if (mayAnalyse(context.viewer)) return loadAnalysed(context, id, undefined);
  return loadPublished(context, id, undefined);
}

const RunStatus = builder.enumType("RunStatus", {
  description: "Where a run stands.",
  values: {
    QUEUED: { description: "It waits for a worker." },
    RUNNING: { description: "A worker has it in hand." },
    SUCCEEDED: { description: "Every cohort is stored." },
    FAILED: { description: "It stopped with an error; nothing of it is kept." },
    CANCELLED: { description: "Somebody cancelled it; nothing of it is kept." },
  } satisfies Record<(typeof jobStatuses)[number], object>,
});

const RunProgress = builder.objectRef<StoredRun>("RunProgress").implement({
  description: "How far a run has come.",
  fields: (t) => ({
    stage: t.exposeString("stage", { access: "analyst", description: "What it is doing." }),
    done: t.exposeInt("done", { access: "analyst", description: "Steps of the stage done." }),
    total: t.exposeInt("total", { access: "analyst", description: "Steps of the stage." }),
  }),
});

export const Run = builder.objectRef<RunShape>("Run");
builder.node(Run, {
  description: "One strategy at one version over one population. Published runs are for anyone.",
  id: { access: "public", description: "Unique over all types; opaque.", resolve: ({ id }) => id },
  fields: (t) => {
    const forAnalysts = (run: RunShape, context: Context) => loadAnalysed(context, run.id, undefined);
    return {
      strategy: t.exposeString("strategy", { access: "public", nullable: false, description: "Name of the strategy." }),
      version: t.exposeString("version", {
        access: "public",
        nullable: false,
        description: "Version of the strategy.",
      }),
      engineVersion: t.exposeString("engineVersion", {
        access: "public",
        nullable: false,
        description: "Version of Kindred that made it.",
      }),
      fingerprint: t.exposeString("fingerprint", {
        access: "public",
        nullable: false,
        description:
          "Hash of strategy, version, parameters, constraints, seed and population: the same run has the same one.",
      }),
      parameters: t.field({
        type: "JSON",
        access: "public",
        nullable: false,
        description: "The strategy's parameters, defaults filled in.",
        resolve: ({ parameters }) => parameters,
      }),
      constraints: t.field({
        type: "JSON",
        access: "public",
        nullable: false,
        description: "Who may be whose peer, defaults filled in.",
        resolve: ({ constraints }) => constraints,
      }),
      baseYear: t.exposeString("baseYear", {
        access: "public",
        nullable: false,
        description: "Academic year of the schools and their attendance.",
      }),
      circumstancesYear: t.exposeString("circumstancesYear", {
        access: "public",
        nullable: false,
        description: "Academic year of their circumstances.",
      }),
      summary: t.expose("summary", {
        type: RunSummary,
        access: "public",
        description: "How many schools found peers; null until the run has finished.",
      }),
      warnings: t.exposeStringList("warnings", {
        access: "public",
        nullable: { list: false, items: false },
        description: "What to know before using it.",
      }),
      publishedAt: t.field({
        type: "DateTime",
        access: "public",
        description: "When it was published; null where it is not.",
        resolve: async ({ id }, _args, context) => (await loadPublished(context, id, undefined))?.publishedAt,
      }),
      status: t.field({
        type: RunStatus,
        access: "analyst",
        description: "Where it stands.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.status,
      }),
      progress: t.field({
        type: RunProgress,
        access: "analyst",
        description: "How far it has come.",
        resolve: (run, _args, context) => forAnalysts(run, context),
      }),
      errorCode: t.string({
        access: "analyst",
        description: "Code of the error that stopped it.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.errorCode,
      }),
      error: t.string({
        access: "analyst",
        description: "What stopped it.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.error,
      }),
      learnt: t.field({
        type: "JSON",
        access: "analyst",
        description: "What the strategy learnt, where it learns.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.learnt,
      }),
      createdAt: t.field({
        type: "DateTime",
        access: "analyst",
        description: "When it was asked for.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.createdAt,
      }),
      startedAt: t.field({
        type: "DateTime",
        access: "analyst",
        description: "When a worker began it.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.startedAt,
      }),
      completedAt: t.field({
        type: "DateTime",
        access: "analyst",
        description: "When its last cohort was stored.",
        resolve: async (run, _args, context) => (await forAnalysts(run, context))?.completedAt,
      }),
    };
  },
});

builder.queryField("run", (t) =>
  t.field({
    type: Run,
    access: "public",
    description: "A run by id; null where there is none that you may see.",
    args: { id: t.arg.id({ required: true, description: "As a field `id` gave it." }) },
    resolve: (_root, { id }, context) => {
      const key = readUuid("Run", id);
      return key ? loadRun(context, key) : null;
    },
  }),
);
