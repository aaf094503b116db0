// The log of acts: who did what to what, and when. A row is written in the transaction of the act, so neither exists
// without the other. A row never holds a figure, a target, a key or its hash.
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";
import type { Role, Viewer } from "./viewer.js";

/** A constraint of the database has the same list. */
export const actTypes = [
  "RUN_STARTED",
  "RUN_CANCELLED",
  "RUN_PUBLISHED",
  "COMPARISON_STARTED",
  "COMPARISON_CANCELLED",
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
  "ACCESS_REQUESTED",
  "ACCESS_DECLINED",
  "ACCESS_REQUEST_TAKEN_BACK",
  "ATTENDANCE_SUBMITTED",
  "ATTENDANCE_WITHDRAWN",
  "HALF_TERMS_SET",
] as const;
export type ActType = (typeof actTypes)[number];

/** Kind of subject -> how a row identifies it. A constraint of the database has the same list. */
export const actSubjects = {
  RUN: "its id",
  COMPARISON: "its id",
  TARGET_SET: "its id",
  PARTNERSHIP_PLAN: "its id",
  JOB: "its id",
  CLIENT: "its id",
  KEY: "its id",
  GRANT:
    "client's id, capability, and the schools if any are named: `… TARGETS urn 100001`, `… trust 5001`, `… la 301`",
  FILE: "its kind and the sha256 of its bytes",
  ATTENDANCE: "URN and academic year",
  CIRCUMSTANCES: "URN and academic year",
  ACCESS_REQUEST: "its id",
  SUBMISSION: "URN, scope, first and last day: `100001 AGE_5_15 2024-09-02 2024-09-06`",
  HALF_TERMS: "URN and academic year",
} as const;
export type ActSubject = keyof typeof actSubjects;

export interface NewAct {
  readonly type: ActType;
  readonly subjectKind: ActSubject;
  /** Identifies the subject, as `actSubjects` says. */
  readonly subject: string;
  /** The school that the act is about, if any. */
  readonly urn?: number | null;
  /** The academic year that the act is about, if any. */
  readonly year?: string | null;
  /** The reason that the actor gave, if one was asked for. */
  readonly reason?: string | null;
}

export interface Act extends Required<NewAct> {
  /** Increases in the order in which acts were started. */
  readonly id: string;
  /** The same for all acts of one transaction. */
  readonly transaction: string;
  readonly at: Date;
  /** Null: the command line, or a token whose subject is not a registered client. */
  readonly clientId: string | null;
  /** The viewer's name at the time, or its role if it has none. */
  readonly actor: string;
  readonly role: Role;
}

/** Every act, to be filtered and ordered. */
export const selectActs = (sql: Sql) =>
  build(sql).selectFrom("act").selectAll().$narrowType<{ type: ActType; role: Role; subjectKind: ActSubject }>();

/**
 * The start of a statement that records acts. Use it in a CTE of the statement that performs them. Its parameters
 * $1 to $3 are `actorParameters`.
 * @param select SQL expressions for type, subject kind, subject, URN and year, followed by their FROM clause
 */
export const recordActs = (select: string): string =>
  `INSERT INTO act (client_id, actor, role, type, subject_kind, subject, urn, year)
   SELECT $1::uuid, $2::text, $3::text, ${select}`;

/** Parameters $1 to $3 of `recordActs`. */
export const actorParameters = (viewer: Viewer) => [viewer.clientId, viewer.name ?? viewer.role, viewer.role] as const;

/** @param sql the transaction of the act itself */
export async function recordAct(sql: Sql, viewer: Viewer, act: NewAct): Promise<void> {
  const [clientId, actor, role] = actorParameters(viewer);
  const transaction = "0"; // a trigger sets it
  await build(sql)
    .insertInto("act")
    .values({ ...act, clientId, actor, role, transaction })
    .execute();
}
