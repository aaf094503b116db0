// What a client reads of the files that it sent in bulk, and how it cancels one. Nobody else sees them.
import { everySchool, inScope, scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { isUuid } from "../../database/uuid.js";
import { KindredError } from "../../errors.js";
import { requestCancel } from "../../jobs/queue.js";
import { noAgreement } from "../decide.js";
import type { BulkRejection, BulkSubmission } from "./bulk.js";
import { requireSubmitter } from "./receive.js";

/** @throws KindredError FORBIDDEN | NOT_FOUND unless the viewer sent it, completely */
export async function requireBulk(database: Database, viewer: Viewer, id: string): Promise<BulkSubmission> {
  const clientId = requireSubmitter(viewer);
  const bulk = isUuid(id)
    ? await build(database)
        .selectFrom("bulkSubmission")
        .innerJoin("job", "job.id", "bulkSubmission.jobId")
        .select(["bulkSubmission.id", "jobId", "status", "bytes", "done as bytesRead", "errorCode", "error"])
        .select(["lines", "stored", "unchanged", "superseded", "rejected", "bulkSubmission.createdAt", "finishedAt"])
        .where("bulkSubmission.id", "=", id)
        .where("clientId", "=", clientId)
        .where("bytes", ">", 0)
        .$castTo<BulkSubmission>()
        .executeTakeFirst()
    : undefined;
  if (!bulk) throw new KindredError("NOT_FOUND", "You have sent no such file, or it is kept no longer.");
  return bulk;
}

/** Rejected lines on a page. */
export const rejectionsOnPage = 5_000;

/**
 * In order. Of a school that has revoked its agreement since, only that.
 * @param after the number of a line
 * @returns one more than a page has if there is another page
 * @throws KindredError as `requireBulk`
 */
export async function rejectionsOf(
  database: Database,
  viewer: Viewer,
  { id, after }: { readonly id: string; readonly after: number },
): Promise<BulkRejection[]> {
  const bulk = await requireBulk(database, viewer, id);
  const rows = await build(database)
    .selectFrom("bulkRejection")
    .select(["line", "rule", "message", "text"])
    .where("bulkId", "=", bulk.id)
    .where("line", ">", after)
    .orderBy("line")
    .limit(rejectionsOnPage + 1)
    .$castTo<BulkRejection>()
    .execute();
  const scope = scopeOf(viewer, "ATTENDANCE");
  return rows.map((row) => {
    if (row.text === "") return row;
    const { urn } = JSON.parse(row.text) as { readonly urn: number };
    return inScope(scope, { ...everySchool, urn }) ? row : { ...row, ...noAgreement({ urn }) };
  });
}

/**
 * Asks the job to stop. What it has submitted stays. A file whose job has ended stays as it is.
 * @throws KindredError as `requireBulk`
 */
export async function cancelBulk(database: Database, viewer: Viewer, id: string): Promise<BulkSubmission> {
  const { jobId } = await requireBulk(database, viewer, id);
  await requestCancel(database, jobId, {
    viewer,
    deed: { type: "JOB_CANCELLED", subjectKind: "JOB", subject: jobId },
  });
  const bulk = await requireBulk(database, viewer, id);
  if (bulk.status === "CANCELLED")
    await build(database).deleteFrom("bulkPiece").where("bulkId", "=", bulk.id).execute();
  return bulk;
}
