// The mean use of codes in the cohort behind a school's own issued target: of at least ten peers, none of them named.
import { sql as expression } from "kysely";
import { disclose } from "../../access/disclosure.js";
import { scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import {
  codeColumn,
  mayReadUseOfCodes,
  type SchoolYear,
  schoolYear,
  selectMarks,
  wantedYears,
} from "../../submissions/progress/marks.js";
import type { ReadOptions } from "../../submissions/progress/store.js";
import { type WatchedCode, watchedCodes } from "../../submissions/progress/use-of-codes.js";
import { fewest } from "../small-numbers.js";

/** Mean share of each code, per cent to 0.1, over the peers that submitted codes in the half term. */
export type CohortShares = Readonly<Record<WatchedCode, string>>;

interface CohortRow extends CohortShares, SchoolYear {
  readonly halfTerm: number;
}

/** Decimals of a mean: few, since one peer of ten moves it by a tenth of what it moves itself. */
const places = 1;

export const halfTermKey = (school: SchoolYear, halfTerm: number): string => `${schoolYear(school)} ${halfTerm}`;

/**
 * `halfTermKey` -> the means; none where fewer than ten peers submitted codes, no target is issued for the year, or the
 * viewer may read none. One statement; audited as a read of the cohort.
 */
export async function cohortShares(
  database: Database,
  viewer: Viewer,
  years: readonly SchoolYear[],
  { halfTerms, operation }: ReadOptions,
): Promise<ReadonlyMap<string, CohortShares>> {
  const means = watchedCodes.map((code) => {
    const column = codeColumn(code);
    return expression`round(avg(100 * (${column} / marks)::numeric), ${places})::text AS ${column}`;
  });
  const query = expression<CohortRow>`(
    WITH cohorts AS (
      SELECT scoped.urn, wanted.year, wanted.begins, cohort.peers
      FROM scoped
      JOIN ${wantedYears(years, halfTerms)} AS wanted USING (urn)
      JOIN target ON target.urn = scoped.urn AND target.outcome = 'SET'
      JOIN target_set ON target_set.id = target.set_id AND status = 'ISSUED' AND target_year = wanted.year
      JOIN cohort ON cohort.run_id = target_set.run_id AND cohort.urn = scoped.urn
    ), marks AS (
      ${selectMarks(expression`(SELECT DISTINCT peer AS urn, year, begins FROM cohorts, unnest(peers) AS peer)`)}
    )
    SELECT cohorts.urn, cohorts.year, half_term, ${expression.join(means)}
    FROM cohorts CROSS JOIN unnest(peers) AS peer
    JOIN marks ON marks.urn = peer AND marks.year = cohorts.year
    WHERE verifiable AND marks > 0
    GROUP BY cohorts.urn, cohorts.year, half_term
    HAVING count(*) >= ${fewest})`;
  const rows = await disclose<CohortRow>(database, {
    viewer,
    scope: mayReadUseOfCodes(viewer) ? scopeOf(viewer, "TARGETS") : [],
    urns: years.map(({ urn }) => urn),
    subject: "cohort",
    operation,
    select: (from) => from.selectFrom(query.as<"shares">(expression`shares`)).selectAll(),
  });
  return new Map(rows.map((row) => [halfTermKey(row, row.halfTerm), row]));
}
