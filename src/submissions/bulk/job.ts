// The job that reads a file of submissions and submits its lines, in batches. Each batch is one transaction with its
// counts and rejections, so that a crash continues after the last batch, and no line counts twice.
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { selectClientsWithGrants, toViewer } from "../../access/client-row.js";
import type { Viewer } from "../../access/viewer.js";
import { insertRows } from "../../database/bulk.js";
import type { Database, Sql } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";
import type { JobContext, JobHandlers } from "../../jobs/job.js";
import { isTransient } from "../../jobs/retry.js";
import type { Answer } from "../decide.js";
import type { HalfTermTable } from "../half-terms/half-terms.js";
import { mostSubmissions, submitIn } from "../submit.js";
import { type BulkCounts, type BulkPayload, type BulkRejection, bulkJobKind, countColumns } from "./bulk.js";
import { type BulkLimits, bulkLimits } from "./limits.js";
import { linesOf } from "./lines.js";
import { type ReadLine, readLine } from "./read-line.js";

/** @param limits smaller ones for tests */
export function bulkJobs(halfTerms: HalfTermTable, limits: BulkLimits = bulkLimits): JobHandlers {
  return {
    [bulkJobKind]: async (context, { bulkId }: BulkPayload) => {
      try {
        await submitFile(context, bulkId, halfTerms, limits);
      } catch (fault) {
        if (!isTransient(fault) && !context.signal.aborted)
          await context.transaction((sql) => deletePieces(sql, bulkId));
        throw fault;
      }
    },
  };
}

interface StoredFile extends BulkCounts {
  readonly id: string;
  readonly clientId: string | null;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly lines: number;
}

async function submitFile(
  context: JobContext,
  bulkId: string,
  halfTerms: HalfTermTable,
  limits: BulkLimits,
): Promise<void> {
  const { database, signal, transaction, progress } = context;
  const file = await findFile(database, bulkId);
  if (!file || file.bytes === 0) {
    await transaction((sql) => build(sql).deleteFrom("bulkSubmission").where("id", "=", bulkId).execute());
    throw new KindredError("CANCELLED", "The file was not sent completely.");
  }
  let { lines } = file;
  let toSkip = lines;
  let read = 0;
  let batch: ReadLine[] = [];
  const submitBatch = async () => {
    signal.throwIfAborted();
    if (batch.length === 0) return;
    await transaction((sql) => submitLines(sql, file, { lines, batch, halfTerms }));
    lines += batch.length;
    batch = [];
    progress("submitting attendance", read, file.bytes);
  };
  const onRead = (bytes: number) => {
    read += bytes;
  };
  try {
    for await (const line of linesOf(unpacked(database, file, onRead), limits)) {
      if (toSkip > 0) toSkip--;
      else if (lines + batch.length >= limits.lines) throw tooManyLines(limits.lines);
      else batch.push(readLine(line));
      if (batch.length >= mostSubmissions) await submitBatch();
    }
  } catch (fault) {
    if (fault instanceof KindredError && fault.code === "BODY_TOO_LARGE") await submitBatch();
    throw damaged(fault);
  }
  await submitBatch();
  await transaction((sql) => deletePieces(sql, bulkId));
  progress("submitting attendance", file.bytes, file.bytes);
}

const findFile = (sql: Sql, id: string): Promise<StoredFile | undefined> =>
  build(sql).selectFrom("bulkSubmission").selectAll().where("id", "=", id).executeTakeFirst();

const deletePieces = (sql: Sql, bulkId: string) =>
  build(sql).deleteFrom("bulkPiece").where("bulkId", "=", bulkId).execute();

/** The file's bytes, unpacked as they are read: a piece at a time. */
function unpacked(database: Database, file: StoredFile, onRead: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const pieces = Readable.from(piecesOf(database, file, onRead), { highWaterMark: 1 });
  if (!file.gzip) return pieces;
  return pipeline(pieces, createGunzip({ chunkSize: 64 * 1024 }), () => {}); // the reader gets the error
}

