// Reads the figures that a vendor's own system gives, to hold them against ours.
import type { RowReader } from "../../import/row-reader.js";
import { type RowsRead, readRows } from "../../table/rows.js";
import { assertColumns, schoolIn } from "./columns.js";
import { figureColumns } from "./school-figures.js";

/** The columns after `school`, as they are compared. */
export const comparedColumns = figureColumns.slice(1) as Exclude<(typeof figureColumns)[number], "school">[];

/** Cells as they are written: one that is not a figure is a difference, not a mistake of the file. */
export type ExportRow = Readonly<Record<(typeof comparedColumns)[number], string>>;

export interface ExportRead extends RowsRead {
  readonly rowOf: ReadonlyMap<string, ExportRow>;
}

/** @throws KindredError BAD_ARGUMENT | WRONG_FILE | CANCELLED, naming the file */
export async function readExport(path: string, signal?: AbortSignal): Promise<ExportRead> {
  const rowOf = new Map<string, ExportRow>();
  const lineOf = new Map<string, number>();
  const readRow = (row: RowReader) => {
    const school = schoolIn(row);
    const earlier = lineOf.get(school);
    if (earlier !== undefined) row.reject("school", "a school has one line", `lines ${earlier} and ${row.line}`);
    lineOf.set(school, row.line);
    rowOf.set(school, Object.fromEntries(comparedColumns.map((column) => [column, row.cell(column)])) as ExportRow);
  };
  const read = await readRows(
    path,
    (header, file) => {
      assertColumns(header, figureColumns, "An export to compare", file);
      return readRow;
    },
    signal,
  );
  return { ...read, rowOf };
}
