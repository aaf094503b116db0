// Which schools agreed that the viewer submits their attendance, as of this transaction.
import type { Viewer } from "../access/viewer.js";
import type { Sql } from "../database/database.js";
import { anyOf, build } from "../database/query-builder.js";

/**
 * A school's own URN; a vendor's schools with a grant of ATTENDANCE. A grant cannot be revoked before the transaction
 * ends, so that nothing is stored after a school has revoked it.
 */
export async function agreedUrns(
  sql: Sql,
  viewer: Viewer,
  submissions: readonly { readonly urn: number }[],
): Promise<ReadonlySet<number>> {
  if (viewer.role === "SCHOOL") return new Set(viewer.urn === null ? [] : [viewer.urn]);
  if (viewer.role !== "MIS_VENDOR" || viewer.clientId === null) return new Set();
  const urns = [...new Set(submissions.map(({ urn }) => urn))];
  const grants = await build(sql)
    .selectFrom("grant")
    .innerJoin("client", "client.id", "grant.clientId")
    .select("grant.urn")
    .where("grant.clientId", "=", viewer.clientId)
    .where("grant.capability", "=", "ATTENDANCE")
    .where("grant.urn", "=", anyOf(urns))
    .where("client.role", "=", "MIS_VENDOR")
    .where("client.revokedAt", "is", null)
    .forKeyShare("grant")
    .execute();
  return new Set(grants.flatMap(({ urn }) => urn ?? []));
}
