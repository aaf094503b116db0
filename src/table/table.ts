// Reads any CSV table as a frame: columns by name, empty cells and codes as missing. Reports unusable rows.
import { basename } from "node:path";
import { KindredError } from "../errors.js";
import type { Rejection } from "../import/report.js";
import type { RowReader } from "../import/row-reader.js";
import { parseInteger } from "../import/written.js";
import { codesOf } from "../matching/candidates.js";
import type { Frame } from "../matching/frame.js";
import { parseParameters } from "../matching/parameters.js";
import { counted } from "../plural.js";
import type { ColumnName, ColumnUse } from "../strategy/contract.js";
import { type TableConstraints, tableConstraints } from "./constraints.js";
import { assertNamed, figuresOf, numberIn, wordIn } from "./header.js";
import { readRows } from "./rows.js";

export interface TableRequest {
  readonly path: string;
  /** The column that identifies rows and orders ties: as numbers if all are whole numbers. */
  readonly id: string;
  /** The column of blocks. Default: all rows are in one block. */
  readonly block?: string;
  /** Only rows with all of these values are read. */
  readonly where: readonly { readonly column: string; readonly value: string }[];
  /** The columns that are read as the strategy uses them. */
  readonly columns: readonly ColumnUse[];
  /** Columns that are read as words. */
  readonly texts?: readonly ColumnName[];
  /** What needs these columns, for messages. Default: the strategy. */
  readonly neededBy?: string;
  /** See `tableConstraints`. */
  readonly constraints?: unknown;
}

export interface Table {
  readonly frame: Frame;
  /** For each row of the frame, its id in the table. */
  readonly ids: readonly string[];
  /** The columns of `texts`, an entry per row of the frame; null: empty. */
  readonly texts: Readonly<Record<ColumnName, readonly (string | null)[]>>;
  /** Hash of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** Number of rows below the header that are not blank: those in the frame, left out by `where`, or rejected. */
  readonly rows: number;
  readonly leftOut: number;
  readonly rejected: readonly Rejection[];
}

/** @throws KindredError BAD_ARGUMENT | BAD_PARAMETERS | WRONG_FILE | NO_DATA | CANCELLED, naming file and column */
export async function readTable(request: TableRequest, signal?: AbortSignal): Promise<Table> {
  const name = basename(request.path);
  const wordColumns = request.texts ?? [];
  const constraints = parseParameters(tableConstraints, request.constraints ?? {}, "constraints");
  const rowsById = new Map<string, TableRow>();
  let figures: readonly ColumnName[] = [];
  let leftOut = 0;

  const readRow = (row: RowReader) => {
    if (!request.where.every(({ column, value }) => sameKey(row.cell(column)) === sameKey(value))) {
      leftOut++;
      return;
    }
    const id = wordIn(row, request.id);
    if (id === "") row.reject(request.id, "no id");
    const duplicate = rowsById.get(sameKey(id));
    if (duplicate) row.reject(request.id, `also the id of line ${duplicate.row.line}`);
    if (request.block !== undefined && wordIn(row, request.block) === "") row.reject(request.block, "no block");
    const words = wordColumns.map((column) => wordIn(row, column) || null);
    const numbers = new Map(figures.map((column) => [column, numberIn(row, column)]));
    rowsById.set(sameKey(id), { id, row, figures: numbers, words });
  };
  const begin = (header: ReadonlyMap<string, number>) => {
    assertNamed(header, request, constraints, name);
    figures = figuresOf(header, request.columns);
    return readRow;
  };
  const { sha256, rows, rejected } = await readRows(request.path, begin, signal);
  if (rowsById.size === 0) {
    const why = `of ${counted(rows, "row")}, ${leftOut} left out by the conditions and ${rejected.length} rejected`;
    const [first] = rejected;
    const where = first ? ` First rejected row: line ${first.line}, ${first.column}: ${first.reason}.` : "";
    throw new KindredError("NO_DATA", `${name} has no rows to match: ${why}.${where}`);
  }
  const sorted = inOrderOfId([...rowsById.values()]);
  const frame = frameOfTable(sorted, request, constraints);
  const texts = wordColumns.map((column, at) => [column, sorted.map(({ words }) => words[at] ?? null)]);
  return { frame, ids: sorted.map(({ id }) => id), texts: Object.fromEntries(texts), sha256, rows, leftOut, rejected };
}

/** The same for `1` and `1.0`, because programs write one number in different ways. */
export const sameKey = (cell: string): string => parseInteger(cell) ?? cell;

interface TableRow {
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
function inOrderOfId(rows: readonly TableRow[]): TableRow[] {
  const numbered = rows.map((row) => ({ ...row, id: parseInteger(row.id) ?? row.id }));
  if (areNumbers(numbered)) return numbered.sort((a, b) => Number(a.id) - Number(b.id));
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const areNumbers = (rows: readonly TableRow[]) => rows.every(({ id }) => wholeNumber.test(id));

/** @param rows in order of id; if ids are not numbers, rows are numbered from 1 */
function frameOfTable(rows: readonly TableRow[], request: TableRequest, constraints: TableConstraints): Frame {
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
