// Writes a file row by row, with the encoding, quoting and line ends of the published one.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import iconv from "iconv-lite";

export type Cell = string | number;

/** How a publisher writes its files. */
interface Layout {
  encoding: "utf8" | "win1252";
  bom: boolean;
  newline: "\r\n" | "\n";
  /** Every cell, text cells, or only cells that need quotes. */
  quotes: "all" | "text" | "needed";
  /** Whether the file ends with a line end. */
  finalNewline: boolean;
}

export const register: Layout = { encoding: "win1252", bom: false, newline: "\r\n", quotes: "all", finalNewline: true };
/** The register's links: numbers have no quotes, and the file ends without a line end. */
export const registerLinks: Layout = { ...register, quotes: "text", finalNewline: false };
export const plain: Layout = { encoding: "utf8", bom: false, newline: "\r\n", quotes: "needed", finalNewline: true };
export const tables: Layout = { ...plain, bom: true, newline: "\n" };

/** Rows that are encoded and written together. */
const rowsPerChunk = 500;

/** Writes `header` and `rows`; buffers at most a few thousand rows. */
export async function writeSheet(
  path: string,
  layout: Layout,
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  await pipeline(Readable.from(chunks(layout, header, rows), { highWaterMark: 2 }), createWriteStream(path));
}

function* chunks(layout: Layout, header: readonly string[], rows: Iterable<readonly Cell[]>): Generator<Buffer> {
  const line = (cells: readonly Cell[]) => cells.map((cell) => quoted(cell, layout.quotes)).join(",");
  let text = (layout.bom ? "\uFEFF" : "") + line(header);
  let count = 0;
  for (const row of rows) {
    text += layout.newline + line(row);
    if (++count % rowsPerChunk !== 0) continue;
    yield iconv.encode(text, layout.encoding);
    text = "";
  }
  yield iconv.encode(layout.finalNewline ? text + layout.newline : text, layout.encoding);
}

function quoted(cell: Cell, quotes: Layout["quotes"]): string {
  const text = String(cell);
  const bare = quotes === "needed" || (quotes === "text" && typeof cell === "number");
  if (bare && !/[",\r\n]/.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
