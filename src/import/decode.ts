// Converts text files to UTF-8. A line that is valid UTF-8 is read as UTF-8, any other as Windows-1252, so a stray byte
// or rows pasted from another file do not affect the lines around them.
import { isAscii, isUtf8 } from "node:buffer";
import { Transform } from "node:stream";
import iconv from "iconv-lite";
import { KindredError } from "../errors.js";

/** The most bytes that a line or a row may have, and that memory holds at once. Published rows have a few thousand. */
export const maxRowBytes = 1024 * 1024;

/** Splits a stream of bytes at line ends: LF, CRLF or CR, in any mixture. */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private lineEnds = 0;

  constructor(
    private readonly name: string,
    private readonly maxBytes = maxRowBytes,
  ) {}

  /** The number of the next line. */
  get line(): number {
    return this.lineEnds + 1;
  }

  /** Returns the complete lines so far and keeps the rest. @throws KindredError WRONG_FILE where a line is too long */
  add(chunk: Buffer): Buffer {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    // A CR at the end may be the first half of a CRLF.
    const end = Math.max(all.lastIndexOf(lf), all.lastIndexOf(cr, -2)) + 1;
    const lines = all.subarray(0, end);
    this.rest = all.subarray(end);
    this.lineEnds += countLineEnds(lines);
    if (this.rest.length > this.maxBytes) {
      throw new KindredError(
        "WRONG_FILE",
        `${this.name}, line ${this.line}: the line has more than ${this.maxBytes.toLocaleString("en-GB")} bytes, the most that a row may have. Check that line, or download the file again.`,
      );
    }
    return lines;
  }

  /** The bytes after the last line end. */
  last(): Buffer {
    return this.rest;
  }
}

const lf = 0x0a;
const cr = 0x0d;

/** Searches for each kind of line end in turn, which is five times as fast as looking at each byte. */
function countLineEnds(bytes: Buffer): number {
  let ends = 0;
  for (let at = bytes.indexOf(lf); at >= 0; at = bytes.indexOf(lf, at + 1)) ends++;
  for (let at = bytes.indexOf(cr); at >= 0; at = bytes.indexOf(cr, at + 1)) if (bytes[at + 1] !== lf) ends++;
  return ends;
}

/** The lines, each with its line end. Searches for line ends as `countLineEnds` does. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  let nextLf = bytes.indexOf(lf);
  let nextCr = bytes.indexOf(cr);
  let start = 0;
  while (nextLf >= 0 || nextCr >= 0) {
    const isCr = nextCr >= 0 && (nextLf < 0 || nextCr < nextLf);
    const end = isCr && nextLf !== nextCr + 1 ? nextCr + 1 : nextLf + 1;
    yield bytes.subarray(start, end);
    start = end;
    if (nextLf >= 0 && nextLf < end) nextLf = bytes.indexOf(lf, end);
    if (nextCr >= 0 && nextCr < end) nextCr = bytes.indexOf(cr, end);
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** @param lines complete lines */
export function toUtf8(lines: Buffer): Buffer {
  if (isUtf8(lines)) return lines;
  return Buffer.concat(
    [...linesOf(lines)].map((line) => (isUtf8(line) ? line : Buffer.from(iconv.decode(line, "win1252")))),
  );
}

/** A stream stage that converts the bytes of a file to UTF-8. */
export function decodeLines(name: string): Transform {
  const lines = new LineSplitter(name);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        done(null, toUtf8(lines.add(chunk)));
      } catch (error) {
        done(error as Error);
      }
    },
    flush: (done) => done(null, toUtf8(lines.last())),
  });
}

/** The number of lines of one kind, and the line numbers of the first 20. */
export class LineNumbers {
  readonly first: number[] = [];
  count = 0;

  add(line: number): void {
    this.count++;
    if (this.first.length < 20) this.first.push(line);
  }
}

/** The lines that are not plain ASCII, by encoding. */
export class LineEncodings {
  readonly utf8 = new LineNumbers();
  readonly windows1252 = new LineNumbers();

  /** @param line the number of the first line */
  add(lines: Buffer, line: number): void {
    if (isAscii(lines)) return;
    let at = line;
    for (const bytes of linesOf(lines)) {
      if (!isAscii(bytes)) (isUtf8(bytes) ? this.utf8 : this.windows1252).add(at);
      at++;
    }
  }
}
