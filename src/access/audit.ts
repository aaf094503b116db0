// The audit of who read what of which schools, when and through which operation. Never a value; the department reads it.
import { z } from "zod";
import type { Database } from "../database/database.js";
import { readRowsAfterId } from "../database/pages.js";
import { KindredError } from "../errors.js";
import { mayGovern, type Viewer } from "./viewer.js";

export const auditSubjects = ["target", "partnership", "cohort", "statistics", "policy"] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/**
 * The beginning of a statement that records a read, for a CTE beside the read itself: either both happen or neither.
 * Its parameters are the four of `reader`, from $1.
 * @param urns an SQL expression: the schools that are read of
 * @param runIds an SQL expression: the runs that are read
 */
export const recordRead = (urns: string, runIds = "'{}'::uuid[]"): string =>
  `INSERT INTO audit_entry (client_id, actor, subject, operation, urns, run_ids)
   SELECT $1::uuid, $2::text, $3::text, $4::text, ${urns}, ${runIds}`;

/** An operation's name is the asker's to choose; so much of it is kept. */
const longestOperation = 100;

/** Who reads what through which operation, as `recordRead` takes it. */
export const reader = (viewer: Viewer, subject: AuditSubject, operation?: string) => [
  viewer.clientId,
  viewer.name ?? viewer.role,
  subject,
  operation?.slice(0, longestOperation) ?? null,
];

export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  /** Null: the command line, or a token of no registered client. */
  readonly clientId: string | null;
  /** Who, as named then. */
  readonly actor: string;
  readonly subject: AuditSubject;
  /** Name of the operation, as the asker chose it. */
  readonly operation: string | null;
  /** Empty for statistics and policies. */
  readonly urns: readonly number[];
  /** The runs that were read; empty where a school reads the cohort behind its own target. */
  readonly runIds: readonly string[];
}

const auditFilter = z.object({
  clientId: z.uuid().nullish(),
  urn: z.int32().nullish(),
  subject: z.enum(auditSubjects).nullish(),
  from: z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31")).nullish(),
  to: z.date().min(new Date("2000-01-01")).max(new Date("9999-12-31")).nullish(),
});

/** Entries of a client, about a school, on a subject, from a time (included) to another (not included). */
export type AuditFilter = z.input<typeof auditFilter>;

export interface AuditPage {
  readonly first: number;
  /** Id of the last entry of the page before. */
  readonly after?: number;
  readonly filter?: AuditFilter;
}

/**
 * Newest first: one more than `first` where there are more.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findAuditEntries(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: AuditPage,
): Promise<AuditEntry[]> {
  if (!mayGovern(viewer)) throw new KindredError("FORBIDDEN", "Only the department reads the audit.");
  const parsed = auditFilter.safeParse(filter);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new KindredError("BAD_ARGUMENT", `filter.${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { clientId, urn, subject, from, to } = parsed.data;
  const list = {
    select: `SELECT id, at, client_id AS "clientId", actor, subject, operation, urns, run_ids::text[] AS "runIds"
     FROM audit_entry`,
    where: `($1::uuid IS NULL OR client_id = $1::uuid) AND ($2::int[] IS NULL OR urns @> $2::int[])
       AND ($3::text IS NULL OR subject = $3::text)
       AND ($4::timestamptz IS NULL OR at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR at < $5::timestamptz)`,
    parameters: [
      clientId ?? null,
      urn == null ? null : [urn],
      subject ?? null,
      from?.toISOString() ?? null,
      to?.toISOString() ?? null,
    ],
    ...({ table: "audit_entry", at: "at", id: "id", idType: "int" } as const),
  };
  return readRowsAfterId<AuditEntry>(database, list, { limit: first + 1, after });
}
