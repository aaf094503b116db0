// What vendors read of a school, for that school and the department: entries of the audit, without other schools.
import { sql as expression } from "kysely";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { refuse } from "../errors.js";
import type { AuditSubject } from "./audit.js";
import { assertGoverns, type Viewer } from "./viewer.js";

/** What a vendor did with a school's data, and when. */
export interface VendorAct {
  readonly at: Date;
  /** Identifies it among those of its kind with the same time. */
  readonly key: string;
  readonly clientId: string;
  readonly clientName: string;
}

export interface VendorRead extends VendorAct {
  readonly subject: AuditSubject;
  /** Name of the operation, which the vendor chose. */
  readonly operation: string | null;
}

/** Newest first, then by key downwards. */
export interface VendorActPage {
  /** As `schoolOfVendors` takes it. */
  readonly urn?: number | null;
  readonly clientId?: string | null;
  readonly first: number;
  /** Where the page before ended; any key can be given. */
  readonly after?: Pick<VendorAct, "at" | "key">;
}

/**
 * The school whose vendors the viewer asks about: a school's own, or for the department the one that it names.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT
 */
export function schoolOfVendors(viewer: Viewer, urn: number | null | undefined): number {
  if (viewer.role === "SCHOOL" && viewer.urn !== null) {
    if (urn == null || urn === viewer.urn) return viewer.urn;
    refuse("urn: a school sees what vendors did with its own data only. Omit it.");
  }
  assertGoverns(viewer, "Only schools and the department see what vendors did.");
  return urn ?? refuse("urn: name a school.");
}

/**
 * Returns `first` + 1 reads if there is another page. Reads by vendors that have no access any more are kept.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT unless the viewer is this school or governs
 */
export async function readsByVendors(
  database: Database,
  viewer: Viewer,
  { urn, clientId, first, after }: VendorActPage,
): Promise<VendorRead[]> {
  const schools = expression.val([schoolOfVendors(viewer, urn)]);
  // Cursors show the key. The id of an entry would show the number of all entries.
  const key = expression<number>`(SELECT count(*)::int FROM audit_entry other JOIN client ON client.id = other.client_id
    WHERE other.at = audit_entry.at AND other.id < audit_entry.id AND other.urns @> ${schools} AND role = 'MIS_VENDOR')`;
  let rows = build(database)
    .selectFrom("auditEntry")
    .innerJoin("client", "client.id", "auditEntry.clientId")
    .select(["at", "client.id as clientId", "client.name as clientName", "auditEntry.subject", "operation"])
    .select(expression<string>`${key}::text`.as("key"))
    .where("urns", "@>", schools)
    .where("client.role", "=", "MIS_VENDOR")
    .$narrowType<{ subject: AuditSubject }>();
  if (clientId != null) rows = rows.where(({ eb, cast }) => eb(cast("client.id", "text"), "=", clientId));
  if (after) rows = rows.where(expression<boolean>`(at, ${key}) < (${after.at}::timestamptz, ${after.key}::int)`);
  return rows
    .orderBy("at", "desc")
    .orderBy("auditEntry.id", "desc")
    .limit(first + 1)
    .execute();
}
