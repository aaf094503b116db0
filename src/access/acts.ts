// The log of acts: who did what to what, when. A row is written in the act's own transaction, so there is never one
// without the other. Never a figure, a target, a key or its hash.
import type { Sql } from "../database/database.js";
import type { Role, Viewer } from "./viewer.js";

/** The database has the same list. */
export const actTypes = [
  "RUN_STARTED",
  "RUN_CANCELLED",
  "RUN_PUBLISHED",
  "TARGETS_DRAFTED",
  "TARGETS_ISSUED",
  "PARTNERSHIPS_ARRANGED",
  "JOB_RETRIED",
  "JOB_CANCELLED",
  "CLIENT_CREATED",
  "CLIENT_REVOKED",
  "KEY_ADDED",
  "KEY_ROTATED",
  "KEY_REVOKED",
  "ACCESS_GRANTED",
  "ACCESS_REVOKED",
  "FILE_IMPORTED",
  "FILE_REDATED",
  "FIGURES_CORRECTED",
] as const;
export type ActType = (typeof actTypes)[number];

/** What something is done to, with its natural key. The database has the same list. */
export const actSubjects = {
  RUN: "its id",
  TARGET_SET: "its id",
  PARTNERSHIP_PLAN: "its id",
  JOB: "its id",
  CLIENT: "its id",
  KEY: "its id",
  GRANT:
    "client's id, capability, and the schools where some are named: `… TARGETS urn 100001`, `… trust 5001`, `… la 301`",
  FILE: "its kind and the sha256 of its bytes",
  ATTENDANCE: "URN and academic year",
  CIRCUMSTANCES: "URN and academic year",
} as const;
export type ActSubject = keyof typeof actSubjects;

/** Something done. */
export interface Deed {
  readonly type: ActType;
  readonly subjectKind: ActSubject;
  /** Its natural key. */
  readonly subject: string;
  /** The school that it is about, where it is about one. */
  readonly urn?: number | null;
  /** The academic year that it is about, where it is about one. */
  readonly year?: string | null;
  /** Why, where whoever did it was asked. */
  readonly reason?: string | null;
}

export interface Act extends Required<Deed> {
  /** Grows in the order in which acts were begun. */
  readonly id: string;
  /** Acts of one transaction have the same. */
  readonly transaction: string;
  readonly at: Date;
  /** Null: the command line, or a token of no registered client. */
  readonly clientId: string | null;
  /** Who, as named then. */
  readonly actor: string;
  readonly role: Role;
}

/** Columns of an `Act`. */
export const actColumns = `id::text AS id, transaction::text AS transaction, at, type, client_id AS "clientId", actor, role,
  subject_kind AS "subjectKind", subject, urn, year, reason`;

/**
 * The beginning of a statement that records acts, for a CTE beside the statement that does them. Its parameters are the
 * three of `doer`, from $1.
 * @param select SQL expressions of type, subject's kind, subject, URN and year, and where they are from
 */
export const recordActs = (select: string): string =>
  `INSERT INTO act (client_id, actor, role, type, subject_kind, subject, urn, year)
   SELECT $1::uuid, $2::text, $3::text, ${select}`;

/** Who does something, as `recordActs` takes it. */
export const doer = (viewer: Viewer) => [viewer.clientId, viewer.name ?? viewer.role, viewer.role];

/** @param sql the transaction in which it is done */
export async function recordAct(sql: Sql, viewer: Viewer, deed: Deed): Promise<void> {
  const { type, subjectKind, subject, urn = null, year = null, reason = null } = deed;
  await sql.query(
    `INSERT INTO act (client_id, actor, role, type, subject_kind, subject, urn, year, reason)
     VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [...doer(viewer), type, subjectKind, subject, urn, year, reason],
  );
}
