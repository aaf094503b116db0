// Deletes files of submissions whose job has ended long ago.
import type { Sql } from "../../database/database.js";
import { build, later } from "../../database/query-builder.js";

const day = 86_400_000;

/**
 * The bytes of a file are deleted a day after its job has ended, in case the department retries it; its counts and
 * rejected lines after `jobDays`.
 */
export async function pruneBulk(sql: Sql, jobDays: number): Promise<void> {
  const ended = (days: number) =>
    build(sql)
      .selectFrom("bulkSubmission")
      .innerJoin("job", "job.id", "bulkSubmission.jobId")
      .select("bulkSubmission.id")
      .where("finishedAt", "<", later(-days * day));
  await build(sql).deleteFrom("bulkPiece").where("bulkId", "in", ended(1)).execute();
  await build(sql).deleteFrom("bulkSubmission").where("id", "in", ended(jobDays)).execute();
}
