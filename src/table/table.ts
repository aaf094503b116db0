// Any CSV table as a frame: columns by name, empty cells and codes are missing, rows that cannot be used are reported and left out.
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
  /** The column that names the rows, and orders those of equal distance: as numbers where all are whole numbers. */
  readonly id: string;
  /** The column whose values are the blocks; all rows are of one block unless given. */
  readonly block?: string;
  /** Only rows that have all of these values. */
  readonly where: readonly { readonly column: string; readonly value: string }[];
  /** What the strategy reads. */
  readonly columns: readonly ColumnUse[];
  /** As `tableConstraints` has them. */
  readonly constraints?: unknown;
}

export interface Table {
  readonly frame: Frame;
  /** Of every row of the frame: its id as the table has it. */
  readonly ids: readonly string[];
  /** Rows below the header that are not blank: those of the frame, those that `where` leaves out, and those that are rejected. */
  readonly rows: number;
  readonly leftOut: number;
  readonly rejected: readonly Rejection[];
}

/** @throws KindredError BAD_ARGUMENT | BAD_PARAMETERS | WRONG_FILE | NO_DATA | CANCELLED, naming the file and the column */
export async function readTable(request: TableRequest, signal?: AbortSignal): Promise<Table> {
  const name = basename(request.path);
  const constraints = parseParameters(tableConstraints, request.constraints ?? {}, "constraints");
  const read = new Map<string, TableRow>();
  const rejected: Rejection[] = [];
  let header: ReadonlyMap<string, number> | undefined;
  let figures: readonly ColumnName[] = [];
  let [width, rows, leftOut] = [0, 0, 0];

  const take = (row: RowReader) => {
    if (!request.where.every(({ column, value }) => sameKey(row.cell(column)) === sameKey(value))) {
      leftOut++;
      return;
    }
    const id = wordIn(row, request.id);
    if (id === "") row.reject(request.id, "no id");
    const before = read.get(sameKey(id));
    if (before) row.reject(request.id, `the id of line ${before.row.line} too`);
    if (request.block !== undefined && wordIn(row, request.block) === "") row.reject(request.block, "no block");
    read.set(sameKey(id), { id, row, figures: new Map(figures.map((column) => [column, numberIn(row, column)])) });
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
        take(new RowReader(line, header, cells));
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
  if (read.size === 0) {
    const why = `of ${rows} rows ${leftOut} are left out by the conditions and ${rejected.length} are rejected`;
    const [first] = rejected;
    const where = first ? ` The first: line ${first.line}, ${first.column}: ${first.reason}.` : "";
    throw new KindredError("NO_DATA", `${name} has no row to match: ${why}.${where}`);
  }
  const sorted = inOrderOfId([...read.values()]);
  const frame = frameOfTable(sorted, request, constraints);
  return { frame, ids: sorted.map(({ id }) => id), rows, leftOut, rejected };
}

/** The same for `1` and `1.0`, as programs write one number in different ways. */
const sameKey = (cell: string): string => parseInteger(cell) ?? cell;

/** A comma within a cell without quotation marks puts what follows it under the wrong names. */
function assertWidth(cells: readonly string[], width: number): void {
  if (cells.length === width) return;
  throw new RowRejected("the whole row", "", `${cells.length} cells where the header has ${width}`);
}
