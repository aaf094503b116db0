// Reads the reference results of other systems in ../shared/oracles.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";

const folder = resolve(import.meta.dirname, "../../../shared/oracles");

export const hasReference = existsSync(folder);

export const referencePath = (name: string): string => resolve(folder, name);

export type Row = Readonly<Record<string, string>>;

/** Empty if the folder is missing, because skipped suites are collected too. */
export const readReference = (name: string): Row[] =>
  hasReference ? parse(readFileSync(resolve(folder, name)), { columns: true, bom: true }) : [];

export function groupBy(rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[column]!);
    if (group) group.push(row);
    else groups.set(row[column]!, [row]);
  }
  return groups;
}

/** The number in a cell; NaN if it is empty. */
export const numberIn = (row: Row, column: string): number => (row[column] === "" ? Number.NaN : Number(row[column]));
