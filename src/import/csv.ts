// Records of a CSV file as a stream, each with the line it begins on.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { CsvError, Parser } from "csv-parse";
import { KindredError } from "../errors.js";
import { decodeLines, maxRowBytes } from "./decode.js";
import type { Inspection } from "./inspect.js";
import { dialect, isBlank } from "./layout.js";
import { abbreviate } from "./row-reader.js";
import { cleanText } from "./written.js";

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Published files have up to about 400. */
export const maxCells = 10_000;

/** The records of a file, its header among them as names of columns. Errors are those of `asWrongFile`. */
export function openCsv(inspection: Inspection, onBytes?: (done: number) => void): AsyncIterable<CsvRecord> {
  const { path, name, encoding, strayLineCount } = inspection;
  const start = encoding === "utf-8-bom" ? 3 : 0;
  let done = start;
  const bytes = createReadStream(path, { start }).on("data", (chunk) => {
    done += chunk.length;
    onBytes?.(done);
  });
  const records = new Records(inspection);
  const isUtf8 = encoding !== "windows-1252" && strayLineCount === 0;
  pipeline(isUtf8 ? [bytes, records] : [bytes, decodeLines(name), records], () => {}); // whoever reads the records gets its error
  return records;
}

/** The parser, giving records with lines and in the width of the header. Its own `on_record` costs a sixth of the reading. */
class Records extends Parser {
  /** The last line of the record before. */
  private ended: number;
  /** The parser's counts at that line. */
  private before: { readonly lines: number; readonly empty_lines: number };
  private header: { readonly width: number; readonly named: number } | undefined;

  constructor(private readonly inspection: Inspection) {
    const { layout } = inspection;
    super({
      ...dialect,
      delimiter: layout.delimiter,
      trim: layout.hasSpacesAroundQuotes,
      from_line: layout.hasSeparatorLine ? 2 : 1,
      max_record_size: maxRowBytes,
      ignore_last_delimiters: maxCells + 1, // the last cell takes what is left of a row that has more
    });
    this.ended = layout.hasSeparatorLine ? 1 : 0;
    this.before = { lines: this.ended, empty_lines: 0 };
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    const line = this.line;
    if (cells.length > maxCells) {
      this.destroy(tooManyCells(this.inspection.name, line));
      return false;
    }
    // The parser takes a CRLF within a cell for two lines: its count says only that there are some.
    const isOnOneLine = this.info.lines - this.before.lines === line - this.ended;
    this.ended = isOnOneLine ? line : line + breaksIn(cells);
    this.before = { lines: this.info.lines, empty_lines: this.info.empty_lines };
    if (this.header) return super.push({ line, cells: this.withoutSpare(cells, this.header) });
    const names = cells.map(columnName);
    const named = names.findLastIndex((name) => name !== "") + 1;
    if (named === 0) return true; // a blank row above the header
    this.header = { width: cells.length, named };
    return super.push({ line, cells: names.slice(0, named) });
  }

  /** Tells an error of the parser the line that the broken record begins on: what is wrong is often there. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error instanceof CsvError) Object.assign(error, { begins: this.line });
    super._destroy(error, done);
  }

  /** Of the record that is being read. */
  private get line(): number {
    return this.ended + 1 + this.info.empty_lines - this.before.empty_lines;
  }

  /** Columns without a name at the end of the header are nobody's, and some rows may lack them. */
  private withoutSpare(cells: string[], { width, named }: { width: number; named: number }): readonly string[] {
    if (cells.length <= named) return cells;
    if (cells.length === width) return cells.slice(0, named);
    const isSpare = cells.length <= width + this.inspection.layout.spareCells && cells.slice(named).every(isBlank);
    return isSpare ? cells.slice(0, named) : cells;
  }
}

function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  return breaks;
}

/** Saved again and again, a name may have gathered quotation marks. */
const columnName = (cell: string): string => cleanText(cleanText(cell).replace(/^"+|"+$/g, ""));

/** A damaged file, or one that is no table, in words; other errors pass. */
export function asWrongFile(error: unknown, name: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const { begins, column } = error as unknown as { begins: number; column: number };
  if (column >= maxCells) return tooManyCells(name, begins);
  return new KindredError("WRONG_FILE", `${name}, line ${begins}: ${damages[error.code] ?? abbreviate(error.message)}`);
}

const quoteInCell =
  "a quotation mark in the middle of a cell. Within a quoted cell it is written twice; or download the file again.";

const damages: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark that is never closed, as in a file cut short. Download it again.",
  CSV_INVALID_CLOSING_QUOTE: quoteInCell,
  INVALID_OPENING_QUOTE: quoteInCell,
  CSV_MAX_RECORD_SIZE: `the row that begins here is longer than ${maxRowBytes.toLocaleString("en-GB")} bytes: a quotation mark may never be closed. Look at that line, or download the file again.`,
};

const tooManyCells = (name: string, line: number) =>
  new KindredError(
    "WRONG_FILE",
    `${name}, line ${line}: a row of more than ${maxCells.toLocaleString("en-GB")} cells, which no table has. Look at that line, or download the file again.`,
  );
