// Damages the files of an embedded database, and reads their contents.
import { createHash } from "node:crypto";
import { open, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join, relative } from "node:path";

/** Every file and directory of a data directory, including locks and other files beside the database. */
export async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const hash = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : "";
    return [relative(folder, path), hash] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

export type Damage = (path: string) => Promise<unknown>;
export const cut =
  (bytes: number): Damage =>
  (path) =>
    truncate(path, bytes);
export const remove: Damage = (path) => rm(path, { recursive: true });
export const overwrite =
  (byte: number, length = 8192): Damage =>
  async (path) => {
    const file = await open(path, "r+");
    await file.write(new Uint8Array(length).fill(byte), 0, length, 0);
    await file.close();
  };

/** 0: the WAL file where recovery begins; -1: the last one written. */
export async function segment(folder: string, which: 0 | -1): Promise<string> {
  const names = (await readdir(join(folder, "database/pg_wal"))).filter((name) => name.length === 24);
  return `pg_wal/${names.sort().at(which)}`;
}
