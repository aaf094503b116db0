// Finds the files of a folder that sources read, by name, or else by header.
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { KindredError } from "../errors.js";
import { fits } from "./header.js";
import { printable } from "./inspect.js";
import { headerOf, sampleBytes } from "./layout.js";
import type { Source } from "./source.js";

interface FolderFiles {
  /** In order of name. */
  readonly read: readonly { readonly source: Source; readonly path: string }[];
  /** Names of the files that no source reads, in printable characters. */
  readonly unread: readonly string[];
}

/** @throws KindredError BAD_ARGUMENT where it is not a folder that can be read */
export function sortFolder(folder: string, sources: readonly Source[]): FolderFiles {
  const files = namesOf(folder).map((name) => {
    const path = join(folder, name);
    return { name, path, source: sources.find(({ fileNames }) => fileNames?.test(name)) ?? byHeader(path, sources) };
  });
  assertOnePerArea(files);
  return {
    read: files.flatMap(({ path, source }) => (source ? [{ source, path }] : [])),
    unread: files.filter(({ source }) => !source).map(({ name }) => describeUnread(name, sources)),
  };
}

interface FolderFile {
  readonly name: string;
  readonly source: Source | undefined;
}

/** @throws KindredError BAD_ARGUMENT where two files of one kind are about one area: which is newer is not known */
function assertOnePerArea(files: readonly FolderFile[]): void {
  const firstNames = new Map<string, string>();
  for (const { name, source } of files) {
    if (!source) continue;
    const area = /(england|\d{3})_/i.exec(name)?.[1]?.toLowerCase() ?? name;
    const first = firstNames.get(`${source.kind} ${area}`);
    if (first !== undefined) {
      throw new KindredError(
        "BAD_ARGUMENT",
        `${printable(first)} and ${printable(name)} are both ${source.title}. Keep the newer one in the folder.`,
      );
    }
    firstNames.set(`${source.kind} ${area}`, name);
  }
}

/** A spreadsheet may have the name of a file that is read. */
function describeUnread(name: string, sources: readonly Source[]): string {
  const asCsv = name.replace(/\.[^.]*$/, ".csv");
  const isOther = asCsv !== name && sources.some(({ fileNames }) => fileNames?.test(asCsv));
  return isOther ? `${printable(name)} (save it as CSV)` : printable(name);
}

function namesOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."));
    return files.map(({ name }) => name).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new KindredError("BAD_ARGUMENT", `${folder} cannot be read: ${reasons[code ?? ""] ?? message}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "it is a file; give the folder that contains it",
  EACCES: "its mode does not let you",
};

function byHeader(path: string, sources: readonly Source[]): Source | undefined {
  if (!/\.(csv|txt)$/i.test(path)) return undefined;
  const start = startOf(path);
  return sources.find((source) => {
    const isHeader = (cells: readonly string[]) => fits(source, cells);
    return isHeader(headerOf(start, isHeader));
  });
}

function startOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(sampleBytes);
    return start.subarray(0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}