async function* piecesOf(
  database: Database,
  { id, bytes: whole }: StoredFile,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let left = whole;
  for (let number = 0; left > 0; number++) {
    const piece = await build(database)
      .selectFrom("bulkPiece")
      .select("bytes")
      .where(({ and }) => and({ bulkId: id, number }))
      .executeTakeFirst();
    if (!piece) throw new KindredError("NOT_FOUND", "The file is kept no longer. Send it again.");
    left -= piece.bytes.byteLength;
    onRead(piece.bytes.byteLength);
    yield piece.bytes;
  }
}

interface Batch {
  /** Those before the batch. */
  readonly lines: number;
  readonly batch: readonly ReadLine[];
  readonly halfTerms: HalfTermTable;
}

async function submitLines(sql: Sql, { id, clientId }: StoredFile, { lines, batch, halfTerms }: Batch): Promise<void> {
  const viewer = await requireClient(sql, clientId);
  const inForm = batch.flatMap((read) => ("submission" in read ? [read] : []));
  const submissions = inForm.map(({ submission }) => submission);
  const answers = await submitIn(sql, viewer, submissions, { halfTerms, operation: "bulk" });
  const rejections = [
    ...batch.flatMap((read) => ("rejection" in read ? [read.rejection] : [])),
    ...inForm.flatMap((read, index) => rejectionOf(read, answers[index]!)),
  ];
  const columns = { bulkId: "uuid", line: "int", rule: "text", message: "text", text: "text" };
  await insertRows(
    sql,
    "bulkRejection",
    columns,
    rejections.map((rejection) => ({ ...rejection, bulkId: id })),
  );
  const counted = (outcome: Answer["outcome"]) => answers.filter((answer) => answer.outcome === outcome).length;
  await build(sql)
    .updateTable("bulkSubmission")
    .set((file) => ({
      lines: lines + batch.length,
      stored: file(countColumns.STORED, "+", counted("STORED")),
      unchanged: file(countColumns.UNCHANGED, "+", counted("UNCHANGED")),
      superseded: file(countColumns.SUPERSEDED, "+", counted("SUPERSEDED")),
      rejected: file(countColumns.REJECTED, "+", rejections.length),
    }))
    .where(({ and }) => and({ id, lines }))
    .returning("id")
    .executeTakeFirstOrThrow();
}

/** As it is in this transaction. @throws KindredError FORBIDDEN if it was revoked */
async function requireClient(sql: Sql, clientId: string | null): Promise<Viewer> {
  const client = await selectClientsWithGrants(build(sql))
    .where("client.id", "=", clientId)
    .where("client.revokedAt", "is", null)
    .executeTakeFirst();
  if (!client) throw new KindredError("FORBIDDEN", "The client that sent the file was revoked.");
  return toViewer(client);
}

function rejectionOf(
  { line, submission }: Extract<ReadLine, { submission: unknown }>,
  answer: Answer,
): BulkRejection[] {
  if (answer.outcome !== "REJECTED") return [];
  const { urn, scope, from, to, revision } = submission;
  const text = JSON.stringify({ urn, scope, from, to, revision });
  return [{ line, rule: answer.rule!, message: answer.message!, text }];
}

const tooManyLines = (most: number) =>
  new KindredError(
    "BODY_TOO_LARGE",
    `The file has more than ${most} lines. The first ${most} were submitted. Send the others in further files.`,
  );

/** zlib's errors have codes such as Z_DATA_ERROR. */
function damaged(fault: unknown): unknown {
  if (!(fault instanceof Error && "code" in fault && /^Z_/.test(String(fault.code)))) return fault;
  return new KindredError(
    "WRONG_FILE",
    "The file is not gzip, or is damaged or cut short. Lines before that place may have been submitted. Send the whole file again: what is stored stays.",
  );
}
