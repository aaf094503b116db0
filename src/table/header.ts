// The columns of a table by name: whether those that are asked for are there, and numbers in them.
import { KindredError } from "../errors.js";
import { abbreviate, isMissing, type RowReader } from "../import/row-reader.js";
import { numberHint } from "../import/written.js";
import type { ColumnName, ColumnUse } from "../strategy/contract.js";
import type { TableConstraints } from "./constraints.js";
import type { TableRequest } from "./table.js";

/** OSGB36 or any other metres; read wherever a table has them. */
export const coordinates = ["easting", "northing"] as const;

/** Squares and sums of such numbers are finite still. */
const greatest = 1e100;

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Column -> its index; those without a name are nobody's.
 * @throws KindredError WRONG_FILE where two have one name
 */
export function readHeader(cells: readonly string[], file: string): ReadonlyMap<string, number> {
  const twice = cells.find((name, index) => name !== "" && cells.indexOf(name) !== index);
  if (twice !== undefined)
    throw new KindredError("WRONG_FILE", `${file} has two columns ${JSON.stringify(abbreviate(twice))}. Take one out.`);
  return new Map(cells.map((name, index) => [name, index] as const).filter(([name]) => name !== ""));
}

/** @throws KindredError BAD_PARAMETERS naming who asks for a column that is not there */
export function assertNamed(
  header: ReadonlyMap<string, number>,
  { id, block, where, columns }: TableRequest,
  { maxKm, same, notSame }: TableConstraints,
  file: string,
): void {
  // Of what is learnt from, whatever the table has will do.
  const outcomes = columns.filter(({ role }) => role === "outcome").map(({ column }) => column);
  const needed = outcomes.some((name) => header.has(name)) ? columns.filter(({ role }) => role !== "outcome") : columns;
  const asked: [string, readonly string[]][] = [
    ["the id", [id]],
    ["the block", block === undefined ? [] : [block]],
    ["a condition", where.map(({ column }) => column)],
    ["the strategy", needed.map(({ column }) => column)],
    ["a constraint", [...same, ...notSame]],
    ["maxKm", maxKm === null ? [] : coordinates],
  ];
  for (const [who, names] of asked) {
    const lacking = names.find((name) => !header.has(name));
    if (lacking === undefined) continue;
    throw new KindredError(
      "BAD_PARAMETERS",
      `${file} has no column ${JSON.stringify(abbreviate(lacking))}, which ${who} asks for. It has ${namesOf(header)}.`,
      { path: lacking },
    );
  }
}

/** The columns in which every cell is to be a number. */
export function figuresOf(header: ReadonlyMap<string, number>, columns: readonly ColumnUse[]): readonly ColumnName[] {
  const read = columns.filter(({ role }) => role !== "category").map(({ column }) => column);
  return [...new Set([...read, ...coordinates])].filter((name) => header.has(name));
}

/** As many as a message can hold. */
function namesOf(header: ReadonlyMap<string, number>): string {
  const names = [...header.keys()];
  const more = names.length - 50;
  return `${names.slice(0, 50).map(abbreviate).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** NaN for an empty cell and for the codes that are missing figures in an import too. @throws RowRejected */
export function numberIn(row: RowReader, column: ColumnName): number {
  const cell = row.cell(column);
  if (isMissing(cell)) return Number.NaN;
  const value = Number(cell);
  if (!number.test(cell)) {
    row.reject(column, "not a number; leave it empty where it is missing", numberHint(cell));
  }
  if (Math.abs(value) > greatest) row.reject(column, `beyond ${greatest}`);
  return value;
}

/** Empty for `NA` too, as R writes what is missing. The other codes of figures may be words of a table's own. */
export function wordIn(row: RowReader, column: string): string {
  const cell = row.cell(column);
  return cell === "NA" ? "" : cell;
}
