// Earlier years of schools of a block, which a chance rests on. Nothing about one of these schools may be disclosed.
import { sql as expression } from "kysely";
import { readAudited, readBy } from "../../access/audit.js";
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { groupBy } from "../../database/group-by.js";
import { numberOfHalfTerms } from "../../submissions/progress/progress.js";
import { type EarlierYear, earlierYearOf } from "../../submissions/progress/same-point.js";
import { dayRead, type ReadOptions } from "../../submissions/progress/store.js";
import { publishedScope } from "../../submissions/submission.js";

/** The most of a block: England then costs as little as an authority. A share's standard error is at most 2.3 points. */
export const mostDrawn = 500;

/** A school whose block is wanted, and the earlier year. */
export interface Wanted {
  readonly urn: number;
  readonly year: string;
}

export const wantedKey = ({ urn, year }: Wanted): string => `${urn} ${year}`;

export interface DrawnSchool {
  readonly urn: number;
  readonly year: EarlierYear;
}

/** All revisions of a school's year by period and revision, a column each. Days since 1970; null sessions: withdrawn. */
type DrawnRow = readonly [
  urn: number,
  from: readonly number[],
  to: readonly number[],
  asAt: readonly number[],
  possible: readonly (number | null)[],
  attended: readonly (number | null)[],
];

/**
 * `wantedKey` of each school with a block -> schools of its block that submitted that year, in each of its half terms: a
 * draw that depends on URNs alone, if there are many. One statement; audited as statistics.
 */
export async function drawSchools(
  database: Database,
  viewer: Viewer,
  wanted: readonly Wanted[],
  { halfTerms, operation }: ReadOptions,
): Promise<ReadonlyMap<string, readonly DrawnSchool[]>> {
  const known = wanted.filter(({ year }) => halfTerms[year]);
  if (known.length === 0) return new Map();
  const [urns, years] = [known.map(({ urn }) => urn), known.map(({ year }) => year)];
  const begins = years.map((year) => `{${halfTerms[year]!.join()}}`);
  const inYear = expression`submission.scope = ${publishedScope} AND submission.year = asked.year
    AND from_date >= asked.begins[1] AND from_date < asked.begins[1] + interval '1 year'`;
  const query = expression<{ year: string; urns: readonly number[]; drawn: readonly DrawnRow[] }>`(
    SELECT asked.year, asked.urns, coalesce((
      SELECT json_agg(submitted.revisions) FROM (
        SELECT urn FROM (SELECT urn FROM school WHERE school.block = asked.block ORDER BY md5(urn::text)) AS shuffled
        WHERE (SELECT true FROM submission
          WHERE submission.urn = shuffled.urn AND ${inYear} AND current AND NOT withdrawn LIMIT 1)
        LIMIT ${mostDrawn}
      ) AS drawn
      LEFT JOIN school_half_terms AS own ON own.urn = drawn.urn AND own.year = asked.year
      CROSS JOIN LATERAL (
        SELECT json_build_array(drawn.urn, array_agg(from_date - date '1970-01-01'), array_agg(to_date - date '1970-01-01'),
          array_agg(${dayRead} - date '1970-01-01'), array_agg(possible), array_agg(attended)) AS revisions
        FROM (
          SELECT * FROM submission WHERE submission.urn = drawn.urn AND ${inYear}
          ORDER BY from_date, to_date, revision
        ) AS ordered
        HAVING count(DISTINCT width_bucket(from_date, coalesce(own.begins, asked.begins)))
          FILTER (WHERE current AND NOT withdrawn) = ${numberOfHalfTerms}
      ) AS submitted), '[]') AS drawn
    FROM (
      SELECT school.block, wanted.year, wanted.begins::date[] AS begins, array_agg(wanted.urn) AS urns
      FROM unnest(${urns}::int[], ${years}::text[], ${begins}::text[]) AS wanted (urn, year, begins)
      JOIN school ON school.urn = wanted.urn
      WHERE school.block IS NOT NULL
      GROUP BY school.block, wanted.year, wanted.begins
    ) AS asked)`;
  const rows = await readAudited(database, readBy(viewer, "statistics", operation), query, (from) =>
    from.selectFrom("found").select([expression<null>`null::int`.as("urn"), expression<null>`null::uuid`.as("runId")]),
  );
  return new Map(
    rows.flatMap(({ year, urns, drawn }) => {
      const schools = drawn.flatMap(schoolOf);
      return urns.map((urn): [string, readonly DrawnSchool[]] => [wantedKey({ urn, year }), schools]);
    }),
  );
}

/** None if nothing was possible. */
function schoolOf([urn, from, to, asAt, possible, attended]: DrawnRow): DrawnSchool[] {
  const revisions = from.map((_, at) => ({
    ...{ from: from[at]!, to: to[at]!, asAt: asAt[at]!, withdrawn: possible[at] === null },
    ...{ possible: possible[at] ?? 0, attended: attended[at] ?? 0 },
  }));
  const periods = [...groupBy(revisions, ({ from, to }) => `${from} ${to}`).values()]
    .filter((readings) => !readings.at(-1)!.withdrawn)
    .map((readings) => ({ to: readings[0]!.to, readings }));
  const year = earlierYearOf(periods);
  return year ? [{ urn, year }] : [];
}
