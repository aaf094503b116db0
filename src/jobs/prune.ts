// Pruning, itself a job: once a day, whatever the number of workers.
import { pruneRecords } from "../access/retention.js";
import type { Sql } from "../database/database.js";
import type { JobHandlers } from "./job.js";
import { createJob } from "./queue.js";

const day = 86_400_000;

/** Queues pruning where it is not queued already. @param delay milliseconds */
export const queuePruning = (sql: Sql, delay = 0): Promise<string> =>
  createJob(sql, "prune", {}, { unique: "prune", delay });

/** Days for which is kept: a job that has ended, and what is recorded of reads and acts. */
export interface Retention {
  readonly jobDays: number;
  readonly auditDays: number;
}

/**
 * The handler of jobs of the kind `prune`: deletes jobs that ended so many days ago, and what the audit of reads and the
 * log of acts have of so many days ago. A job that another row names stays as long as that row: a run, a set of targets or
 * a plan tells its status and error from it.
 */
export function pruneJobs({ jobDays, auditDays }: Retention): JobHandlers {
  return {
    prune: ({ transaction }) =>
      transaction(async (sql) => {
        const named = (await namers(sql)).map(
          ({ table, column }) => `AND NOT EXISTS (SELECT FROM ${table} namer WHERE namer.${column} = job.id)`,
        );
        await sql.query(
          `DELETE FROM job WHERE status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
             AND finished_at < now() - $1::float8 * interval '1 day' ${named.join(" ")}`,
          [jobDays],
        );
        await pruneRecords(sql, auditDays);
        await queuePruning(sql, day);
      }),
  };
}

/** The columns with a foreign key to a job, as the database quotes them. */
function namers(sql: Sql): Promise<{ table: string; column: string }[]> {
  return sql.query(
    `SELECT conrelid::regclass::text AS table, quote_ident(attname) AS column FROM pg_constraint
     JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
     WHERE contype = 'f' AND confrelid = 'job'::regclass`,
  );
}
