// What vendors sent about a school, for that school and the department: periods and revisions, without figures.
import { sql as expression } from "kysely";
import { schoolOfVendors, type VendorAct, type VendorActPage } from "../access/vendor-reads.js";
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import type { Period } from "./submission.js";

export interface VendorSubmission extends VendorAct, Pick<Period, "scope" | "from" | "to"> {
  readonly revision: number;
  readonly withdrawn: boolean;
}

/**
 * Returns `first` + 1 submissions if there is another page. Those of vendors that have no access any more are kept.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT unless the viewer is this school or governs
 */
export async function sentByVendors(
  database: Database,
  viewer: Viewer,
  { urn, clientId, first, after }: VendorActPage,
): Promise<VendorSubmission[]> {
  const key = expression<string>`concat_ws(' ', scope, from_date, to_date, revision) COLLATE "C"`;
  let rows = build(database)
    .selectFrom("submission")
    .innerJoin("client", "client.id", "submission.clientId")
    .select([
      "submittedAt as at",
      "client.id as clientId",
      "client.name as clientName",
      "scope",
      "revision",
      "withdrawn",
    ])
    .select([expression<string>`from_date::text`.as("from"), expression<string>`to_date::text`.as("to"), key.as("key")])
    .where("submission.urn", "=", schoolOfVendors(viewer, urn))
    .where("client.role", "=", "MIS_VENDOR")
    .$narrowType<Pick<Period, "scope">>();
  if (clientId != null) rows = rows.where(({ eb, cast }) => eb(cast("client.id", "text"), "=", clientId));
  if (after)
    rows = rows.where(expression<boolean>`(submitted_at, ${key}) < (${after.at}::timestamptz, ${after.key}::text)`);
  return rows
    .orderBy("submittedAt", "desc")
    .orderBy(key, "desc")
    .limit(first + 1)
    .execute();
}
