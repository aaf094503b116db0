// Streams the records of a CSV file, each with the line it starts on.
import { createReadStream } from "node:fs";
import { pipeline, type TransformCallback } from "node:stream";
import { CsvError, Parser } from "csv-parse";
import { KindredError } from "../errors.js";
import { decodeLines, maxRowBytes } from "./decode.js";
import type { Inspection } from "./inspect.js";
import { columnName, dialect, isBlank, maxRowsAbove, widest } from "./layout.js";
import { abbreviate } from "./row-reader.js";

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Published files have up to about 400. */
export const maxCells = 10_000;

/**
 * The records of a file, in batches; the first one holds the column names. Pass errors through `asWrongFile`.
 * @param isHeader whether a row holds them. Rows above it, such as titles, are left out; if none of the first rows does,
 *   the one with the most names is the header.
 */
export function openCsv(
  inspection: Inspection,
  isHeader: (cells: readonly string[]) => boolean = () => true,
  onBytes?: (done: number) => void,
): AsyncIterable<readonly CsvRecord[]> {
  const { path, name, encoding, strayLineCount } = inspection;
  const start = encoding === "utf-8-bom" ? 3 : 0;
  let done = start;
  const bytes = createReadStream(path, { start }).on("data", (chunk) => {
    done += chunk.length;
    onBytes?.(done);
  });
  const records = new RecordParser(inspection, isHeader);
  const isUtf8 = encoding !== "windows-1252" && strayLineCount === 0;
  pipeline(isUtf8 ? [bytes, records] : [bytes, decodeLines(name), records], () => {}); // the reader of the records gets the error
  return records;
}

/** Options of the stream: one batch waits to be read. */
const stream = { readableHighWaterMark: 1 };

interface HeaderRow {
  readonly line: number;
  /** The number of cells, with those of columns without a name at the end. */
  readonly width: number;
  readonly names: readonly string[];
}

/**
 * Adds lines to the records and cuts them to the header's width (`on_record` would add a sixth of the time), and passes
 * those of a chunk of the file on together.
 */
class RecordParser extends Parser {
  /** The last line of the previous record. */
  private lastLine: number;
  /** The parser's counts at that line. */
  private counts: { readonly lines: number; readonly empty_lines: number };
  private header: HeaderRow | undefined;
  /** The first rows, none of which is the header. */
  private readonly above: HeaderRow[] = [];
  private batch: CsvRecord[] = [];

  constructor(
    private readonly inspection: Inspection,
    private readonly isHeader: (cells: readonly string[]) => boolean,
  ) {
    const { layout } = inspection;
    super({
      ...dialect,
      ...stream,
      delimiter: layout.delimiter,
      trim: layout.hasSpacesAroundQuotes,
      from_line: layout.hasSeparatorLine ? 2 : 1,
      max_record_size: maxRowBytes,
      ignore_last_delimiters: maxCells + 1, // the last cell takes the rest of a longer row
    });
    this.lastLine = layout.hasSeparatorLine ? 1 : 0;
    this.counts = { lines: this.lastLine, empty_lines: 0 };
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) {
      if (!this.header) this.startAt(this.likeliest());
      this.pushBatch();
      return super.push(null);
    }
    const line = this.line;
    if (cells.length > maxCells) {
      this.destroy(tooManyCells(this.inspection.name, line));
      return false;
    }
    // The parser counts a CRLF within a cell as two lines, so its count only shows that the record has several.
    const isOnOneLine = this.info.lines - this.counts.lines === line - this.lastLine;
    this.lastLine = isOnOneLine ? line : line + countLineBreaks(cells);
    this.counts = { lines: this.info.lines, empty_lines: this.info.empty_lines };
    if (this.header) return this.add({ line, cells: this.withoutSpareCells(cells, this.header) });
    const names = cells.map(columnName);
    const named = names.findLastIndex((name) => name !== "") + 1;
    if (named === 0) return true; // a blank row above the header
    const row = { line, width: cells.length, names: names.slice(0, named) };
    if (this.isHeader(row.names)) return this.startAt(row);
    this.above.push(row);
    return this.above.length > maxRowsAbove ? this.startAt(this.likeliest()) : true;
  }

  private likeliest(): HeaderRow | undefined {
    return widest(this.above, ({ names }) => names);
  }

  private startAt(header: HeaderRow | undefined): boolean {
    if (!header) return true;
    this.header = header;
    return this.add({ line: header.line, cells: header.names });
  }

  private add(record: CsvRecord): boolean {
    this.batch.push(record);
    return true;
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    super._transform(chunk, encoding, (error) => {
      this.pushBatch();
      done(error);
    });
  }

  private pushBatch(): void {
    if (this.batch.length > 0) super.push(this.batch);
    this.batch = [];
  }

  /** Adds the first line of the broken record to a parser error: the fault is often there. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error instanceof CsvError) Object.assign(error, { startLine: this.line });
    super._destroy(error, done);
  }

  /** The first line of the current record. */
  private get line(): number {
    return this.lastLine + 1 + this.info.empty_lines - this.counts.empty_lines;
  }

  /** Drops the cells of columns without a name at the end of the header; some rows may lack these cells. */
  private withoutSpareCells(cells: string[], { width, names }: HeaderRow): readonly string[] {
    const named = names.length;
    if (cells.length <= named) return cells;
    if (cells.length === width) return cells.slice(0, named);
    const isSpare = cells.length <= width + this.inspection.layout.spareCells && cells.slice(named).every(isBlank);
    return isSpare ? cells.slice(0, named) : cells;
  }
}

function countLineBreaks(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  return breaks;
}

/** Turns parser errors (a damaged file, or not a table) into WRONG_FILE; returns other errors as they are. */
export function asWrongFile(error: unknown, name: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const { startLine, column } = error as unknown as { startLine: number; column: number };
  if (column >= maxCells) return tooManyCells(name, startLine);
  const problem = problems[error.code] ?? abbreviate(error.message);
  return new KindredError("WRONG_FILE", `${name}, line ${startLine}: ${problem}`);
}

const quoteInCell =
  "a quotation mark in the middle of a cell. Write it twice inside a quoted cell, or download the file again.";

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is never closed; the file may be incomplete. Download it again.",
  CSV_INVALID_CLOSING_QUOTE: quoteInCell,
  INVALID_OPENING_QUOTE: quoteInCell,
  CSV_MAX_RECORD_SIZE: `the row that starts here has more than ${maxRowBytes.toLocaleString("en-GB")} bytes; a quotation mark may not be closed. Check that line, or download the file again.`,
};

const tooManyCells = (name: string, line: number) =>
  new KindredError(
    "WRONG_FILE",
    `${name}, line ${line}: the row has more than ${maxCells.toLocaleString("en-GB")} cells, the most that a row may have. Check that line, or download the file again.`,
  );
