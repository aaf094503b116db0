// Reads the circumstances of all schools in one year, the same that the API shows.
import type { Sql } from "../database/database.js";
import { type Circumstances, readCircumstances } from "../import/circumstances.js";
import type { CircumstanceName } from "../import/facts.js";
import { readByUrn } from "./by-urn.js";

/** URN -> circumstances. @param figures the only ones to read */
export async function circumstancesIn(
  sql: Sql,
  year: string,
  figures?: readonly CircumstanceName[],
): Promise<ReadonlyMap<number, Circumstances>> {
  const rows = await readByUrn(sql, (first, last) =>
    readCircumstances(sql, "c.urn BETWEEN $1 AND $2 AND c.year = $3", [first, last, year], figures),
  );
  return new Map(rows.map((row) => [row.urn, row]));
}
