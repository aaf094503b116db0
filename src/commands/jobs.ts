// kindred jobs: what is queued, in hand and done, and trying again what failed.
import { Command, Option } from "commander";
import { operator } from "../access/operator.js";
import { isUuid } from "../database/uuid.js";
import { KindredError } from "../errors.js";
import { type JobStatus, jobStatuses } from "../jobs/job.js";
import { findJobs, type Job, retryJob } from "../jobs/store.js";
import { everyItem } from "./every-page.js";
import { withReadingSession, withSession } from "./session.js";

interface ListFlags {
  readonly status?: JobStatus;
  readonly json?: true;
}

const retry = new Command("retry")
  .description("put a job that failed or was cancelled back in the queue")
  .argument("<job>", "its id")
  .action((id: string) =>
    withSession(async ({ database }) => {
      if (!isUuid(id)) throw new KindredError("BAD_ARGUMENT", `${id} is not the id of a job: kindred jobs lists them.`);
      await retryJob(database, operator, id);
      process.stdout.write(`job ${id} is queued\n`);
    }),
  );

export const jobsCommand = new Command("jobs")
  .description("list jobs, the last asked for first, or retry one")
  .addOption(new Option("--status <status>", "those in this state alone").choices(jobStatuses))
  .option("--json", "as a JSON array")
  .action(({ status, json }: ListFlags) =>
    withReadingSession(async ({ database }) => {
      const filter = status && { statuses: [status] };
      const jobs = await everyItem((page) => findJobs(database, operator, { ...page, filter }));
      if (json) return void process.stdout.write(`${JSON.stringify(jobs, null, 2)}\n`);
      const now = new Date();
      for (const job of jobs) process.stdout.write(`${describeJob(job, now)}\n`);
    }),
  )
  .addCommand(retry);

/** Id, state, kind, age, attempts, who, then how far it is or what went wrong. */
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
  const unit = units.find((each) => seconds >= each.seconds) ?? { name: "s", seconds: 1 };
  return `${Math.floor(seconds / unit.seconds)} ${unit.name}`;
}
