// How anything secret leaves the database: in the viewer's scope, with its audit entry, in one statement.
import type { Scope, Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";

export interface Disclosure {
  readonly viewer: Viewer;
  readonly scope: Scope;
  readonly urns: readonly number[];
  /** What is read, for the audit: target | partnership | cohort. */
  readonly subject: "target" | "partnership" | "cohort";
  readonly operation?: string;
  /** A query over `scoped` (the URNs that are asked for and in scope) with a column `urn`; its parameters are from $8. */
  readonly select: string;
  readonly parameters: readonly unknown[];
  /** Which URNs the audit names, as a query over `disclosed`. */
  readonly audited?: string;
}

/** Stands in the audit for the command line, which is no client. */
const commandLine = "00000000-0000-0000-0000-000000000000";

/** Rows in the viewer's scope. Without scope or schools there are none, and no SQL. No audit entry where nothing is disclosed. */
export async function disclose<Row>(database: Database, disclosure: Disclosure): Promise<Row[]> {
  const { viewer, scope, urns, subject, operation, select, parameters, audited } = disclosure;
  if (scope.kind === "none" || urns.length === 0) return [];
  return database.query<Row>(
    `WITH scoped AS (
       SELECT urn FROM school
       WHERE urn = ANY($1::int[]) AND ($2::int[] IS NULL OR urn = ANY($2::int[]))
         AND ($3::int IS NULL OR trust_code = $3::int) AND ($4::int IS NULL OR la_code = $4::int)
     ), disclosed AS (${select}), audit AS (
       INSERT INTO audit_entry (client_id, subject, operation, urns)
       SELECT $5::uuid, $6::text, $7::text, array_agg(DISTINCT urn ORDER BY urn)
       FROM (${audited ?? "SELECT urn FROM disclosed"}) AS named HAVING count(*) > 0
     )
     SELECT * FROM disclosed`,
    [
      urns,
      scope.kind === "schools" ? scope.urns : null,
      scope.kind === "trust" ? scope.code : null,
      scope.kind === "localAuthority" ? scope.code : null,
      viewer.clientId ?? commandLine,
      subject,
      operation ?? null,
      ...parameters,
    ],
  );
}

/** Rows in the order of `urns`; null where there is none. */
export function inOrder<Row extends { readonly urn: number }>(
  urns: readonly number[],
  rows: readonly Row[],
): (Row | null)[] {
  const byUrn = new Map(rows.map((row) => [row.urn, row]));
  return urns.map((urn) => byUrn.get(urn) ?? null);
}
