// Packs a tree of files as a tar archive (POSIX ustar) and unpacks it. Folders and plain files only.
import { createReadStream } from "node:fs";
import { lstat, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";

const block = 512;
const longestName = 99;

interface Entry {
  /** Relative to the root, separated by `/`. */
  readonly path: string;
  /** Bytes; null for a folder. */
  readonly size: number | null;
}

/** Folders come before their contents. */
export async function entriesOf(root: string, within = ""): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { name } of await readdir(join(root, within), { withFileTypes: true })) {
    const path = within ? `${within}/${name}` : name;
    const found = await lstat(join(root, path));
    if (found.isDirectory()) entries.push({ path, size: null }, ...(await entriesOf(root, path)));
    else entries.push({ path, size: found.size });
  }
  return entries;
}

/** @param entries files that nothing writes during the packing */
export async function* packed(root: string, entries: readonly Entry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield headerOf(entry);
    if (!entry.size) continue;
    let read = 0;
    for await (const bytes of createReadStream(join(root, entry.path), { highWaterMark: 1 << 20 })) {
      read += bytes.length;
      yield bytes;
    }
    if (read !== entry.size) throw new Error(`${entry.path} changed while it was read`);
    yield Buffer.alloc(padding(read));
  }
  yield Buffer.alloc(2 * block);
}

const padding = (size: number) => (block - (size % block)) % block;

function headerOf({ path, size }: Entry): Buffer {
  if (Buffer.byteLength(path) > longestName) throw new Error(`the name ${path} is too long`);
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  header.write(path, 0);
  octal(size === null ? 0o700 : 0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size ?? 0, 124, 11);
  octal(0, 136, 11);
  header.write(size === null ? "5" : "0", 156, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  octal(checksumOf(header), 148, 6);
  header.write(" ", 155, "latin1");
  return header;
}

/** The sum of the bytes of a header; the checksum field itself counts as spaces. */
const checksumOf = (header: Buffer): number =>
  header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);

/**
 * Writes the tree into an existing, empty folder, readable by its owner only.
 * @throws Error if the bytes are not an archive that `packed` wrote
 */
export async function unpack(contents: AsyncIterable<Buffer>, root: string): Promise<void> {
  const bytes = blocksOf(contents);
  for (let header = await bytes.next(block); header[0] !== 0; header = await bytes.next(block)) {
    const { path, size } = entryOf(header);
    if (size === null) {
      await mkdir(join(root, path), { mode: 0o700 });
      continue;
    }
    const file = await open(join(root, path), "wx", 0o600);
    try {
      for (let left = size; left > 0; ) {
        const part = await bytes.upTo(left);
        await file.writev([part]);
        left -= part.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await bytes.next(padding(size));
  }
}

function entryOf(header: Buffer): Entry {
  const text = (at: number, length: number) => header.toString("utf8", at, at + length).replace(/\0.*$/s, "");
  const [path, size, type] = [text(0, 100), Number.parseInt(text(124, 12), 8), text(156, 1)];
  const isSound = Number.parseInt(text(148, 8), 8) === checksumOf(header) && Number.isSafeInteger(size);
  // Paths cannot leave the folder: plain names, never `..`.
  const isWithin = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path);
  if (!isSound || !isWithin || (type !== "0" && type !== "5")) throw new Error("it is not an archive of a database");
  return { path, size: type === "5" ? null : size };
}

function blocksOf(contents: AsyncIterable<Buffer>) {
  const source = contents[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  async function upTo(length: number): Promise<Buffer> {
    while (buffered.length === 0) {
      const { value, done } = await source.next();
      if (done) throw new Error("it ends too early");
      buffered = value;
    }
    const part = buffered.subarray(0, length);
    buffered = buffered.subarray(part.length);
    return part;
  }
  return {
    upTo,
    next: async (length: number): Promise<Buffer> => {
      const parts: Buffer[] = [];
      for (let left = length; left > 0; ) {
        const part = await upTo(left);
        parts.push(part);
        left -= part.length;
      }
      return Buffer.concat(parts);
    },
  };
}
