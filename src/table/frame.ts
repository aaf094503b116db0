// Sorts the rows of a table and makes a frame of them.
import type { RowReader } from "../import/row-reader.js";
import { parseInteger } from "../import/written.js";

import { codesOf } from "../matching/candidates.js";
import type { Frame } from "../matching/frame.js";
import type { ColumnName } from "../strategy/contract.js";
import type { TableConstraints } from "./constraints.js";
import { wordIn } from "./header.js";
import type { TableRequest } from "./table.js";

export interface TableRow {
  readonly id: string;
  readonly row: RowReader;
  readonly figures: ReadonlyMap<ColumnName, number>;
  /** In the order of `texts` of the request; null: empty. */
  readonly words: readonly (string | null)[];
}

/** The block of all rows if no column gives it. */
const onlyBlock = "ALL";

const wholeNumber = /^(0|[1-9]\d{0,8})$/;

/**
 * Sorts by number if all ids are whole numbers of up to nine digits, including forms such as `900121.0` and `1e+05`,
 * which are then written without point or exponent; otherwise as text, by code units.
 */
export function inOrderOfId(rows: readonly TableRow[]): TableRow[] {
  const numbered = rows.map((row) => ({ ...row, id: parseInteger(row.id) ?? row.id }));
  if (areNumbers(numbered)) return numbered.sort((a, b) => Number(a.id) - Number(b.id));
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const areNumbers = (rows: readonly TableRow[]) => rows.every(({ id }) => wholeNumber.test(id));

/** @param rows in order of id; if ids are not numbers, rows are numbered from 1 */
export function frameOfTable(rows: readonly TableRow[], request: TableRequest, constraints: TableConstraints): Frame {
  const size = rows.length;
  const isNumbered = areNumbers(rows);
  const numbers = (column: ColumnName) => Float64Array.from(rows, ({ figures }) => figures.get(column) ?? Number.NaN);
  const codes = (column: string) => codesOf(rows.map(({ row }) => wordIn(row, column) || null));
  const codesByName = (columns: readonly string[]) => Object.fromEntries(columns.map((name) => [name, codes(name)]));
  const category = (column: string) => Float64Array.from(codes(column), (code) => (code === 0 ? Number.NaN : code));
  const columns = request.columns.map(
    ({ column, role }) => [column, role === "category" ? category(column) : numbers(column)] as const,
  );
  return {
    size,
    urn: Int32Array.from(rows, ({ id }, at) => (isNumbered ? Number(id) : at + 1)),
    block: rows.map(({ row }) => (request.block === undefined ? onlyBlock : wordIn(row, request.block))),
    reference: new Uint8Array(size).fill(1),
    region: codes("region"),
    easting: numbers("easting"),
    northing: numbers("northing"),
    columns: Object.fromEntries(columns),
    rules: {
      excluded: {},
      mustMatch: codesByName(constraints.same),
      mustDiffer: codesByName(constraints.notSame),
      withinKm: constraints.maxKm,
    },
  };
}
