// The first pass over a file: its digest and encoding, and whether it is text at all.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { KindredError } from "../errors.js";
import type { Encoding } from "./report.js";

export interface Inspection {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly encoding: Encoding;
  /** A file that stops in the middle of its last row does not. */
  readonly endsWithLine: boolean;
}

/**
 * Reads the whole file once. Windows-1252 is what is not strict UTF-8 from the first byte to the last.
 * @throws KindredError BAD_ARGUMENT where it cannot be read | WRONG_FILE where it is empty or not text | CANCELLED
 */
export async function inspect(path: string, signal?: AbortSignal): Promise<Inspection> {
  const name = basename(path);
  const hash = createHash("sha256");
  const strict = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let isUtf8 = true;
  let start = Buffer.alloc(0);
  let last = 0;
  const accepts = (chunk?: Buffer) => {
    try {
      strict.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  for await (const chunk of readable(path, signal)) {
    if (chunk.includes(0)) {
      throw new KindredError(
        "WRONG_FILE",
        `${name} is not a CSV text file: it has zero bytes, as spreadsheets, archives and UTF-16 text have. Give the CSV file as it was downloaded, unzipped.`,
      );
    }
    if (start.length < 3) start = Buffer.concat([start, chunk.subarray(0, 3)]);
    hash.update(chunk);
    bytes += chunk.length;
    last = chunk.at(-1) ?? last;
    isUtf8 &&= accepts(chunk);
  }
  isUtf8 &&= accepts();
  if (bytes === 0) {
    throw new KindredError("WRONG_FILE", `${name} is empty (0 bytes). Download it again.`);
  }
  const hasMark = start.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  return {
    path,
    name,
    bytes,
    sha256: hash.digest("hex"),
    encoding: isUtf8 ? (hasMark ? "utf-8-bom" : "utf-8") : "windows-1252",
    endsWithLine: last === 0x0a || last === 0x0d,
  };
}

async function* readable(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const kind = await stat(path);
    if (!kind.isFile() && !kind.isDirectory()) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${path} cannot be read twice, as an import does: give a file, not a pipe.`,
      );
    }
    yield* createReadStream(path, { signal }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (signal?.aborted) throw new KindredError("CANCELLED", `The import of ${path} was cancelled.`);
    if (error instanceof KindredError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a directory" : message;
    throw new KindredError("BAD_ARGUMENT", `${path} cannot be read: ${why}`);
  }
}
