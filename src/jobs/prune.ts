// Pruning, itself a job: once a day, whatever the number of workers.
import type { Sql } from "../database/database.js";
import type { JobHandlers } from "./job.js";
import { createJob } from "./queue.js";

const day = 86_400_000;

/** Queues pruning where it is not queued already. @param delay milliseconds */
export const queuePruning = (sql: Sql, delay = 0): Promise<string> =>
  createJob(sql, "prune", {}, { unique: "prune", delay });

/**
 * The handler of jobs of the kind `prune`: deletes jobs that ended so many days ago. A job that another row names stays
 * as long as that row: a run, a set of targets or a plan tells its status and error from it.
 */
export function pruneJobs(days: number): JobHandlers {
  return {
    prune: ({ transaction }) =>
      transaction(async (sql) => {
        const named = (await namers(sql)).map(
          ({ table, column }) => `AND NOT EXISTS (SELECT FROM ${table} namer WHERE namer.${column} = job.id)`,
        );
        await sql.query(
          `DELETE FROM job WHERE status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
             AND finished_at < now() - $1::float8 * interval '1 day' ${named.join(" ")}`,
          [days],
        );
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
