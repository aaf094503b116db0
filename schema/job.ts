// Jobs: the work that is queued, in hand and done, for the department.
import type { jobStatuses } from "../src/jobs/job.js";
import { countJobs, type JobFilter as Filter, findJobs, retryJob, type Job as StoredJob } from "../src/jobs/store.js";
import { builder } from "./builder.js";
import { needUuid } from "./id.js";
import { forwardPage, pageCost, placeOf, readPlace } from "./page.js";

const department = { access: "department" } as const;

const JobStatus = builder.enumType("JobStatus", {
  description: "Where a job stands.",
  values: {
    QUEUED: { description: "It waits for a worker, or until it is due." },
    RUNNING: { description: "A worker has it in hand." },
    SUCCEEDED: { description: "It is done." },
    FAILED: { description: "It stopped with an error and is not tried again unless somebody retries it." },
    CANCELLED: { description: "Somebody cancelled it." },
  } satisfies Record<(typeof jobStatuses)[number], object>,
});

const Job = builder.objectRef<StoredJob>("Job").implement({
  description: "A piece of work that a worker does. What it is about is not shown.",
  fields: (t) => ({
    id: t.globalID({
      ...department,
      description: "Unique over all types; opaque.",
      resolve: ({ id }) => ({ id, type: "Job" }),
    }),
    kind: t.exposeString("kind", { ...department, description: "Kind of work, such as `run` or `targets`." }),
    status: t.expose("status", { type: JobStatus, ...department, description: "Where it stands." }),
    stage: t.exposeString("stage", { ...department, description: "What it is doing." }),
    done: t.exposeInt("done", { ...department, description: "Steps of the stage done." }),
    total: t.exposeInt("total", { ...department, description: "Steps of the stage." }),
    attempts: t.exposeInt("attempts", { ...department, description: "Times that it was begun and not put back." }),
    cancelRequested: t.exposeBoolean("cancelRequested", {
      ...department,
      description: "Whether somebody asked for it to stop.",
    }),
    worker: t.exposeString("worker", {
      ...department,
      description: "Process that has it in hand, or had it last: host, process id and a word of its own.",
    }),
    errorCode: t.exposeString("errorCode", { ...department, description: "Code of its last error." }),
    error: t.exposeString("error", { ...department, description: "Message of its last error." }),
    createdAt: t.expose("createdAt", { type: "DateTime", ...department, description: "When it was asked for." }),
    runAfter: t.expose("runAfter", { type: "DateTime", ...department, description: "When it is due." }),
    startedAt: t.expose("startedAt", { type: "DateTime", ...department, description: "When a worker began it." }),
    finishedAt: t.expose("finishedAt", { type: "DateTime", ...department, description: "When it ended." }),
  }),
});

const JobFilter = builder.inputType("JobFilter", {
  description: "Which jobs: those that fit all that is given.",
  fields: (t) => ({
    statuses: t.field({ type: [JobStatus], description: "In one of these states." }),
    kinds: t.stringList({ description: "Of one of these kinds." }),
  }),
});

builder.queryField("jobs", (t) =>
  t.connection(
    {
      type: Job,
      ...department,
      description: "Jobs, the last asked for first. Those that failed wait to be retried.",
      complexity: pageCost,
      args: { filter: t.arg({ type: JobFilter, description: "Which; all of them where it is not given." }) },
      resolve: async (_root, args, { database, viewer }) => {
        const filter: Filter = args.filter ?? {};
        const page = await forwardPage(
          args,
          ({ first, after }) => findJobs(database, viewer, { first, after: readPlace(after), filter }),
          ({ createdAt, id }) => placeOf(createdAt, id),
        );
        return { ...page, filter };
      },
    },
    {
      name: "JobConnection",
      description: "A page of jobs.",
      fields: (c) => ({
        totalCount: c.int({
          access: "inherited",
          nullable: false,
          description: "How many jobs the filter finds.",
          resolve: ({ filter }, _args, { database, viewer }) => countJobs(database, viewer, filter),
        }),
      }),
    },
    { name: "JobEdge", description: "A job in a page." },
  ),
);

builder.relayMutationField(
  "retryJob",
  {
    description: "A job to retry.",
    inputFields: (t) => ({ jobId: t.id({ required: true, description: "Id of the job." }) }),
  },
  {
    ...department,
    description: "Puts a job that failed or was cancelled back in the queue, its attempts forgotten.",
    resolve: async (_root, { input }, { database, viewer }) => ({
      ...(await retryJob(database, viewer, needUuid("Job", input.jobId))),
    }),
  },
  {
    description: "The job.",
    outputFields: (t) => ({
      job: t.field({ type: Job, ...department, description: "The job, queued.", resolve: (job: StoredJob) => job }),
    }),
  },
);
