// Files of submissions, and short ways to send and read them.
import { gzipSync } from "node:zlib";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { bulkJobs } from "../../src/submissions/bulk/job.js";
import { type BulkLimits, bulkLimits } from "../../src/submissions/bulk/limits.js";
import { addPiece, beginUpload, completeUpload } from "../../src/submissions/bulk/receive.js";
import { rejectionsOf, requireBulk } from "../../src/submissions/bulk/store.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import type { Submission } from "../../src/submissions/submission.js";
import { week } from "./world.js";

/** Of two schools that agreed: a day of September or October 2024 each, at most 100. */
export const days = (count: number, changes: Partial<Submission> = {}): string[] =>
  Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2024, 8, 2 + Math.floor(index / 2))).toISOString().slice(0, 10);
    const totals = { possible: 800, attended: 760, authorised: 30, unauthorised: 10 };
    return JSON.stringify({ ...day, urn: 100_001 + (index % 2), from: date, to: date, totals, ...changes });
  });
const day = week({ asAt: new Date("2024-12-01T09:00:00Z") });

export const jsonLines = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(""));

interface Sending {
  readonly gzip?: boolean;
  readonly key?: string;
  /** Bytes of a piece; small ones divide lines and characters. */
  readonly piece?: number;
}

/** @returns the id of the file */
export async function sendFile(
  database: Database,
  viewer: Viewer,
  bytes: Buffer,
  { gzip = false, key, piece = 100 }: Sending = {},
): Promise<string> {
  const upload = await beginUpload(database, viewer, gzip);
  const sent = new Uint8Array(gzip ? gzipSync(bytes) : bytes);
  for (let start = 0; start < sent.length; start += piece)
    await addPiece(database, upload, sent.slice(start, start + piece));
  return completeUpload(database, viewer, upload, key ?? null);
}

/** Runs the job of a file to its end. @returns what its client then sees; `error` is that of the job */
export async function readFileOf(database: Database, viewer: Viewer, id: string, limits: Partial<BulkLimits> = {}) {
  const { jobId } = await requireBulk(database, viewer, id);
  const handlers = bulkJobs(usualHalfTerms, { ...bulkLimits, ...limits });
  await workOff(database, handlers, jobId, { logger: { error: () => {} } }).catch(() => {});
  const { status, lines, stored, unchanged, superseded, rejected, errorCode, error } = await requireBulk(
    database,
    viewer,
    id,
  );
  const rejections = await rejectionsOf(database, viewer, { id, after: 0 });
  return { status, counts: { lines, stored, unchanged, superseded, rejected }, errorCode, error, rejections };
}
