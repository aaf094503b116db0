// Pruning is a job that runs once a day, whatever the number of workers.
import { type SqlBool, sql as text } from "kysely";
import { pruneAnswers, pruneRecords } from "../access/retention.js";
import type { Sql } from "../database/database.js";
import { build, later } from "../database/query-builder.js";
import type { JobHandlers } from "./job.js";
import { createJob } from "./queue.js";

const day = 86_400_000;

/** Queues pruning, unless it is queued already. @param delay milliseconds */
export const queuePruning = (sql: Sql, delay = 0): Promise<string> =>
  createJob(sql, "prune", {}, { unique: "prune", delay });

/** Days for which ended jobs, and the records of reads and acts, are kept. */
interface Retention {
  readonly jobDays: number;
  readonly auditDays: number;
}

/**
 * The handler of `prune` jobs: deletes jobs that ended more than `jobDays` ago, and entries of the audit of reads and
 * of the log of acts that are older than `auditDays`, and answers to idempotent requests after a day. A job that another row references is kept as long as that row: a
 * run, a comparison, a target set or a plan shows the job's status and error.
 * @param pruneOthers deletes first what later stages keep for a limited time, such as rows that reference a job
 */
export function pruneJobs(
  { jobDays, auditDays }: Retention,
  pruneOthers: (sql: Sql, jobDays: number) => Promise<void> = async () => {},
): JobHandlers {
  return {
    prune: ({ transaction }) =>
      transaction(async (sql) => {
        await pruneOthers(sql, jobDays);
        const ended = build(sql)
          .deleteFrom("job")
          .where("status", "in", ["SUCCEEDED", "FAILED", "CANCELLED"])
          .where("finishedAt", "<", later(-jobDays * day));
        const unreferenced = (await referencesToJob(sql)).map(
          ({ table, column }) =>
            text<SqlBool>`NOT EXISTS (SELECT FROM ${text.raw(table)} r WHERE r.${text.raw(column)} = job.id)`,
        );
        await ended.where((job) => job.and(unreferenced)).execute();
        await pruneRecords(sql, auditDays);
        await pruneAnswers(sql);
        await queuePruning(sql, day);
      }),
  };
}

/** The columns with a foreign key to a job, quoted for SQL. */
function referencesToJob(sql: Sql): Promise<{ table: string; column: string }[]> {
  return sql.query(
    `SELECT conrelid::regclass::text AS table, quote_ident(attname) AS column FROM pg_constraint
     JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'f' AND confrelid = 'job'::regclass`,
  );
}
