// Bulk loading: one INSERT … SELECT FROM unnest(…) per batch, on PGlite and PostgreSQL alike.
import type { Sql } from "./database.js";

/** Rows per statement; larger batches block PGlite's event loop and are no faster. */
const batchSize = 5000;

/** Column name -> its PostgreSQL type, for example `{ urn: "int", record: "json" }`. */
export type BulkColumns<Row> = { readonly [Name in keyof Row & string]: string };

/**
 * Inserts rows in batches. Give the values of `json` columns parsed, arrays (`int[]`, `float8[]`, `text[]`) as arrays,
 * decimals as text or numbers; `undefined` counts as null.
 * @param conflict what to do with a row that already exists, for example `ON CONFLICT DO NOTHING`
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
  for (let start = 0; start < rows.length; start += batchSize) {
    const part = rows.slice(start, start + batchSize);
    await sql.query(
      text,
      names.map((name) => part.map((row) => asText(row[name], columns[name] as string))),
    );
  }
}

/** Every value is sent as text and cast to the column's type: unnest would flatten arrays of arrays. */
function asText(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null;
  if (type.startsWith("json")) return JSON.stringify(value);
  if (Array.isArray(value))
    return `{${value.map((item) => (item === null ? "NULL" : JSON.stringify(item))).join(",")}}`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return String(value);
}
