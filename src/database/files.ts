// Reads of a directory in which anything may be missing. A file that may not be read is an error all the same.
import { lstatSync, readdirSync, readFileSync } from "node:fs";

/** Null where there is no such file. */
export const contentsOf = (path: string): Buffer | null => unlessMissing(() => readFileSync(path));

/** Bytes; null where there is no such file. */
export const sizeOf = (path: string): number | null => unlessMissing(() => lstatSync(path).size);

export const namesIn = (path: string): string[] => unlessMissing(() => readdirSync(path)) ?? [];

function unlessMissing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
