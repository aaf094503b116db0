// The first pass over a file: checks that it is text, and finds its digest, encoding and layout.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { KindredError } from "../errors.js";
import { LineEncodings, type LineNumbers, LineSplitter } from "./decode.js";
import { type Layout, layoutOf } from "./layout.js";
import { otherFile } from "./other-file.js";
import type { Encoding } from "./report.js";

export interface Inspection {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The encoding of most lines that are not plain ASCII; always UTF-8 where there is a byte order mark. */
  readonly encoding: Encoding;
  /** The first 20 lines in the other encoding. They are read in that encoding. */
  readonly strayLines: readonly number[];
  readonly strayLineCount: number;
  readonly layout: Layout;
  /** The file ends with a line end; false where it may stop in the middle of its last row. */
  readonly endsWithLine: boolean;
}

/**
 * Reads the whole file once.
 * @param sheets the sheets of a workbook that are to be saved as CSV, for the error message
 * @throws KindredError BAD_ARGUMENT where it cannot be read | WRONG_FILE where it is empty or not text | CANCELLED
 */
export async function inspect(path: string, signal?: AbortSignal, sheets?: string): Promise<Inspection> {
  const name = printable(basename(path));
  const hash = createHash("sha256");
  const lines = new LineSplitter(name);
  const encodings = new LineEncodings();
  let bytes = 0;
  let start: Buffer | undefined;
  let last = 0;
  for await (const chunk of readable(path, signal)) {
    if (!start) assertText(chunk, name, sheets);
    if (chunk.includes(0)) throw notText(name, "binary: it contains NUL bytes. Give the CSV file as it was downloaded");
    start ??= chunk;
    hash.update(chunk);
    bytes += chunk.length;
    last = chunk.at(-1) ?? last;
    const { line } = lines;
    encodings.add(lines.add(chunk), line);
  }
  if (!start) throw new KindredError("WRONG_FILE", `${name} is empty (0 bytes). Download it again.`);
  encodings.add(lines.last(), lines.line);
  const { encoding, stray } = encodingOf(encodings, start);
  return {
    path,
    name,
    bytes,
    sha256: hash.digest("hex"),
    encoding,
    strayLines: stray.first,
    strayLineCount: stray.count,
    layout: layoutOf(start),
    endsWithLine: last === 0x0a || last === 0x0d,
  };
}

/** UTF-8 where both have the same number of lines: text in other encodings is seldom valid UTF-8. */
function encodingOf({ utf8, windows1252 }: LineEncodings, start: Buffer): { encoding: Encoding; stray: LineNumbers } {
  if (start.subarray(0, 3).equals(byteOrderMark)) return { encoding: "utf-8-bom", stray: windows1252 };
  if (utf8.count >= windows1252.count) return { encoding: "utf-8", stray: windows1252 };
  return { encoding: "windows-1252", stray: utf8 };
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function assertText(start: Buffer, name: string, sheets: string | undefined): void {
  const other = otherFile(start, sheets);
  if (other) throw notText(name, other);
}

const notText = (name: string, what: string) =>
  new KindredError("WRONG_FILE", `${name} is not a CSV text file, but ${what}.`);

/** A file may have any name: control characters in it must not move the cursor or start a line. */
export const printable = (path: string): string => path.replace(/\p{C}/gu, "�");

async function* readable(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const kind = await stat(path);
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${printable(path)} cannot be read twice, which an import needs: give a file, not a pipe.`,
      );
    }
    yield* createReadStream(path, { signal }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal?.aborted) throw new KindredError("CANCELLED", `The import of ${printable(path)} was cancelled.`);
    if (error instanceof KindredError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = reasons[code] ?? message;
    throw new KindredError("BAD_ARGUMENT", `${printable(path)} cannot be read: ${why}`);
  }
}

const reasons: Readonly<Record<string, string>> = { ENOENT: "there is no such file", EISDIR: "it is a directory" };
