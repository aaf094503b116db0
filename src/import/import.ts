// Imports published files as validated, versioned rows. Each file is one transaction; a wrong file stores nothing.
import { basename, resolve } from "node:path";
import { operator } from "../access/operator.js";
import { assertGoverns } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { asWrongFile, openCsv } from "./csv.js";
import { sortFolder } from "./folder.js";
import { chooseSource, fits, readHeader } from "./header.js";
import { type FileToImport, importFile } from "./import-file.js";
import { type Inspection, inspect, printable } from "./inspect.js";
import { readReleased, releasedByName } from "./released.js";
import type { GivenFile, ImportOptions, ImportReport, ImportRequest } from "./report.js";
import { academicYear } from "./row-reader.js";
import { tidySearch } from "./search-index.js";
import type { FileOption, Source } from "./source.js";
import { fileOptions, sources } from "./sources.js";

export type * from "./report.js";

interface RequestedFile {
  /** One, or all that share the option of the file: its header decides. */
  readonly sharing: readonly Source[];
  readonly path: string;
  readonly year: string | null;
}

interface RequestedFiles {
  readonly files: readonly RequestedFile[];
  /** Names of files in a given folder that no source reads. */
  readonly unread: readonly string[];
}

/** The files of a request, each read once and known to be of its kind. */
export interface InspectedRequest {
  readonly files: readonly Pick<FileToImport, "source" | "inspection" | "year">[];
  /** Names of files in the given folders that no source reads. */
  readonly unread: readonly string[];
  readonly released: string | null;
  readonly replace: boolean;
}

/**
 * Imports the files of a request and updates the schools, links and figures that they affect. Inspects all files before
 * it stores the first.
 * @returns one report per file, in the order of import
 * @throws KindredError FORBIDDEN unless the viewer may govern | WRONG_FILE | BAD_ARGUMENT | CANCELLED
 */
export async function importFiles(
  database: Database,
  request: ImportRequest,
  options: ImportOptions = {},
): Promise<ImportReport[]> {
  assertGoverns(options.viewer ?? operator, importersOnly);
  return importInspected(database, await inspectFiles(request, options.signal), options);
}

const importersOnly = "Only the department can import files.";

/** Needs no database. @throws KindredError WRONG_FILE | BAD_ARGUMENT | CANCELLED */
export async function inspectFiles(request: ImportRequest, signal?: AbortSignal): Promise<InspectedRequest> {
  const released = request.released === undefined ? null : readReleased(request.released);
  const files: { source: Source; inspection: Inspection; year: string | null }[] = [];
  const requested = filesOf(request);
  for (const { sharing, path, year } of requested.flatMap((given) => given.files)) {
    const inspection = await inspect(path, signal, sharing[0]?.sheets);
    files.push({ source: await sourceOf(sharing, inspection), inspection, year });
  }
  files.sort((one, other) => sources.indexOf(one.source) - sources.indexOf(other.source));
  const unread = requested.flatMap((given) => given.unread);
  return { files, unread, released, replace: request.replace ?? false };
}

/** As `importFiles`. */
export async function importInspected(
  database: Database,
  { files, released, replace }: InspectedRequest,
  options: ImportOptions = {},
): Promise<ImportReport[]> {
  const { viewer = operator } = options;
  assertGoverns(viewer, importersOnly);
  const reports: ImportReport[] = [];
  let changed = 0;
  try {
    for (const file of files) {
      const release = releaseOf(file.inspection.name, released);
      const { report, schoolsChanged } = await importFile(database, { ...file, ...release, replace, viewer }, options);
      reports.push(report);
      changed += schoolsChanged;
    }
  } finally {
    if (changed > 0) await tidySearch(database);
  }
  return reports;
}

/** Reports a wrong file before any file of the request is stored. */
async function sourceOf(sharing: readonly Source[], inspection: Inspection): Promise<Source> {
  const { name } = inspection;
  try {
    const isHeader = (cells: readonly string[]) => sharing.some((source) => fits(source, cells));
    for await (const [header] of openCsv(inspection, isHeader)) {
      const { cells } = header!;
      const source = chooseSource(sharing, cells, name);
      readHeader(source, cells, name);
      return source;
    }
  } catch (error) {
    throw asWrongFile(error, name);
  }
  return chooseSource(sharing, [], name);
}

function releaseOf(name: string, requestedDate: string | null): Pick<FileToImport, "releasedAt" | "releasedBy"> {
  if (requestedDate) return { releasedAt: requestedDate, releasedBy: "OPTION" };
  const dateInName = releasedByName(name);
  return { releasedAt: dateInName, releasedBy: dateInName ? "NAME" : "IMPORT" };
}

/** One item for each option given. */
function filesOf(request: ImportRequest): RequestedFiles[] {
  const { released: _released, replace: _replace, ...given } = request;
  const files = Object.entries(given).flatMap(([name, value]) => {
    const option = fileOptions.find((one) => one.name === name);
    if (!option) throw new KindredError("BAD_ARGUMENT", `There is no kind of file ${name}.`);
    return value === undefined ? [] : filesGiven(option, value as GivenFile);
  });
  if (!files.length) throw new KindredError("BAD_ARGUMENT", "Nothing to import: give at least one file.");
  return files;
}

/** @throws KindredError BAD_ARGUMENT for a wrong, missing or contradicted year, and a folder without files of the option */
function filesGiven(option: FileOption, given: GivenFile): RequestedFiles {
  const path = pathOf(given);
  const year = option.needsYear ? yearOf(given) : null;
  const wanted = sources.filter((source) => source.option === option);
  if (option.takes === "file") {
    assertYear(option, year, [path]);
    return { files: [{ sharing: wanted, path, year }], unread: [] };
  }
  const { read, unread } = sortFolder(path, wanted);
  assertYear(option, year, [path, ...read.map((file) => file.path)]);
  if (read.length) return { files: read.map((file) => ({ sharing: [file.source], path: file.path, year })), unread };
  const names = unread.length > maxNames ? [...unread.slice(0, maxNames), "…"] : unread;
  const others = names.length > 0 ? ` Its files are not among them: ${names.join(", ")}.` : "";
  throw new KindredError(
    "BAD_ARGUMENT",
    `${path} has none of ${option.description}.${others} Give the folder that contains them.`,
  );
}

/** Names of files in one message. */
const maxNames = 20;

/** @throws KindredError BAD_ARGUMENT where the name of the folder or of one of its files has another academic year */
function assertYear({ yearInName }: FileOption, year: string | null, paths: readonly string[]): void {
  for (const path of paths) {
    const name = basename(resolve(path));
    const named = yearInName?.(name) ?? null;
    if (named === null || named === year) continue;
    throw new KindredError(
      "BAD_ARGUMENT",
      `${printable(name)} has the year ${named} in its name, but the year given is ${year}. Give ${named}, or rename it if its name is wrong.`,
    );
  }
}

function pathOf(given: GivenFile): string {
  if (typeof given === "string") return given;
  return "path" in given ? given.path : given.directory;
}

function yearOf(given: GivenFile): string {
  const year = typeof given === "string" ? "" : given.year;
  if (academicYear(year) === year) return year;
  throw new KindredError("BAD_ARGUMENT", `'${year}' is not an academic year: write it like 2018/19.`);
}
