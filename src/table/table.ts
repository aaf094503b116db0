// Reads any CSV table as a frame: columns by name, empty cells and codes as missing. Reports unusable rows.
import { basename } from "node:path";
import { KindredError } from "../errors.js";
import { asWrongFile, openCsv } from "../import/csv.js";
import { inspect } from "../import/inspect.js";
import { isBlank } from "../import/layout.js";
import type { Rejection } from "../import/report.js";
import { RowReader, RowRejected } from "../import/row-reader.js";
import { parseInteger } from "../import/written.js";
import type { Frame } from "../matching/frame.js";
import { parseParameters } from "../matching/parameters.js";
import type { ColumnName, ColumnUse } from "../strategy/contract.js";
import { tableConstraints } from "./constraints.js";
import { frameOfTable, inOrderOfId, type TableRow } from "./frame.js";
import { assertNamed, figuresOf, numberIn, readHeader, wordIn } from "./header.js";

export interface TableRequest {
  readonly path: string;
  /** The column that identifies rows and orders ties: as numbers if all are whole numbers. */
  readonly id: string;
  /** The column of blocks. Default: all rows are in one block. */
  readonly block?: string;
  /** Only rows with all of these values are read. */
  readonly where: readonly { readonly column: string; readonly value: string }[];
  /** The columns that the strategy reads. */
  readonly columns: readonly ColumnUse[];
  /** See `tableConstraints`. */
  readonly constraints?: unknown;
}

export interface Table {
  readonly frame: Frame;
  /** For each row of the frame, its id in the table. */
  readonly ids: readonly string[];
  /** Number of rows below the header that are not blank: those in the frame, left out by `where`, or rejected. */
  readonly rows: number;
  readonly leftOut: number;
  readonly rejected: readonly Rejection[];
}

/** @throws KindredError BAD_ARGUMENT | BAD_PARAMETERS | WRONG_FILE | NO_DATA | CANCELLED, naming file and column */
export async function readTable(request: TableRequest, signal?: AbortSignal): Promise<Table> {
  const name = basename(request.path);
  const constraints = parseParameters(tableConstraints, request.constraints ?? {}, "constraints");
  const rowsById = new Map<string, TableRow>();
  const rejected: Rejection[] = [];
  let header: ReadonlyMap<string, number> | undefined;
  let figures: readonly ColumnName[] = [];
  let width = 0;
  let rows = 0;
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
    rowsById.set(sameKey(id), { id, row, figures: new Map(figures.map((column) => [column, numberIn(row, column)])) });
  };
  try {
    for await (const { line, cells } of openCsv(await inspect(request.path, signal))) {
      signal?.throwIfAborted();
      if (!header) {
        header = readHeader(cells, name);
        assertNamed(header, request, constraints, name);
        figures = figuresOf(header, request.columns);
        width = cells.length;
        continue;
      }
      if (cells.every(isBlank)) continue;
      rows++;
      try {
        assertWidth(cells, width);
        readRow(new RowReader(line, header, cells));
      } catch (error) {
        if (!(error instanceof RowRejected)) throw error;
        const { column, value, reason } = error;
        rejected.push({ line, column, value, reason });
      }
    }
  } catch (error) {
    if (signal?.aborted) throw new KindredError("CANCELLED", `The matching of ${name} was cancelled.`);
    throw asWrongFile(error, name);
  }
  if (rowsById.size === 0) {
    const why = `of ${rows} rows, ${leftOut} do not meet the conditions and ${rejected.length} are rejected`;
    const [first] = rejected;
    const where = first ? ` First rejected row: line ${first.line}, ${first.column}: ${first.reason}.` : "";
    throw new KindredError("NO_DATA", `${name} has no rows to match: ${why}.${where}`);
  }
  const sorted = inOrderOfId([...rowsById.values()]);
  const frame = frameOfTable(sorted, request, constraints);
  return { frame, ids: sorted.map(({ id }) => id), rows, leftOut, rejected };
}

/** The same for `1` and `1.0`, because programs write one number in different ways. */
const sameKey = (cell: string): string => parseInteger(cell) ?? cell;

/** An unquoted comma in a cell would shift the cells after it under the wrong columns. */
function assertWidth(cells: readonly string[], width: number): void {
  if (cells.length === width) return;
  throw new RowRejected("the whole row", "", `${cells.length} cells, but the header has ${width}`);
}
