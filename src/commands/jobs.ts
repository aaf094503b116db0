// kindred jobs: lists jobs that are queued, running or finished, and retries failed ones.
import { Command, Option } from "commander";
import { operator } from "../access/operator.js";
import { globalIdOf } from "../database/global-id.js";
import { type JobStatus, jobStatuses } from "../jobs/job.js";
import { findJobs, type Job, retryJob } from "../jobs/store.js";
import { everyItem } from "./every-page.js";
import { jobId } from "./options.js";
import { withReadingSession, withSession } from "./session.js";

interface ListFlags {
  readonly status?: JobStatus;
  readonly json?: true;
}

const retry = new Command("retry")
  .description("put a failed or cancelled job back in the queue")
  .argument("<job>", "id of the job, as listed by kindred jobs", jobId)
  .action((id: string) =>
    withSession(async ({ database }) => {
      await retryJob(database, operator, id);
      process.stdout.write(`job ${id} is queued\n`);
    }),
  );

export const command = new Command("jobs")
  .addOption(new Option("--status <status>", "only jobs in this state").choices(jobStatuses))
  .option("--json", "print a JSON array")
  .action(({ status, json }: ListFlags) =>
    withReadingSession(async ({ database }) => {
      const filter = status && { statuses: [status] };
      const jobs = await everyItem((page) => findJobs(database, operator, { ...page, filter }));
      if (json) {
        const list = jobs.map(({ id, ...job }) => ({ id, globalId: globalIdOf("Job", id), ...job }));
        return void process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      }
      const now = new Date();
      for (const job of jobs) process.stdout.write(`${describeJob(job, now)}\n`);
    }),
  )
  .addCommand(retry);

/** The id, state, kind, age, attempts and worker, then the progress or the error. */
export function describeJob(job: Job, now: Date): string {
  const { id, status, kind, attempts, worker, stage, done, total, errorCode, error } = job;
  const due = status === "QUEUED" && job.runAfter > now ? [`due in ${span(now, job.runAfter)}`] : [];
  const parts = [
    ...due,
    ...(worker ? [`attempt ${attempts} by ${worker}`] : []),
    ...(status === "RUNNING" && stage ? [`${stage} ${done} of ${total}`] : []),
    ...(errorCode ? [`${errorCode}: ${error}`] : []),
  ];
  return [id, status.padEnd(9), kind.padEnd(12), span(job.createdAt, now).padStart(5), parts.join("; ")]
    .join("  ")
    .trimEnd();
}

const units = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3_600 },
  { name: "min", seconds: 60 },
];

/** `3 d`, `2 h`, `5 min` or `40 s`, rounded down. */
function span(from: Date, to: Date): string {
  const seconds = Math.floor(Math.max(0, to.getTime() - from.getTime()) / 1000);
  const unit = units.find((candidate) => seconds >= candidate.seconds) ?? { name: "s", seconds: 1 };
  return `${Math.floor(seconds / unit.seconds)} ${unit.name}`;
}
