// Receives a file of submissions piece by piece, and queues its job once it is complete. Until then nobody sees it.
import { createHash, type Hash, randomUUID } from "node:crypto";
import { once } from "../../access/idempotency.js";
import type { Viewer } from "../../access/viewer.js";
import type { Database, Sql } from "../../database/database.js";
import { build, now } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";
import { notifyQueued } from "../../jobs/notify.js";
import { createJob } from "../../jobs/queue.js";
import { maySubmit } from "../submit.js";
import { type BulkPayload, bulkJobKind } from "./bulk.js";
import { bulkLimits } from "./limits.js";

/** Milliseconds, longer than any request: then the job of a file that was never completed starts, and removes it. */
const abandonedAfter = 3_600_000;

export interface Upload {
  readonly clientId: string;
  readonly bulkId: string;
  readonly jobId: string;
  readonly gzip: boolean;
  readonly digest: Hash;
  pieces: number;
  bytes: number;
}

/** @throws KindredError FORBIDDEN unless the viewer is a registered school or vendor */
export function requireSubmitter(viewer: Viewer): string {
  if (maySubmit(viewer) && viewer.clientId !== null) return viewer.clientId;
  throw new KindredError("FORBIDDEN", "Only registered schools and their vendors submit attendance in bulk.");
}

/** @throws KindredError FORBIDDEN | CONFLICT if the client has as many unfinished files as it may have */
export async function beginUpload(database: Database, viewer: Viewer, gzip: boolean): Promise<Upload> {
  const clientId = requireSubmitter(viewer);
  const bulkId = randomUUID();
  return database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [`bulk ${clientId}`]);
    const unfinished = await build(sql)
      .selectFrom("bulkSubmission")
      .innerJoin("job", "job.id", "bulkSubmission.jobId")
      .select("bulkSubmission.id")
      .where("clientId", "=", clientId)
      .where("status", "in", ["QUEUED", "RUNNING"])
      .execute();
    if (unfinished.length >= bulkLimits.unfinished) throw tooMany(unfinished.length);
    const jobId = await createJob(sql, bulkJobKind, { bulkId } satisfies BulkPayload, { delay: abandonedAfter });
    const incomplete = { id: bulkId, clientId, jobId, gzip, bytes: 0 };
    await build(sql).insertInto("bulkSubmission").values(incomplete).execute();
    return { clientId, bulkId, jobId, gzip, digest: createHash("sha256"), pieces: 0, bytes: 0 };
  });
}

const tooMany = (count: number) =>
  new KindredError(
    "CONFLICT",
    `${count} of your files wait or are being read. Send the next one when one of them has ended.`,
  );

/** @throws KindredError BODY_TOO_LARGE */
export function assertFileSize(bytes: number): void {
  if (bytes <= bulkLimits.file) return;
  const mebibytes = bulkLimits.file / 1024 / 1024;
  throw new KindredError(
    "BODY_TOO_LARGE",
    `A file can have at most ${mebibytes} MiB as it is sent. Compress it with gzip (Content-Encoding: gzip), or send several.`,
  );
}

/** Of at most `bulkLimits.piece` bytes. */
export async function addPiece(sql: Sql, upload: Upload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  upload.digest.update(bytes);
  upload.bytes += bytes.byteLength;
  await build(sql)
    .insertInto("bulkPiece")
    .values({ bulkId: upload.bulkId, number: upload.pieces++, bytes })
    .execute();
}

/**
 * Queues the job. With an idempotency key that was used for the same file, removes this one.
 * @returns the id of the file, which is that of the first one if it is sent again
 * @throws KindredError BAD_REQUEST for an empty file; as `once` for the key
 */
export async function completeUpload(
  database: Database,
  viewer: Viewer,
  upload: Upload,
  idempotencyKey: string | null,
): Promise<string> {
  if (upload.bytes === 0) throw new KindredError("BAD_REQUEST", "The file is empty. Send a submission in each line.");
  const queue = (within: Database) => within.transaction((sql) => queueUpload(sql, upload));
  if (idempotencyKey === null) return queue(database);
  const input = { gzip: upload.gzip, sha256: upload.digest.digest("hex") };
  const bulkId = await once(
    database,
    viewer,
    { key: idempotencyKey, operation: "POST /bulk/attendance", input },
    queue,
  );
  if (bulkId !== upload.bulkId) await discardUpload(database, upload);
  return bulkId;
}

async function queueUpload(sql: Sql, { bulkId, jobId, bytes }: Upload): Promise<string> {
  await build(sql).updateTable("bulkSubmission").set({ bytes }).where("id", "=", bulkId).execute();
  await build(sql).updateTable("job").set({ runAfter: now }).where("id", "=", jobId).execute();
  await notifyQueued(sql);
  return bulkId;
}

/** Removes a file that was not completed. */
export async function discardUpload(database: Database, { bulkId, jobId }: Upload): Promise<void> {
  await database.transaction(async (sql) => {
    await build(sql).deleteFrom("bulkSubmission").where("id", "=", bulkId).where("bytes", "=", 0).execute();
    const unused = build(sql).deleteFrom("job").where("id", "=", jobId);
    await unused
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("bulkSubmission").select("id").where("id", "=", bulkId))),
      )
      .execute();
  });
}
