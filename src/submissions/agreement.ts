// Which schools agreed that the viewer submits their attendance, as of this transaction.
import { sql as expression } from "kysely";
import type { Viewer } from "../access/viewer.js";
import type { Sql } from "../database/database.js";
import { build } from "../database/query-builder.js";

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
  // A look-up for each school by its URN. As a join, or by the client's id, PostgreSQL may go through all grants of the
  // vendor for each of them, which takes seconds.
  const grants = await build(sql)
    .selectFrom(expression<{ urn: number }>`unnest(${urns}::int[])`.as<"wanted">(expression`wanted (urn)`))
    .innerJoinLateral(
      ({ selectFrom }) =>
        selectFrom("grant")
          .select("clientId")
          .where("capability", "=", "ATTENDANCE")
          .where(({ eb, cast }) => eb(cast("clientId", "text"), "=", viewer.clientId!))
          .whereRef("grant.urn", "=", "wanted.urn")
          .limit(1)
          .forKeyShare()
          .as("agreed"),
      (join) => join.onTrue(),
    )
    .innerJoin("client", "client.id", "agreed.clientId")
    .select("wanted.urn")
    .where("client.role", "=", "MIS_VENDOR")
    .where("client.revokedAt", "is", null)
    .execute();
  return new Set(grants.map(({ urn }) => urn));
}
