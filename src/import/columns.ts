// Bulk inserts by the program's names of tables and columns: `laCode` is la_code.
import { insertRows } from "../database/bulk.js";
import type { Sql } from "../database/database.js";

export const columnName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `insertRows` with table, columns and the keys of rows in camel case. Keys that name no column are ignored. */
export function insertByName(
  sql: Sql,
  table: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly object[],
  conflict?: string,
): Promise<void> {
  const names = Object.keys(columns).map((name) => [name, columnName(name)] as const);
  const renamed = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(names.map(([name, column]) => [column, values[name]]));
  const types = renamed(columns) as Record<string, string>;
  return insertRows(
    sql,
    columnName(table),
    types,
    rows.map((row) => renamed(row as Readonly<Record<string, unknown>>)),
    conflict,
  );
}
