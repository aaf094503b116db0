// Reads the rows of any CSV file whose first line names the columns, and collects the rows that cannot be used.
import { KindredError } from "../errors.js";
import { asWrongFile, openCsv } from "../import/csv.js";
import { inspect } from "../import/inspect.js";
import { isBlank } from "../import/layout.js";
import type { Rejection } from "../import/report.js";
import { RowReader, RowRejected } from "../import/row-reader.js";
import { readHeader } from "./header.js";

export interface RowsRead {
  /** Hash of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** Number of rows below the header that are not blank, including rejected ones. */
  readonly rows: number;
  readonly rejected: readonly Rejection[];
}

/**
 * @param begin takes column -> index, checks it, and returns what reads a row, which may throw RowRejected
 * @param onBytes how much of the file has been read, of how much
 * @throws KindredError BAD_ARGUMENT | WRONG_FILE | CANCELLED, naming the file; what `begin` throws
 */
export async function readRows(
  path: string,
  begin: (header: ReadonlyMap<string, number>, name: string) => (row: RowReader) => void,
  signal?: AbortSignal,
  onBytes?: (done: number, total: number) => void,
): Promise<RowsRead> {
  const inspection = await inspect(path, signal);
  const { name, sha256 } = inspection;
  const rejected: Rejection[] = [];
  let header: ReadonlyMap<string, number> | undefined;
  let readRow: (row: RowReader) => void = () => {};
  let width = 0;
  let rows = 0;
  try {
    for await (const batch of openCsv(inspection, undefined, (done) => onBytes?.(done, inspection.bytes))) {
      signal?.throwIfAborted();
      for (const { line, cells } of batch) {
        if (!header) {
          header = readHeader(cells, name);
          readRow = begin(header, name);
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
    }
  } catch (error) {
    if (signal?.aborted) throw new KindredError("CANCELLED", `The reading of ${name} was cancelled.`);
    throw asWrongFile(error, name);
  }
  if (!header) throw new KindredError("WRONG_FILE", `${name} has no line that names the columns.`);
  return { sha256, rows, rejected };
}

/** An unquoted comma in a cell would shift the cells after it under the wrong columns. */
function assertWidth(cells: readonly string[], width: number): void {
  if (cells.length === width) return;
  throw new RowRejected("the whole row", "", `${cells.length} cells, but the header has ${width}`);
}
