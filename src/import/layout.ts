// How the rows of a file are laid out, told from how it begins: spreadsheets and statistics programs save CSV their own way.
import { parse } from "csv-parse/sync";
import { toUtf8 } from "./decode.js";

export interface Layout {
  /** What stands between cells. */
  readonly delimiter: Delimiter;
  /** The first line is `sep=;`, by which Excel is told the delimiter. */
  readonly hasSeparatorLine: boolean;
  /** Spaces stand between a delimiter and a quotation mark. */
  readonly hasSpacesAroundQuotes: boolean;
  /** Empty cells that rows may have at their end, beyond the header's: each ends with a delimiter too many. */
  readonly spareCells: number;
}

const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** CSV as RFC 4180 has it, but that each line may end as it likes: files are put together from others. */
export const dialect = {
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ["\r\n", "\n", "\r"],
};

/** Bytes and rows from which the layout is told. */
const enough = { bytes: 16 * 1024, rows: 50 };

/** @param start the first bytes of the file, or all of them */
export function layoutOf(start: Buffer): Layout {
  const text = toUtf8(wholeLines(start))
    .toString()
    .replace(/^\ufeff/, "");
  const told = /^"?sep=([,;\t|])"?[,;\t|]*(\r\n|\r|\n)/i.exec(text);
  const table = told ? text.slice(told[0].length) : text;
  const delimiter = (told?.[1] as Delimiter | undefined) ?? commonest(table);
  const hasSpacesAroundQuotes = /(^|[,;\t|]) +"|" +([,;\t|]|$)/m.test(table);
  const rows: string[][] = parse(table, {
    ...dialect,
    delimiter,
    trim: hasSpacesAroundQuotes,
    skip_records_with_empty_values: true,
    skip_records_with_error: true, // whoever reads the rows is told
    to: enough.rows,
  });
  return { delimiter, hasSeparatorLine: told !== null, hasSpacesAroundQuotes, spareCells: spareCells(rows) };
}

/** Without the line that too many bytes break off in. */
function wholeLines(start: Buffer): Buffer {
  if (start.length <= enough.bytes) return start;
  const few = start.subarray(0, enough.bytes);
  const end = Math.max(few.lastIndexOf("\n"), few.lastIndexOf("\r")) + 1;
  return end > 0 ? few.subarray(0, end) : few;
}

/** What the first line that says something has most of, outside quotation marks; where nothing is, commas. */
function commonest(text: string): Delimiter {
  const unquoted = text.replace(/"[^"]*"?/g, "x");
  const header = unquoted.split(/[\r\n]/).find((line) => /[^\s,;|]/.test(line)) ?? "";
  const count = (delimiter: string) => header.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** One row alone may have its cells shifted by a comma in a name: all of them have to end so. */
function spareCells([header = [], ...rows]: readonly (readonly string[])[]): number {
  const width = header.length;
  const spare = (rows[0]?.length ?? width) - width;
  const isOfAll = rows.every((row) => row.length === width + spare && row.slice(width).every(isBlank));
  return spare > 0 && isOfAll ? spare : 0;
}

export const isBlank = (cell: string): boolean => cell.trim() === "";
