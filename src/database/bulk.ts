// Bulk loading: one INSERT … SELECT FROM json_to_recordset(…) per batch, on PGlite and PostgreSQL alike.
import type { Sql } from "./database.js";

/** Rows per statement; larger batches block PGlite's event loop and are no faster. */
const batchSize = 5000;

/** Column name -> its PostgreSQL type, for example `{ urn: "int", laCode: "int", record: "json" }`. */
export type BulkColumns<Row> = { readonly [Name in keyof Row & string]?: string };

/** The database's name: `laCode` is la_code. */
export const columnName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Inserts rows in batches. Names of the table and its columns may be in camel case. Give the values of `json` columns
 * parsed, arrays (`int[]`, `float8[]`, `text[]`) as arrays, decimals as text or numbers; `undefined` counts as null.
 * Keys of rows that name no column are ignored.
 * @param conflict what to do with a row that already exists, for example `ON CONFLICT DO NOTHING`; and RETURNING
 * @returns the number of rows that RETURNING gives; 0 without it
 */
export async function insertRows<Row extends object>(
  sql: Sql,
  table: string,
  columns: BulkColumns<Row>,
  rows: readonly Row[],
  conflict = "",
): Promise<number> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const stored = names.map((name) => `"${columnName(name)}"`).join(", ");
  const given = names.map((name) => `"${name}"`).join(", ");
  const types = names.map((name) => `"${name}" ${columns[name]}`).join(", ");
  const text = `INSERT INTO "${columnName(table)}" (${stored}) SELECT ${given} FROM json_to_recordset($1::json) AS given(${types}) ${conflict}`;
  let returned = 0;
  for (let start = 0; start < rows.length; start += batchSize) {
    returned += (await sql.query(text, [Buffer.from(JSON.stringify(rows.slice(start, start + batchSize)))])).length;
  }
  return returned;
}
