// Sizes of the files as a clean close left them: what is missing or cut short since is found before anything is opened.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ControlFile, readControlFile } from "./control-file.js";
import { contentsOf, sizeOf } from "./files.js";

export const sizesFile = "kindred-files.json";
const folders = ["base", "global", "pg_multixact", "pg_wal", "pg_xact"];

/** PostgreSQL makes it anew where it is missing. */
const cache = "pg_internal.init";

interface Closed {
  /** The control file's: where it has another now, the database was opened since and the sizes say nothing. */
  checksum: number;
  sizes: Record<string, number>;
}

/** Bytes of each file; null where the database was not closed, or not by a version that writes them down. */
export function sizesAtClose(directory: string, { checksum, shutDown }: ControlFile): Closed["sizes"] | null {
  const closed = shutDown ? recordIn(directory) : null;
  return closed?.checksum === checksum ? closed.sizes : null;
}

export function faultOf(sizes: Closed["sizes"] | null, directory: string): string | null {
  const faults = Object.entries(sizes ?? {}).flatMap(([file, size]) => {
    const found = sizeOf(join(directory, file));
    return found === size ? [] : [found === null ? `${file} is missing` : `${file} has ${found} bytes, not ${size}`];
  });
  const more = faults.length > 1 ? `, and ${faults.length - 1} more of its files are not whole` : "";
  return faults.length > 0 ? `${faults[0]}${more}` : null;
}

function recordIn(directory: string): Closed | null {
  try {
    return JSON.parse(contentsOf(join(directory, sizesFile))?.toString() ?? "null");
  } catch {
    return null;
  }
}

/** Writes down, after a clean close, what the next opening is to find. */
export function recordSizes(directory: string): void {
  const control = readControlFile(directory);
  if (!control?.shutDown) return;
  const sizes: Closed["sizes"] = {};
  const add = (folder: string) => {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) add(path);
      else if (entry.name !== cache) sizes[path] = sizeOf(join(directory, path)) ?? 0;
    }
  };
  for (const folder of folders) add(folder);
  const closed: Closed = { checksum: control.checksum, sizes };
  try {
    writeFileSync(join(directory, sizesFile), JSON.stringify(closed));
  } catch {
    // The disk is full, say. The next opening finds an older record, or a part of one, and takes no notice of it.
  }
}
