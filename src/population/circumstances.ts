// Schools' circumstances of one year, as the API shows them.
import type { Sql } from "../database/database.js";
import { type Circumstances, readCircumstances } from "../import/circumstances.js";

export type { Circumstances } from "../import/circumstances.js";

/** URN -> circumstances */
export async function circumstancesIn(sql: Sql, year: string): Promise<ReadonlyMap<number, Circumstances>> {
  const rows = await readCircumstances(sql, "c.year = $1", year);
  return new Map(rows.map((row) => [row.urn, row]));
}
