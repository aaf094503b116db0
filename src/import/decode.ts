// Text files as bytes of UTF-8. Each line is UTF-8 where it is valid as that, else Windows-1252: one stray byte, or rows
// pasted from another file, do no harm to the lines around them.
import { isAscii, isUtf8 } from "node:buffer";
import { Transform } from "node:stream";
import iconv from "iconv-lite";
import { KindredError } from "../errors.js";

/** Bytes of the longest line, and of the longest row. Published ones have a few thousand; more is never held at once. */
export const maxRowBytes = 1024 * 1024;

/** Cuts a stream of bytes at line ends, which are LF, CRLF or CR as they come. */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0);
  private ended = 0;

  constructor(
    private readonly name: string,
    private readonly longest = maxRowBytes,
  ) {}

  /** The number of the line that comes next. */
  get line(): number {
    return this.ended + 1;
  }

  /** The lines that end in what has come; the rest waits. @throws KindredError WRONG_FILE where a line is too long */
  add(chunk: Buffer): Buffer {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    // A CR that comes last may be the first half of a CRLF.
    const end = Math.max(all.lastIndexOf(lf), all.lastIndexOf(cr, -2)) + 1;
    const lines = all.subarray(0, end);
    this.rest = all.subarray(end);
    this.ended += lineEndsIn(lines);
    if (this.rest.length > this.longest) {
      throw new KindredError(
        "WRONG_FILE",
        `${this.name}, line ${this.line}: longer than ${this.longest.toLocaleString("en-GB")} bytes, which no row of a table is. Look at that line, or download the file again.`,
      );
    }
    return lines;
  }

  /** What follows the last line end. */
  last(): Buffer {
    return this.rest;
  }
}

const lf = 0x0a;
const cr = 0x0d;

/** Looks for one byte at a time, which is five times as fast as looking at each byte. */
function lineEndsIn(bytes: Buffer): number {
  let ends = 0;
  for (let at = bytes.indexOf(lf); at >= 0; at = bytes.indexOf(lf, at + 1)) ends++;
  for (let at = bytes.indexOf(cr); at >= 0; at = bytes.indexOf(cr, at + 1)) if (bytes[at + 1] !== lf) ends++;
  return ends;
}

/** Each with its line end. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== lf && (bytes[at] !== cr || bytes[at + 1] === lf)) continue;
    yield bytes.subarray(start, at + 1);
    start = at + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** Whole lines in, UTF-8 out. */
export function toUtf8(lines: Buffer): Buffer {
  if (isUtf8(lines)) return lines;
  return Buffer.concat(
    [...linesOf(lines)].map((line) => (isUtf8(line) ? line : Buffer.from(iconv.decode(line, "win1252")))),
  );
}

/** A stage that turns the bytes of the file into UTF-8. */
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

/** How many lines there are of a kind, and the first of them by number. */
export class LineNumbers {
  readonly first: number[] = [];
  count = 0;

  add(line: number): void {
    this.count++;
    if (this.first.length < 20) this.first.push(line);
  }
}

/** The lines beyond ASCII, by what they are. */
export class LineEncodings {
  readonly utf8 = new LineNumbers();
  readonly windows1252 = new LineNumbers();

  /** @param line the number of the first of the lines */
  add(lines: Buffer, line: number): void {
    if (isAscii(lines)) return;
    let at = line;
    for (const bytes of linesOf(lines)) {
      if (!isAscii(bytes)) (isUtf8(bytes) ? this.utf8 : this.windows1252).add(at);
      at++;
    }
  }
}
