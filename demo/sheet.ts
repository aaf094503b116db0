// Writes one published file row by row, in its own encoding, quoting and line ends.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import iconv from "iconv-lite";

export type Cell = string | number;

/** How a publisher writes its files. */
export interface Layout {
  encoding: "utf8" | "win1252";
  bom: boolean;
  newline: "\r\n" | "\n";
  /** Every cell, the texts, or those cells alone that need it. */
  quotes: "all" | "text" | "needed";
  /** Whether the last line ends. */
  ends: boolean;
}

export const register: Layout = { encoding: "win1252", bom: false, newline: "\r\n", quotes: "all", ends: true };
/** The register's links: numbers stand bare, and the file ends without a line end. */
export const registerLinks: Layout = { ...register, quotes: "text", ends: false };
export const plain: Layout = { encoding: "utf8", bom: false, newline: "\r\n", quotes: "needed", ends: true };
export const tables: Layout = { ...plain, bom: true, newline: "\n" };

/** Rows gathered before they are encoded and handed on. */
const rowsAtOnce = 500;

/** Writes `header` and `rows`; what is not yet written is at most a few thousand rows. */
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
    if (++count % rowsAtOnce !== 0) continue;
    yield iconv.encode(text, layout.encoding);
    text = "";
  }
  yield iconv.encode(layout.ends ? text + layout.newline : text, layout.encoding);
}

function quoted(cell: Cell, quotes: Layout["quotes"]): string {
  const text = String(cell);
  const bare = quotes === "needed" || (quotes === "text" && typeof cell === "number");
  if (bare && !/[",\r\n]/.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
