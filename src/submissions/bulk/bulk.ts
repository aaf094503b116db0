// A file of submissions that a client sent in bulk, and the job that reads it.
import type { ErrorCode } from "../../errors.js";
import type { JobStatus } from "../../jobs/job.js";
import type { Outcome } from "../decide.js";
import type { Rule } from "../rules.js";

/** The kind of the job. */
export const bulkJobKind = "submissions";

export interface BulkPayload {
  readonly bulkId: string;
}

/** Outcome -> the column that counts it. */
export const countColumns = {
  STORED: "stored",
  UNCHANGED: "unchanged",
  SUPERSEDED: "superseded",
  REJECTED: "rejected",
} as const satisfies Record<Outcome, string>;

export type BulkCounts = Readonly<Record<(typeof countColumns)[Outcome], number>>;

/** Rules for the lines themselves; the others are those of submissions. */
export type LineRule = "LINE_TOO_LONG" | "NOT_UTF8" | "NOT_JSON" | "NAMES_PUPIL" | "FORM";

export interface BulkSubmission extends BulkCounts {
  readonly id: string;
  readonly jobId: string;
  readonly status: JobStatus;
  /** Bytes of the file as it was sent, and how many of them have been read. */
  readonly bytes: number;
  readonly bytesRead: number;
  /** Lines that were read and are not blank, each with one outcome: the sum of the counts. */
  readonly lines: number;
  readonly errorCode: ErrorCode | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface BulkRejection {
  /** From 1, blank lines included. */
  readonly line: number;
  readonly rule: Rule | LineRule;
  readonly message: string;
  /** The period, as JSON; empty if the line is not a submission in form, since it might name a pupil. */
  readonly text: string;
}
