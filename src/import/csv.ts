// Records of a CSV file as a stream, each with the line it begins on.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { CsvError, type InfoRecord, parse } from "csv-parse";
import iconv from "iconv-lite";
import { KindredError } from "../errors.js";
import type { Inspection } from "./inspect.js";

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a file, its header among them. Errors are those of `asWrongFile`. */
export function openCsv({ path, encoding }: Inspection, onBytes?: (done: number) => void): AsyncIterable<CsvRecord> {
  let done = 0;
  const bytes = createReadStream(path).on("data", (chunk) => {
    done += chunk.length;
    onBytes?.(done);
  });
  const withLine = (cells: string[], { lines }: InfoRecord): CsvRecord => ({ line: lines - linesInside(cells), cells });
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n", "\r"], // each line ends as it likes: files are put together from others
    on_record: withLine as never, // the typings expect arrays alone; the parser passes on what it returns
  });
  const stages = encoding === "windows-1252" ? [bytes, iconv.decodeStream("win1252"), parser] : [bytes, parser];
  pipeline(stages, () => {}); // whoever reads the parser gets its error
  return parser;
}

/** The parser tells the line a record ends on; quoted cells may hold line breaks. */
function linesInside(cells: readonly string[]): number {
  let lines = 0;
  for (const cell of cells) if (cell.includes("\n")) lines += cell.split("\n").length - 1;
  return lines;
}

/** A quote that never closes, or one in the middle of a cell, is a damaged file; other errors pass. */
export function asWrongFile(error: unknown, name: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const what =
    error.code === "CSV_QUOTE_NOT_CLOSED"
      ? "a quotation mark that is never closed, as in a file cut short"
      : `broken CSV (${error.message})`;
  const line = (error as unknown as { lines?: number }).lines;
  return new KindredError("WRONG_FILE", `${name}, line ${line ?? "unknown"}: ${what}. Download it again.`);
}
