// Bulk loading: one INSERT … SELECT FROM unnest(…) a batch, the same on PGlite and PostgreSQL.
import type { Sql } from "./database.js";

/** Rows a statement; larger ones stall PGlite's event loop without being faster. */
const batch = 5000;

/** Column name -> PostgreSQL type of the column, for instance `{ urn: "int", record: "json" }`. */
export type BulkColumns<Row> = { readonly [Name in keyof Row & string]: string };

/**
 * Inserts rows in batches. Values of `json` columns are given as parsed values, arrays (`int[]`, `float8[]`, `text[]`)
 * as arrays, decimals as text or numbers; `undefined` counts as null.
 * @param conflict what to do with a row that is there already, for instance `ON CONFLICT DO NOTHING`
 */
export async function insertRows<Row extends object>(
  sql: Sql,
  table: string,
  columns: BulkColumns<Row>,
  rows: readonly Row[],
  conflict = "",
): Promise<void> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const list = names.map((name) => `"${name}"`).join(", ");
  const casts = names.map((name) => `"${name}"::${columns[name]}`).join(", ");
  const sources = names.map((_, index) => `$${index + 1}::text[]`).join(", ");
  const text = `INSERT INTO "${table}" (${list}) SELECT ${casts} FROM unnest(${sources}) AS given(${list}) ${conflict}`;
  for (let start = 0; start < rows.length; start += batch) {
    const part = rows.slice(start, start + batch);
    await sql.query(
      text,
      names.map((name) => part.map((row) => asText(row[name], columns[name] as string))),
    );
  }
}

/** Every value travels as text and is cast by the column's type: unnest would flatten arrays of arrays. */
function asText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (type.startsWith("json")) return JSON.stringify(value);
  if (Array.isArray(value))
    return `{${value.map((item) => (item === null ? "NULL" : JSON.stringify(item))).join(",")}}`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return String(value);
}
