// Imports published files as validated, versioned rows. Each file is one transaction; a wrong file stores nothing.
import { operator } from "../access/operator.js";
import { assertGoverns } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { asWrongFile, openCsv } from "./csv.js";
import { sortFolder } from "./folder.js";
import { fits, readHeader } from "./header.js";
import { type FileToImport, importFile } from "./import-file.js";
import { type Inspection, inspect } from "./inspect.js";
import { readReleased, releasedByName } from "./released.js";
import type { GivenFile, ImportOptions, ImportReport, ImportRequest } from "./report.js";
import { academicYear } from "./row-reader.js";
import { tidySearch } from "./search-index.js";
import type { FileOption, Source } from "./source.js";
import { fileOptions, sources } from "./sources.js";

export type * from "./report.js";

interface RequestedFile {
  readonly source: Source;
  readonly path: string;
  readonly year: string | null;
}

/** The files of a request, each read once and known to be of its kind. */
export interface InspectedRequest {
  readonly files: readonly (Omit<RequestedFile, "path"> & { readonly inspection: Inspection })[];
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
  const files = [];
  for (const { source, path, year } of filesOf(request)) {
    const inspection = await inspect(path, signal, source.sheets);
    await checkHeader(source, inspection);
    files.push({ source, year, inspection });
  }
  return { files, released, replace: request.replace ?? false };
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
  try {
    for (const file of files) {
      const release = releaseOf(file.inspection.name, released);
      reports.push(await importFile(database, { ...file, ...release, replace, viewer }, options));
    }
  } finally {
    if (reports.some(({ alreadyImported, redated }) => !alreadyImported || redated)) await tidySearch(database);
  }
  return reports;
}

/** Reports a wrong file before any file of the request is stored. */
async function checkHeader(source: Source, inspection: Inspection): Promise<void> {
  try {
    for await (const { cells } of openCsv(inspection, (row) => fits(source, row))) {
      readHeader(source, cells, inspection.name);
      return;
    }
  } catch (error) {
    throw asWrongFile(error, inspection.name);
  }
}

function releaseOf(name: string, requestedDate: string | null): Pick<FileToImport, "releasedAt" | "releasedBy"> {
  if (requestedDate) return { releasedAt: requestedDate, releasedBy: "OPTION" };
  const dateInName = releasedByName(name);
  return { releasedAt: dateInName, releasedBy: dateInName ? "NAME" : "IMPORT" };
}

/** In the order of import. */
function filesOf(request: ImportRequest): RequestedFile[] {
  const { released: _released, replace: _replace, ...given } = request;
  const files = Object.entries(given).flatMap(([name, value]) => {
    const option = fileOptions.find((one) => one.name === name);
    if (!option) throw new KindredError("BAD_ARGUMENT", `There is no kind of file ${name}.`);
    return value === undefined ? [] : filesGiven(option, value as GivenFile);
  });
  if (!files.length) throw new KindredError("BAD_ARGUMENT", "Nothing to import: give at least one file.");
  return files.sort((one, other) => sources.indexOf(one.source) - sources.indexOf(other.source));
}

/** @throws KindredError BAD_ARGUMENT where the year is wrong or missing, or the folder has none of the option's files */
function filesGiven(option: FileOption, given: GivenFile): RequestedFile[] {
  const path = pathOf(given);
  const year = option.needsYear ? yearOf(given) : null;
  const wanted = sources.filter((source) => source.option === option);
  if (option.takes === "file") return wanted.map((source) => ({ source, path, year }));
  const { read } = sortFolder(path, wanted);
  if (read.length) return read.map((file) => ({ ...file, year }));
  throw new KindredError(
    "BAD_ARGUMENT",
    `${path} has none of ${option.description}. Give the folder that contains them.`,
  );
}

/** The names of files in the folders of a request that no source reads. */
export function unreadFiles(request: ImportRequest): string[] {
  const folders = fileOptions.filter(({ name, takes }) => takes === "folder" && request[name] !== undefined);
  return folders.flatMap((option) => {
    const wanted = sources.filter((source) => source.option === option);
    return sortFolder(pathOf(request[option.name] as GivenFile), wanted).unread;
  });
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
