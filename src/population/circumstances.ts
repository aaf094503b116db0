// Reads schools' circumstances of one year: each attribute from the census before the similar-schools file.
import type { Sql } from "../database/database.js";

/** One school's attributes in one academic year. Units as in population.ts; null where nothing is published. */
export interface Circumstances {
  /** The school is in that year's census. */
  readonly inCensus: boolean;
  readonly roll: number | null;
  readonly fsm: number | null;
  /** Which measure of disadvantage `fsm` is. */
  readonly fsmSource: string | null;
  readonly eal: number | null;
  readonly senSupport: number | null;
  readonly ehcPlans: number | null;
  readonly idaci: number | null;
  readonly polar4: number | null;
  readonly stability: number | null;
  readonly ks2: number | null;
  readonly ks2Reading: number | null;
  readonly ks2Maths: number | null;
  readonly attainment8: number | null;
}

type Row = Omit<Circumstances, "inCensus"> & { readonly urn: number; readonly census: boolean };

/** URN -> circumstances */
export async function readCircumstances(sql: Sql, year: string): Promise<ReadonlyMap<number, Circumstances>> {
  const rows = await sql.query<Row>(
    `SELECT c.urn, f.kind = 'performance-census' AS census, c.roll,
       c.fsm::float8 AS fsm, c.fsm_source AS "fsmSource", c.eal::float8 AS eal,
       c.sen_support::float8 AS "senSupport", c.ehc_plans::float8 AS "ehcPlans", c.idaci::float8 AS idaci,
       c.polar4::float8 AS polar4, c.stability::float8 AS stability, c.ks2::float8 AS ks2,
       c.ks2_reading::float8 AS "ks2Reading", c.ks2_maths::float8 AS "ks2Maths",
       c.attainment8::float8 AS attainment8
     FROM circumstances c JOIN source_file f ON f.id = c.file_id
     WHERE c.year = $1 AND c.superseded_by_id IS NULL
     ORDER BY c.urn, census DESC, f.kind`,
    [year],
  );
  const circumstances = new Map<number, Circumstances>();
  for (const { urn, census, ...row } of rows) {
    const before = circumstances.get(urn);
    circumstances.set(urn, before ? fill(before, row) : { inCensus: census, ...row });
  }
  return circumstances;
}

/** What the first lacks, the second gives; a percentage brings its source along. */
function fill(first: Circumstances, second: Omit<Circumstances, "inCensus">): Circumstances {
  const { fsm, fsmSource } = first.fsm === null ? second : first;
  const known = Object.entries(first).filter(([, value]) => value !== null);
  return { ...first, ...second, ...Object.fromEntries(known), fsm, fsmSource };
}
