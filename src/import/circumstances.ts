// Combines a school's circumstances in one year from the files that name it. Each figure comes from one row.
import { columnName } from "../database/bulk.js";
import type { Sql } from "../database/database.js";
import { groupBy } from "../database/group-by.js";
import { queryAsJson } from "../database/rows-as-json.js";
import { type CircumstanceName, circumstanceNames, type FsmSource } from "./facts.js";
import { byPrecedence, censusKinds } from "./sources.js";

/** A row of a file. */
export interface Provenance {
  readonly fileId: number;
  readonly line: number;
}

/**
 * Percentages 0-100, `roll` pupils, `idaci` 0-1, `polar4` 1-5, `ks2…` scaled scores, `fundingPerPupil` pounds a year;
 * null where not published.
 */
export interface Circumstances<Source = Provenance> extends Readonly<Record<CircumstanceName, number | null>> {
  readonly urn: number;
  readonly year: string;
  /** The school is in that year's census. */
  readonly inCensus: boolean;
  /** Published column that `fsm` is from. */
  readonly fsmSource: FsmSource | null;
  /** Figure -> the published code, where no file has a figure. */
  readonly codes: Readonly<Record<string, string>>;
  /** Figure -> the row that it comes from. */
  readonly sources: Readonly<Partial<Record<CircumstanceName, Source>>>;
  /** The first row in order of precedence. */
  readonly first: Source;
}

/** What one file has of a school in one year; only the columns that were read. */
export interface Row extends Provenance, Readonly<Record<CircumstanceName, number | null>> {
  readonly urn: number;
  readonly year: string;
  readonly census: boolean;
  readonly fsmSource: FsmSource | null;
  readonly codes: Readonly<Record<string, string>> | null;
}

const asNumber = (name: CircumstanceName) => `c.${columnName(name)}::float8 AS "${name}"`;

/**
 * Current circumstances, ascending by URN, the latest year of each school first. Where several files cover the same
 * year, each figure comes from the kind of file that takes precedence, of those that have it.
 * @param where a condition on the table `c`
 * @param figures the only ones to read; others are null
 */
export async function readCircumstances(
  sql: Sql,
  where: "c.urn = ANY($1::int[])" | "c.urn BETWEEN $1 AND $2 AND c.year = $3",
  parameters: readonly unknown[],
  figures: readonly CircumstanceName[] = circumstanceNames,
): Promise<Circumstances[]> {
  const rows = await queryAsJson<Row>(
    sql,
    `SELECT c.urn, c.year, c.file_id AS "fileId", c.line, c.codes, c.fsm_source AS "fsmSource", ${figures.map(asNumber)},
       f.kind = ANY('{${censusKinds}}'::text[]) AS census
     FROM circumstances c JOIN source_file f ON f.id = c.file_id
     WHERE ${where} AND c.superseded_by_id IS NULL
     ORDER BY c.urn, c.year DESC, ${byPrecedence}`,
    parameters,
  );
  return Array.from(groupBy(rows, ({ urn, year }) => `${urn} ${year}`).values(), compose);
}

/** @param rows of one school, those of a year in order of precedence */
export const composeYears = <One extends Row>(rows: readonly One[]): Circumstances<One>[] =>
  Array.from(groupBy(rows, ({ year }) => year).values(), compose);

/** @param rows not empty, of one school and year, in order of precedence */
function compose<One extends Row>(rows: readonly One[]): Circumstances<One> {
  const first = rows[0] as One;
  const values = {} as Record<CircumstanceName, number | null>;
  const sources: Partial<Record<CircumstanceName, One>> = {};
  const codes: Record<string, string> = {};
  const coded = rows.filter((row) => row.codes !== null);
  for (const figure of circumstanceNames) {
    const row = rows.find((one) => one[figure] != null);
    values[figure] = row?.[figure] ?? null;
    if (row) sources[figure] = row;
    else {
      const code = coded.find((one) => one.codes?.[figure] !== undefined)?.codes?.[figure];
      if (code !== undefined) codes[figure] = code;
    }
  }
  const { urn, year } = first;
  const fsmSource = rows.find(({ fsm }) => fsm != null)?.fsmSource ?? null;
  return { ...values, urn, year, inCensus: rows.some(({ census }) => census), fsmSource, codes, sources, first };
}
