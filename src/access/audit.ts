// The audit: who read what about which schools, when and in which operation, never the values. For the department only.
import { sql as expression } from "kysely";
import { z } from "zod";
import type { Database } from "../database/database.js";
import { selectRowsAfterId } from "../database/pages.js";
import { build } from "../database/query-builder.js";
import { parseOrThrow } from "../errors.js";
import { timestamp } from "./timestamp.js";
import { assertGoverns, type Viewer } from "./viewer.js";

export const auditSubjects = ["target", "partnership", "cohort", "statistics", "policy"] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/**
 * The start of a statement that records a read. Use it in a CTE of the statement that reads, so that both happen or
 * neither. Its parameters $1 to $4 are `auditParameters`.
 * @param urns an SQL expression: the schools whose data is read
 * @param runIds an SQL expression: the runs that are read
 */
export const recordRead = (urns: string, runIds = "'{}'::uuid[]"): string =>
  `INSERT INTO audit_entry (client_id, actor, subject, operation, urns, run_ids)
   SELECT $1::uuid, $2::text, $3::text, $4::text, ${urns}, ${runIds}`;

/** Characters kept of the operation's name, which the caller chooses. */
const maxOperationLength = 100;

/** Parameters $1 to $4 of `recordRead`. */
export const auditParameters = (viewer: Viewer, subject: AuditSubject, operation?: string) => [
  viewer.clientId,
  viewer.name ?? viewer.role,
  subject,
  operation?.slice(0, maxOperationLength) ?? null,
];

export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  /** Null: the command line, or a token whose subject is not a registered client. */
  readonly clientId: string | null;
  /** The viewer's name at the time, or its role if it has none. */
  readonly actor: string;
  readonly subject: AuditSubject;
  /** Name of the operation, chosen by the caller. */
  readonly operation: string | null;
  /** Empty for statistics and policies. */
  readonly urns: readonly number[];
  /** The runs that were read; empty if a school reads the cohort behind its own target. */
  readonly runIds: readonly string[];
}

const auditFilter = z.object({
  clientId: z.uuid().nullish(),
  urn: z.int32().nullish(),
  subject: z.enum(auditSubjects).nullish(),
  from: timestamp.nullish(),
  to: timestamp.nullish(),
});

/** All conditions must hold. `from` is inclusive, `to` exclusive. */
export type AuditFilter = z.input<typeof auditFilter>;

export interface AuditPage {
  readonly first: number;
  /** Id of the last entry of the previous page. */
  readonly after?: string;
  readonly filter?: AuditFilter;
}

/**
 * Newest first. Returns `first` + 1 entries if there is another page.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findAuditEntries(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: AuditPage,
): Promise<AuditEntry[]> {
  assertGoverns(viewer, "Only the department reads the audit.");
  const fields = parseOrThrow(auditFilter, filter, "BAD_ARGUMENT", (path) => `filter.${path}`);
  const { clientId, urn, subject, from, to } = fields;
  let rows = build(database).selectFrom("auditEntry").selectAll().$narrowType<{ subject: AuditSubject }>();
  if (clientId) rows = rows.where("clientId", "=", clientId);
  if (urn != null) rows = rows.where("urns", "@>", expression.val([urn]));
  if (subject) rows = rows.where("subject", "=", subject);
  if (from) rows = rows.where("at", ">=", from);
  if (to) rows = rows.where("at", "<", to);
  return selectRowsAfterId({ rows, at: "auditEntry.at", id: "auditEntry.id" }, { limit: first + 1, after });
}
