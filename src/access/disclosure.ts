// How secret rows leave the database: within the viewer's scope and with their audit entry, in one statement.
import type { Database } from "../database/database.js";
import { auditParameters, recordRead } from "./audit.js";
import type { Scope, Viewer } from "./viewer.js";

export interface Disclosure {
  readonly viewer: Viewer;
  readonly scope: Scope;
  readonly urns: readonly number[];
  /** Subject of the audit entry. */
  readonly subject: "target" | "partnership" | "cohort";
  readonly operation?: string;
  /** A query over `scoped` (requested URNs that are in scope), with a column `urn`. Its parameters start at $9. */
  readonly select: string;
  readonly parameters: readonly unknown[];
  /** A query over `disclosed` for the URNs of the audit entry. Default: the column `urn`. */
  readonly audited?: string;
}

/** Rows in the viewer's scope. An empty scope or list of schools runs no SQL. No rows, no audit entry. */
export async function disclose<Row>(database: Database, disclosure: Disclosure): Promise<Row[]> {
  const { viewer, urns, subject, operation, select, parameters, audited } = disclosure;
  const requested = new Set(urns);
  const scope = disclosure.scope.filter(({ urn }) => urn === null || requested.has(urn));
  if (scope.length === 0 || urns.length === 0) return [];
  return database.query<Row>(
    `WITH scoped AS (
       SELECT urn FROM school WHERE urn = ANY($5::int[]) AND EXISTS (
         SELECT 1 FROM unnest($6::int[], $7::int[], $8::int[]) AS scope (urn, trust_code, la_code)
         WHERE (scope.urn IS NULL OR scope.urn = school.urn)
           AND (scope.trust_code IS NULL OR scope.trust_code = school.trust_code)
           AND (scope.la_code IS NULL OR scope.la_code = school.la_code))
     ), disclosed AS (${select}), audit AS (
       ${recordRead("array_agg(DISTINCT urn ORDER BY urn)")}
       FROM (${audited ?? "SELECT urn FROM disclosed"}) AS named HAVING count(*) > 0
     )
     SELECT * FROM disclosed`,
    [
      ...auditParameters(viewer, subject, operation),
      urns,
      scope.map(({ urn }) => urn),
      scope.map(({ trustCode }) => trustCode),
      scope.map(({ laCode }) => laCode),
      ...parameters,
    ],
  );
}
