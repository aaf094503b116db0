// Splits a stream of bytes into lines, without keeping more than one line of bounded length.
import { KindredError } from "../../errors.js";
import type { BulkLimits } from "./limits.js";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without the end of the line; null if it is longer than the limit. */
  readonly bytes: Uint8Array | null;
}

const lineFeed = 0x0a;

/**
 * Lines that are not blank. A line ends with LF or CR LF; the last one may end without.
 * @throws KindredError BODY_TOO_LARGE once the stream is larger than a file may be when it is unpacked
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  limits: Pick<BulkLimits, "line" | "unpacked">,
): AsyncGenerator<Line> {
  let number = 1;
  let unpacked = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array) => {
    length += part.byteLength;
    if (length <= limits.line) parts.push(part);
  };
  const finish = (): Line | null => {
    const bytes = length <= limits.line ? Buffer.concat(parts) : null;
    const line = { number, bytes };
    parts = [];
    length = 0;
    return bytes && isBlank(bytes) ? null : line;
  };
  for await (const chunk of stream) {
    unpacked += chunk.byteLength;
    if (unpacked > limits.unpacked) throw tooLarge(limits.unpacked);
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      if (end > start) keep(chunk.subarray(start, end));
      const line = length > 0 ? finish() : null;
      if (line) yield line;
      number++;
      start = end + 1;
    }
    keep(chunk.slice(start)); // a copy, so that a long chunk is not kept for its end
  }
  const last = finish();
  if (last) yield last;
}

/** Only spaces, tabs and carriage returns. */
const isBlank = (bytes: Uint8Array) => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

const tooLarge = (bytes: number) =>
  new KindredError(
    "BODY_TOO_LARGE",
    `The file has more than ${bytes} bytes once it is unpacked. The lines before were submitted. Send the others in further files.`,
  );
