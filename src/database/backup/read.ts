// Reads the contents of a backup and checks its integrity.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { wrongFile } from "./about.js";

/** A backup whose kind and integrity have been checked. */
export interface Archive {
  readonly path: string;
  /** Its first line. */
  readonly line: string;
  /** Bytes of its contents, decompressed. */
  readonly bytes: number;
}

/**
 * The decompressed contents. Damage may only show at the end, so call `assertWhole` before using them.
 * @param line the first line of the file
 * @throws KindredError WRONG_FILE
 */
export async function* contentsOf(path: string, line: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const start = Buffer.byteLength(line);
  const flow = pipeline(createReadStream(path, { start }), gunzip, { signal });
  flow.catch(() => {}); // The iteration below throws it.
  const expected = Buffer.from(line);
  let head: Buffer | null = Buffer.alloc(0);
  try {
    for await (const bytes of gunzip as AsyncIterable<Buffer>) {
      if (!head) {
        yield bytes;
        continue;
      }
      head = Buffer.concat([head, bytes]);
      if (head.length < expected.length) continue;
      if (!head.subarray(0, expected.length).equals(expected)) throw altered(path);
      yield head.subarray(expected.length);
      head = null;
    }
    // Nothing may follow the compressed part.
    if (head || gunzip.bytesWritten !== (await stat(path)).size - start) throw altered(path);
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw altered(path);
    throw error;
  } finally {
    gunzip.destroy();
  }
}

const altered = (path: string) => wrongFile(path, "is truncated or altered");

/**
 * @param onProgress called with the bytes read
 * @returns bytes of the contents
 * @throws KindredError WRONG_FILE
 */
export async function assertWhole(
  path: string,
  line: string,
  signal: AbortSignal,
  onProgress: (read: number) => void = () => {},
): Promise<number> {
  let total = 0;
  for await (const bytes of contentsOf(path, line, signal)) {
    total += bytes.length;
    onProgress(total);
  }
  return total;
}
