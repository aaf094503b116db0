// The columns of a table by name: checks that the ones needed exist, and reads their cells.
import { KindredError } from "../errors.js";
import { abbreviate, isMissing, type RowReader } from "../import/row-reader.js";
import { numberHint } from "../import/written.js";
import type { ColumnName, ColumnUse } from "../strategy/contract.js";
import type { TableConstraints } from "./constraints.js";
import type { TableRequest } from "./table.js";

/** Metres, OSGB36 or any other grid; always read if a table has them. */
const coordinates = ["easting", "northing"] as const;

/** Squares and sums of such numbers are still finite. */
const greatest = 1e100;

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * @returns column -> its index, without unnamed columns
 * @throws KindredError WRONG_FILE if two columns have the same name
 */
export function readHeader(cells: readonly string[], file: string): ReadonlyMap<string, number> {
  const duplicate = cells.find((name, index) => name !== "" && cells.indexOf(name) !== index);
  if (duplicate !== undefined)
    throw new KindredError(
      "WRONG_FILE",
      `${file} has two columns ${JSON.stringify(abbreviate(duplicate))}. Remove one.`,
    );
  return new Map(cells.map((name, index) => [name, index] as const).filter(([name]) => name !== ""));
}

/** @throws KindredError BAD_PARAMETERS naming a missing column and what needs it */
export function assertNamed(
  header: ReadonlyMap<string, number>,
  { id, block, where, columns, neededBy = "the strategy", texts = [] }: TableRequest,
  { maxKm, same, notSame }: TableConstraints,
  file: string,
): void {
  // Of the columns that a strategy learns from, one is enough.
  const outcomes = columns.filter(({ role }) => role === "outcome").map(({ column }) => column);
  const needed = outcomes.some((name) => header.has(name)) ? columns.filter(({ role }) => role !== "outcome") : columns;
  const columnsNeeded: [string, readonly string[]][] = [
    ["the id", [id]],
    ["the block", block === undefined ? [] : [block]],
    ["a condition", where.map(({ column }) => column)],
    [neededBy, [...needed.map(({ column }) => column), ...texts]],
    ["a constraint", [...same, ...notSame]],
    ["maxKm", maxKm === null ? [] : coordinates],
  ];
  for (const [purpose, names] of columnsNeeded) {
    const missing = names.find((name) => !header.has(name));
    if (missing === undefined) continue;
    throw new KindredError(
      "BAD_PARAMETERS",
      `${file} has no column ${JSON.stringify(abbreviate(missing))}, which ${purpose} needs. It has ${namesOf(header)}.`,
      { path: missing },
    );
  }
}

/** The columns whose cells must be numbers. */
export function figuresOf(header: ReadonlyMap<string, number>, columns: readonly ColumnUse[]): readonly ColumnName[] {
  const read = columns.filter(({ role }) => role !== "category").map(({ column }) => column);
  return [...new Set([...read, ...coordinates])].filter((name) => header.has(name));
}

/** The column names, as many as fit in a message. */
export function namesOf(header: ReadonlyMap<string, number>): string {
  const names = [...header.keys()];
  const more = names.length - 50;
  return `${names.slice(0, 50).map(abbreviate).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** NaN for an empty cell, and for the codes that imports read as missing. @throws RowRejected */
export function numberIn(row: RowReader, column: ColumnName): number {
  const cell = row.cell(column);
  if (isMissing(cell)) return Number.NaN;
  const value = Number(cell);
  if (!number.test(cell)) {
    row.reject(column, "not a number; leave it empty if it is missing", numberHint(cell));
  }
  if (Math.abs(value) > greatest) row.reject(column, `beyond ${greatest}`);
  return value;
}

/** Empty also for `NA`, which R writes for missing values. The other missing codes may be words in a table. */
export function wordIn(row: RowReader, column: string): string {
  const cell = row.cell(column);
  return cell === "NA" ? "" : cell;
}
