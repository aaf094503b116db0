// The audit: who read what about which schools, when and in which operation, never the values. For the department only.
import { type AliasableExpression, type Expression, sql as expression, type QueryCreator } from "kysely";
import { z } from "zod";
import type { Database, Sql } from "../database/database.js";
import { type FilteredPageRequest, selectRowsAfterId } from "../database/pages.js";
import { build, type Tables } from "../database/query-builder.js";
import { parseOrThrow } from "../errors.js";
import { timestamp } from "./timestamp.js";
import { assertGoverns, type Viewer } from "./viewer.js";

export const auditSubjects = ["target", "partnership", "cohort", "statistics", "policy", "attendance"] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** Characters kept of the operation's name, which the caller chooses. */
const maxOperationLength = 100;

/** An audit entry of a read, without its schools and runs. */
export const readBy = (viewer: Viewer, subject: AuditSubject, operation?: string) => ({
  clientId: viewer.clientId,
  actor: viewer.name ?? viewer.role,
  subject,
  operation: operation?.slice(0, maxOperationLength) ?? null,
});

/** The schools and runs that are read. */
type Read = AliasableExpression<{ urn: number | null; runId: string | null }>;

/**
 * Adds an audit entry. Make it a CTE of the statement that reads, so that both happen or neither.
 * @param read the schools and runs that are read; no rows, no entry
 */
export const recordRead = (
  database: Sql,
  { clientId, actor, subject, operation }: ReturnType<typeof readBy>,
  read: Read,
) =>
  build(database)
    .insertInto("auditEntry")
    .columns(["clientId", "actor", "subject", "operation", "urns", "runIds"])
    .expression(({ selectFrom, val }) =>
      selectFrom(read.as("read"))
        .select([val(clientId).as("clientId"), val(actor).as("actor"), val(subject).as("subject")])
        .select([
          val(operation).as("operation"),
          expression`array_remove(array_agg(distinct urn order by urn), null)`.as("urns"),
          expression`array_remove(array_agg(distinct run_id order by run_id), null)`.as("runIds"),
        ])
        .having(expression<boolean>`count(*) > 0`),
    );

/**
 * The rows of a query, and an audit entry of the schools and runs that `read` selects from them: one statement.
 * @param read no rows, no entry
 */
export async function readAudited<Row extends object>(
  database: Sql,
  entry: ReturnType<typeof readBy>,
  query: Expression<Row>,
  read: (from: QueryCreator<Tables & { found: Row }>) => Read,
): Promise<Row[]> {
  const rows = await build(database)
    .with("found", () => query)
    .with("audit", (from) => recordRead(database, entry, read(from as never)))
    .selectFrom("found")
    .selectAll()
    .execute();
  return rows as Row[];
}

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
  /** Empty for statistics and policies, and where all cohorts of runs were read. */
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
type AuditFilter = z.input<typeof auditFilter>;

/**
 * Newest first. Returns `first` + 1 entries if there is another page.
 * @throws KindredError FORBIDDEN unless the viewer governs | BAD_ARGUMENT
 */
export async function findAuditEntries(
  database: Database,
  viewer: Viewer,
  { first, after, filter = {} }: FilteredPageRequest<AuditFilter>,
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
