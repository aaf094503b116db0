// Reads a directory in which any file may be missing. A file that cannot be read is still an error.
import { lstatSync, readdirSync, readFileSync } from "node:fs";

/** Null if the file does not exist. */
export const contentsOf = (path: string): Buffer | null => unlessMissing(() => readFileSync(path));

/** Bytes; null if the file does not exist. */
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
