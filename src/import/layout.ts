// Detects the layout of a CSV file from its start: spreadsheets and statistics programs each save CSV in their own way.
import { parse } from "csv-parse/sync";
import { toUtf8 } from "./decode.js";
import { cleanText } from "./written.js";

export interface Layout {
  /** The separator between cells. */
  readonly delimiter: Delimiter;
  /** The first line is `sep=;`, which gives Excel the delimiter. */
  readonly hasSeparatorLine: boolean;
  /** There are spaces between delimiters and quotation marks. */
  readonly hasSpacesAroundQuotes: boolean;
  /** The number of extra empty cells at the end of every row, where rows end with superfluous delimiters. */
  readonly spareCells: number;
}

const delimiters = [",", ";", "\t", "|"] as const;
type Delimiter = (typeof delimiters)[number];

/** CSV as in RFC 4180, except that line ends may be mixed: some files are joined from others. */
export const dialect = { relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n", "\r"] };

/** The layout is detected from the first bytes and rows of a file. */
export const sampleBytes = 16 * 1024;
const sampleRows = 50;

/** @param start the first bytes of the file, or all of them */
export const layoutOf = (start: Buffer): Layout => sampleOf(start).layout;

/** Rows of text that may stand above the header, such as titles and codes. */
export const maxRowsAbove = 20;

/** The row that is most like a header, of those of which none is one: the first of those with the most names. */
export const widest = <Row>(rows: readonly Row[], namesOf: (row: Row) => readonly string[]): Row | undefined => {
  const count = (row: Row) => namesOf(row).filter((name) => name !== "").length;
  return rows.reduce<Row | undefined>((best, row) => (best && count(best) >= count(row) ? best : row), undefined);
};

/**
 * The cells of the first row that is a header; of the row that is most like one if none is.
 * @param start the first bytes of the file, or all of them
 */
export function headerOf(
  start: Buffer,
  isHeader: (cells: readonly string[]) => boolean = () => true,
): readonly string[] {
  const rows = sampleOf(start).rows.slice(0, maxRowsAbove + 1);
  const names = rows.map((row) => row.map(columnName));
  return names.find(isHeader) ?? widest(names, (row) => row) ?? [];
}

/** A file that was saved several times may have extra quotation marks around its column names. */
export const columnName = (cell: string): string => cleanText(cleanText(cell).replace(/^"+|"+$/g, ""));

function sampleOf(start: Buffer): { layout: Layout; rows: readonly (readonly string[])[] } {
  const text = toUtf8(wholeLines(start))
    .toString()
    .replace(/^\ufeff/, "");
  const separatorLine = /^"?sep=([,;\t|])"?[,;\t|]*(\r\n|\r|\n)/i.exec(text);
  const table = separatorLine ? text.slice(separatorLine[0].length) : text;
  const delimiter = (separatorLine?.[1] as Delimiter | undefined) ?? mostFrequent(table);
  const hasSpacesAroundQuotes = /(^|[,;\t|]) +"|" +([,;\t|]|$)/m.test(table);
  const rows: string[][] = parse(table, {
    ...dialect,
    delimiter,
    trim: hasSpacesAroundQuotes,
    skip_records_with_empty_values: true,
    skip_records_with_error: true, // the import reports them when it reads the rows
    to: sampleRows,
  });
  const hasSeparatorLine = separatorLine !== null;
  return { layout: { delimiter, hasSeparatorLine, hasSpacesAroundQuotes, spareCells: countSpareCells(rows) }, rows };
}

/** The sample, without an incomplete last line. */
function wholeLines(start: Buffer): Buffer {
  if (start.length <= sampleBytes) return start;
  const bytes = start.subarray(0, sampleBytes);
  const end = Math.max(bytes.lastIndexOf("\n"), bytes.lastIndexOf("\r")) + 1;
  return end > 0 ? bytes.subarray(0, end) : bytes;
}

/** The most frequent delimiter of the first line with text, outside quotation marks; a comma where there is none. */
function mostFrequent(text: string): Delimiter {
  const unquoted = text.replace(/"[^"]*"?/g, "x");
  const header = unquoted.split(/[\r\n]/).find((line) => /[^\s,;|]/.test(line)) ?? "";
  const count = (delimiter: string) => header.split(delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** Counts spare cells only where all rows have them: a comma in a name may shift the cells of a single row. */
function countSpareCells([header = [], ...rows]: readonly (readonly string[])[]): number {
  const width = header.length;
  const spare = (rows[0]?.length ?? width) - width;
  const allRows = rows.every((row) => row.length === width + spare && row.slice(width).every(isBlank));
  return spare > 0 && allRows ? spare : 0;
}

export const isBlank = (cell: string): boolean => cell.trim() === "";
