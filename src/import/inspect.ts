// The first pass over a file: its digest, encoding and layout, and whether it is text at all.
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
  /** Of most lines that have more than ASCII, or as the byte order mark says. */
  readonly encoding: Encoding;
  /** The first 20 lines that are in the other encoding, and are read in it. */
  readonly strayLines: readonly number[];
  readonly strayLineCount: number;
  readonly layout: Layout;
  /** A file that stops in the middle of its last row does not. */
  readonly endsWithLine: boolean;
}

/**
 * Reads the whole file once.
 * @throws KindredError BAD_ARGUMENT where it cannot be read | WRONG_FILE where it is empty or not text | CANCELLED
 */
export async function inspect(path: string, signal?: AbortSignal): Promise<Inspection> {
  const name = shownPath(basename(path));
  const hash = createHash("sha256");
  const lines = new LineSplitter(name);
  const encodings = new LineEncodings();
  let bytes = 0;
  let start: Buffer | undefined;
  let last = 0;
  for await (const chunk of readable(path, signal)) {
    if (!start) assertText(chunk, name);
    if (chunk.includes(0)) throw notText(name, "binary: it has zero bytes. Give the CSV file as it was downloaded");
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

/** Of as many lines of each, UTF-8: other text is seldom valid as that by chance. */
function encodingOf({ utf8, windows1252 }: LineEncodings, start: Buffer): { encoding: Encoding; stray: LineNumbers } {
  if (start.subarray(0, 3).equals(mark)) return { encoding: "utf-8-bom", stray: windows1252 };
  if (utf8.count >= windows1252.count) return { encoding: "utf-8", stray: windows1252 };
  return { encoding: "windows-1252", stray: utf8 };
}

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

function assertText(start: Buffer, name: string): void {
  const other = otherFile(start);
  if (other) throw notText(name, other);
}

const notText = (name: string, what: string) =>
  new KindredError("WRONG_FILE", `${name} is not a CSV text file, but ${what}.`);

/** Names of files are anybody's: no character of one may move the cursor or begin a line. */
const shownPath = (path: string): string => path.replace(/\p{C}/gu, "�");

async function* readable(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const kind = await stat(path);
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${shownPath(path)} cannot be read twice, as an import does: give a file, not a pipe.`,
      );
    }
    yield* createReadStream(path, { signal }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal?.aborted) throw new KindredError("CANCELLED", `The import of ${shownPath(path)} was cancelled.`);
    if (error instanceof KindredError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a directory" : message;
    throw new KindredError("BAD_ARGUMENT", `${shownPath(path)} cannot be read: ${why}`);
  }
}
