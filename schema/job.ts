// Jobs, for the department: queued, running and finished work.
import type { jobStatuses } from "../src/jobs/job.js";
import {
  countJobs,
  type JobFilter as Filter,
  findJobs,
  jobsById,
  retryJob,
  type Job as StoredJob,
} from "../src/jobs/store.js";
import { builder } from "./builder.js";
import { ErrorCode } from "./error-code.js";
import { needUuid, nodeId } from "./id.js";
import { batchedRead } from "./loader.js";
import { newestFirst, pageCost, total } from "./page.js";
import { department } from "./readers.js";

const time = (description: string) => ({ type: "DateTime", ...department(description) }) as const;

export const JobStatus = builder.enumType("JobStatus", {
  description: "Status of a job.",
  values: {
    QUEUED: { description: "Waiting for a worker, or for the time in `runAfter`." },
    RUNNING: { description: "A worker is working on it." },
    SUCCEEDED: { description: "Finished." },
    FAILED: { description: "Stopped with an error. It does not run again unless someone retries it." },
    CANCELLED: { description: "Cancelled by someone." },
  } satisfies Record<(typeof jobStatuses)[number], object>,
});

/** One value for each handler in src/work.ts. */
export const JobKind = builder.enumType("JobKind", {
  description: "Kind of work.",
  values: {
    FREEZE: { value: "freeze", description: "Freezing the figures of a year." },
    RUN: { value: "run", description: "Computing a run." },
    COMPARE: { value: "compare", description: "Comparing runs." },
    TARGETS: { value: "targets", description: "Computing a set of targets." },
    PARTNERSHIPS: { value: "partnerships", description: "Arranging partnerships." },
    SEPARATION: {
      value: "separation",
      description: "Measuring how similar a run is to a run that it must be kept apart from.",
    },
    SUBMISSIONS: { value: "submissions", description: "Submitting the attendance of a file that was sent in bulk." },
    PRUNE: { value: "prune", description: "Deleting records that are kept for a limited time." },
  },
});

const Job = builder.objectRef<StoredJob>("Job");
builder.node(Job, {
  description: "A piece of work for a worker. Its content is not shown.",
  id: nodeId,
  fields: (t) => ({
    kind: t.field({
      type: JobKind,
      ...department("Kind of work."),
      resolve: ({ kind }) => kind as typeof JobKind.$inferType,
    }),
    status: t.expose("status", { type: JobStatus, ...department("Status of the job.") }),
    stage: t.exposeString("stage", department("Current stage of the work.")),
    done: t.exposeInt("done", department("Number of completed steps in the current stage.")),
    total: t.exposeInt("total", department("Total number of steps in the current stage.")),
    attempts: t.exposeInt("attempts", department("Number of attempts, without those that were put back in the queue.")),
    cancelRequested: t.exposeBoolean("cancelRequested", {
      ...department("Whether someone has asked for it to be cancelled."),
    }),
    worker: t.exposeString("worker", {
      ...department("Process that is working on it, or did so last: host, process id and a random word."),
    }),
    errorCode: t.expose("errorCode", { type: ErrorCode, ...department("Code of the last error.") }),
    error: t.exposeString("error", department("Message of the last error.")),
    createdAt: t.expose("createdAt", time("Time of the request.")),
    runAfter: t.expose("runAfter", time("Earliest start time.")),
    startedAt: t.expose("startedAt", time("Start time.")),
    finishedAt: t.expose("finishedAt", time("End time.")),
  }),
});

/** The job with this UUID; null if it does not exist or the viewer may not see it. */
export const loadJob = batchedRead(jobsById);

const JobFilter = builder.inputType("JobFilter", {
  description: "Conditions on jobs; all of them must hold.",
  fields: (t) => ({
    statuses: t.field({ type: [JobStatus], description: "Only jobs with one of these statuses." }),
    kinds: t.field({ type: [JobKind], description: "Only jobs of one of these kinds." }),
  }),
});

builder.queryField("jobs", (t) =>
  t.connection(
    {
      type: Job,
      ...department("Jobs, most recently requested first. Failed jobs stay in the list so that they can be retried."),
      complexity: pageCost,
      args: { filter: t.arg({ type: JobFilter, description: "Conditions; all jobs if omitted." }) },
      resolve: async (_root, args, { database, viewer }) => {
        const filter: Filter = args.filter ?? {};
        const page = await newestFirst(args, (request) => findJobs(database, viewer, { ...request, filter }));
        return { ...page, filter };
      },
    },
    {
      name: "JobConnection",
      description: "A page of jobs.",
      fields: (c) => ({
        totalCount: c.int({
          ...total("Number of jobs that match the filter."),
          resolve: ({ filter }, _args, { database, viewer }) => countJobs(database, viewer, filter),
        }),
      }),
    },
    { name: "JobEdge", description: "A job on a page." },
  ),
);

builder.relayMutationField(
  "retryJob",
  {
    description: "The job to retry.",
    inputFields: (t) => ({ jobId: t.id({ required: true, description: "ID of the job." }) }),
  },
  {
    ...department("Puts a failed or cancelled job back in the queue and resets its number of attempts."),
    resolve: async (_root, { input }, { database, viewer }) => ({
      ...(await retryJob(database, viewer, needUuid("Job", input.jobId))),
    }),
  },
  {
    description: "The retried job.",
    outputFields: (t) => ({
      job: t.field({ type: Job, ...department("The job, now queued."), resolve: (job: StoredJob) => job }),
    }),
  },
);
