// Bulk loading: one INSERT … SELECT FROM unnest(…) per batch, on PGlite and PostgreSQL alike.
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
 * Keys of rows that name no column are ignored. A column of the type `json text` is JSON that is given as text.
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
  const text = statement(table, columns, conflict);
  const given = Object.entries(columns) as [keyof Row, string][];
  let returned = 0;
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    // As bytes: PGlite measures a text character by character.
    const parameters = given.map(([name, type]) => Buffer.from(columnOf(batch, name, type)));
    returned += (await sql.query(text, parameters)).length;
  }
  return returned;
}

/** One array for each column: PostgreSQL reads arrays three times as fast as JSON, in which each row has all names. */
function statement<Row>(table: string, columns: BulkColumns<Row>, conflict: string): string {
  const names = Object.keys(columns).map((name) => `"${columnName(name)}"`);
  const types = Object.values<string | undefined>(columns);
  const arrays = types.map((type, index) => `($${index + 1}::text)::${isText(type) ? "text" : type}[]`);
  const castOf = (type = "") => (isText(type) ? `::${type.replace(/^json text$/, "json")}` : "");
  const values = names.map((name, index) => name + castOf(types[index]));
  return `INSERT INTO "${columnName(table)}" (${names}) SELECT ${values} FROM unnest(${arrays}) AS given(${names}) ${conflict}`;
}

/** Values that are sent as text, since `unnest` takes arrays of arrays apart. */
const isText = (type = ""): boolean => isJson(type) || type === "json text" || type.endsWith("[]");
const isJson = (type: string): boolean => type === "json" || type === "jsonb";

/** A column's values in PostgreSQL's notation of an array. */
function columnOf<Row>(rows: readonly Row[], name: keyof Row, type: string): string {
  if (unquoted.has(type)) return `{${rows.map((row) => row[name] ?? "NULL").join()}}`;
  const elementOf = type.endsWith("[]") ? listElement : isJson(type) ? jsonElement : plainElement;
  return `{${rows.map((row) => elementOf(row[name] ?? null)).join()}}`;
}

/** Types whose values have neither commas nor quotation marks. */
const unquoted: ReadonlySet<string> = new Set(["int", "numeric", "float8", "date", "boolean", "uuid"]);

/** Escapes of JSON are those of arrays, as long as there are no control characters: JSON has none left. */
const jsonElement = (value: unknown) => (value === null ? "NULL" : JSON.stringify(JSON.stringify(value)));

/** @param values an array, or a typed array */
function listElement(values: unknown): unknown {
  if (values === null) return "NULL";
  return plainElement(`{${Array.isArray(values) ? values.map(plainElement).join() : values}}`);
}

function plainElement(value: unknown): unknown {
  if (typeof value !== "string") return value ?? "NULL";
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}
