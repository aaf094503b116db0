// Sums of schools' marks by half term and code.
import { sql as expression, type RawBuilder } from "kysely";
import { disclose } from "../../access/disclosure.js";
import { mayGovern, scopeOf, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { groupBy } from "../../database/group-by.js";
import { registerCodes } from "../codes/table.js";
import type { HalfTermTable } from "../half-terms/half-terms.js";
import { publishedScope } from "../submission.js";
import type { ReadOptions } from "./store.js";
import { type HalfTermMarks, watchedCodes } from "./use-of-codes.js";

export interface SchoolYear {
  readonly urn: number;
  readonly year: string;
}

export const schoolYear = ({ urn, year }: SchoolYear): string => `${urn} ${year}`;

/** A table `wanted (urn, year, begins)`, without years of unknown half terms. */
export function wantedYears(years: readonly SchoolYear[], halfTerms: HalfTermTable): RawBuilder<unknown> {
  const known = years.filter(({ year }) => halfTerms[year]);
  const [urns, names] = [known.map(({ urn }) => urn), known.map(({ year }) => year)];
  const begins = names.map((year) => `{${halfTerms[year]!.join()}}`);
  return expression`(SELECT urn, year, begins::date[] AS begins
    FROM unnest(${urns}::int[], ${names}::text[], ${begins}::text[]) AS wanted (urn, year, begins))`;
}

/** A column of that name: the query builder would change the case of other identifiers. */
export const codeColumn = (code: string): RawBuilder<unknown> => expression.raw(`"${code}"`);

/** Codes that are not possible, and blank marks: with the possible sessions, all marks. */
const notPossible = ["-", ...registerCodes.filter((code) => code.class === "notPossible").map(({ code }) => code)];
const readCodes = [...new Set([...notPossible, "B", "C2"])];
const sessions = (code: string) => expression`coalesce(codes.${codeColumn(code)}, 0)`;
const added = (codes: readonly string[]) => expression.join(codes.map(sessions), expression` + `);
/** Y2 counts as Y. */
const codesOf = (watched: string) =>
  readCodes.filter((code) => (watched === "Y" ? code.startsWith("Y") : code === watched));
const sumsOfCodes = expression.join(
  watchedCodes.map((watched) => expression`sum(${added(codesOf(watched))})::float8 AS ${codeColumn(watched)}`),
);

/** Sums of each half term. @param wanted a table with `urn`, `year`, `begins` */
export const selectMarks = (wanted: RawBuilder<unknown>): RawBuilder<HalfTermMarks & SchoolYear> => expression`
  SELECT wanted.urn, wanted.year, width_bucket(from_date, coalesce(own.begins, wanted.begins)) AS half_term,
    max(to_date) AS "to", sum(possible)::float8 AS possible, sum(attended)::float8 AS attended,
    bool_and(by_code IS NOT NULL) AS verifiable, sum(possible + ${added(notPossible)})::float8 AS marks, ${sumsOfCodes}
  FROM ${wanted} AS wanted
  LEFT JOIN school_half_terms AS own ON own.urn = wanted.urn AND own.year = wanted.year
  JOIN submission ON submission.urn = wanted.urn AND submission.scope = ${publishedScope} AND submission.year = wanted.year
    AND from_date >= wanted.begins[1] AND from_date < wanted.begins[1] + interval '1 year' AND current AND NOT withdrawn
  LEFT JOIN LATERAL json_to_record(by_code) AS codes
    (${expression.join(readCodes.map((code) => expression`${codeColumn(code)} int`))}) ON true
  GROUP BY wanted.urn, wanted.year, half_term`;

/** Who may read the use of codes, of the schools that they may read: schools and the department. */
export const mayReadUseOfCodes = (viewer: Viewer): boolean => viewer.role === "SCHOOL" || mayGovern(viewer);

/** `schoolYear` -> its half terms. One statement; audited. Empty where the viewer may read none. */
export async function marksOf(
  database: Database,
  viewer: Viewer,
  years: readonly SchoolYear[],
  { halfTerms, operation }: ReadOptions,
): Promise<ReadonlyMap<string, readonly HalfTermMarks[]>> {
  const wanted = wantedYears(years, halfTerms);
  const rows = await disclose<HalfTermMarks & SchoolYear>(database, {
    viewer,
    scope: mayReadUseOfCodes(viewer) ? scopeOf(viewer, "ATTENDANCE") : [],
    urns: years.map(({ urn }) => urn),
    subject: "attendance",
    operation,
    select: (from) =>
      from
        .selectFrom(
          expression<HalfTermMarks & SchoolYear>`(
            ${selectMarks(expression`(SELECT wanted.* FROM scoped JOIN ${wanted} AS wanted USING (urn))`)}
          )`.as<"marks">(expression`marks`),
        )
        .selectAll(),
  });
  return groupBy(rows, schoolYear);
}
