// A school's own half terms of a year, where they differ from the configured ones.
import { sql as expression } from "kysely";
import { recordAct } from "../../access/acts.js";
import { assertInDirectory } from "../../access/directory.js";
import { disclose } from "../../access/disclosure.js";
import { assertGoverns, everySchool, scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database, Sql } from "../../database/database.js";
import { inOrder } from "../../database/in-order.js";
import { KindredError, refuse } from "../../errors.js";
import { assertYear } from "../../population/year.js";
import { lockSchools } from "../lock-schools.js";
import { faultOfHalfTerms, type HalfTerms, type HalfTermTable } from "./half-terms.js";

export interface SchoolHalfTerms {
  readonly urn: number;
  readonly year: string;
  readonly begins: HalfTerms;
  /** Whether the school has set them itself. */
  readonly own: boolean;
}

interface ReadOptions {
  readonly year: string;
  readonly halfTerms: HalfTermTable;
  /** Name of the GraphQL operation, for the audit. */
  readonly operation?: string;
}

/** Aligned with `urns`; null where the viewer may not read the school's attendance, or the year has none. Audited. */
export async function halfTermsOf(
  database: Database,
  viewer: Viewer,
  urns: readonly number[],
  { year, halfTerms, operation }: ReadOptions,
): Promise<(SchoolHalfTerms | null)[]> {
  const rows = await disclose<{ urn: number; begins: readonly string[] | null }>(database, {
    viewer,
    scope: scopeOf(viewer, "ATTENDANCE"),
    urns,
    subject: "attendance",
    operation,
    select: (from) =>
      from
        .selectFrom("scoped")
        .leftJoin("schoolHalfTerms", (join) =>
          join.onRef("schoolHalfTerms.urn", "=", "scoped.urn").on("schoolHalfTerms.year", "=", year),
        )
        .select("scoped.urn")
        .select(expression<readonly string[] | null>`begins::text[]`.as("begins")),
  });
  return inOrder(urns, rows, ({ urn }) => urn).map((row) => {
    const begins = row?.begins ?? halfTerms[year];
    return row && begins ? { urn: row.urn, year, begins, own: row.begins !== null } : null;
  });
}

interface NewHalfTerms {
  readonly urn: number;
  readonly year: string;
  /** ISO dates. */
  readonly begins: HalfTerms;
}

/**
 * A school sets its own, the department any school's.
 * @throws KindredError FORBIDDEN | BAD_ARGUMENT | CONFLICT if a submitted period would cross one of the boundaries
 */
export async function setHalfTerms(
  database: Database,
  viewer: Viewer,
  { urn, year, begins }: NewHalfTerms,
): Promise<SchoolHalfTerms> {
  if (viewer.role !== "SCHOOL" || viewer.urn !== urn)
    assertGoverns(viewer, "Only a school itself and the department set its half terms.");
  assertYear(year);
  const fault = faultOfHalfTerms(year, begins);
  if (fault) refuse(`begins: ${fault}.`);
  await database.transaction(async (sql) => {
    await assertInDirectory(sql, { ...everySchool, urn });
    await lockSchools(sql, [{ urn }]);
    await assertNoneCrosses(sql, { urn, year, begins });
    const changed = await sql.query(
      `INSERT INTO school_half_terms (urn, year, begins) VALUES ($1, $2, $3::date[])
       ON CONFLICT (urn, year) DO UPDATE SET begins = excluded.begins
         WHERE school_half_terms.begins <> excluded.begins
       RETURNING urn`,
      [urn, year, begins],
    );
    if (changed.length === 0) return;
    const subject = `${urn} ${year}`;
    await recordAct(sql, viewer, { type: "HALF_TERMS_SET", subjectKind: "HALF_TERMS", subject, urn, year });
  });
  return { urn, year, begins, own: true };
}

async function assertNoneCrosses(sql: Sql, { urn, year, begins }: NewHalfTerms): Promise<void> {
  const [crossing] = await sql.query<{ scope: string; from: string; to: string }>(
    `SELECT scope, from_date::text AS "from", to_date::text AS "to" FROM submission
     WHERE urn = $1 AND year = $2 AND current AND NOT withdrawn
       AND width_bucket(from_date, $3::date[]) <> width_bucket(to_date, $3::date[])
     ORDER BY from_date, scope LIMIT 1`,
    [urn, year, begins],
  );
  if (!crossing) return;
  const { scope, from, to } = crossing;
  throw new KindredError(
    "CONFLICT",
    `The submitted period ${from} to ${to} (${scope}) would cross from one half term into the next. Withdraw it first, and send it again in parts.`,
  );
}
