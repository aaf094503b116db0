// Records the file sizes at a clean close, so that missing and truncated files are found before the next opening.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ControlFile, readControlFile } from "./control-file.js";
import { contentsOf, sizeOf } from "./files.js";

export const sizesFile = "kindred-files.json";
const folders = ["base", "global", "pg_multixact", "pg_wal", "pg_xact"];

/** PostgreSQL recreates it if it is missing. */
const cache = "pg_internal.init";

interface SizeRecord {
  /** The control file's. If it differs now, the database has been opened since and the sizes are out of date. */
  checksum: number;
  sizes: Record<string, number>;
}

/** Bytes of each file; null if the database was not closed, or closed by a version that does not record them. */
export function sizesAtClose(directory: string, { checksum, shutDown }: ControlFile): SizeRecord["sizes"] | null {
  const record = shutDown ? recordIn(directory) : null;
  return record?.checksum === checksum ? record.sizes : null;
}

export function sizeFault(sizes: SizeRecord["sizes"] | null, directory: string): string | null {
  const faults = Object.entries(sizes ?? {}).flatMap(([file, size]) => {
    const actual = sizeOf(join(directory, file));
    return actual === size ? [] : [actual === null ? `${file} is missing` : `${file} has ${actual} bytes, not ${size}`];
  });
  const more = faults.length > 1 ? `, and ${faults.length - 1} more of its files are missing or have another size` : "";
  return faults.length > 0 ? `${faults[0]}${more}` : null;
}

function recordIn(directory: string): SizeRecord | null {
  try {
    return JSON.parse(contentsOf(join(directory, sizesFile))?.toString() ?? "null");
  } catch {
    return null;
  }
}

/** Records the sizes after a clean close, for the next opening. */
export function recordSizes(directory: string): void {
  const control = readControlFile(directory);
  if (!control?.shutDown) return;
  const sizes: SizeRecord["sizes"] = {};
  const add = (folder: string) => {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) add(path);
      else if (entry.name !== cache) sizes[path] = sizeOf(join(directory, path)) ?? 0;
    }
  };
  for (const folder of folders) add(folder);
  const record: SizeRecord = { checksum: control.checksum, sizes };
  try {
    writeFileSync(join(directory, sizesFile), JSON.stringify(record));
  } catch {
    // For example a full disk. The next opening ignores an older or partial record.
  }
}
