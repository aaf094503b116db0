// Imports published files as validated, versioned rows. Each file is one transaction; a wrong file stores nothing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { operator } from "../access/operator.js";
import { assertGoverns } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { absence } from "./absence.js";
import { asWrongFile, openCsv } from "./csv.js";
import { gias } from "./gias.js";
import { readHeader } from "./header.js";
import { type FileToImport, importFile } from "./import-file.js";
import { type Inspection, inspect } from "./inspect.js";
import { links } from "./links.js";
import { performanceAbsence, performanceCensus, performanceRegions, performanceSpine } from "./performance-tables.js";
import { readReleased, releasedByName } from "./released.js";
import type { ImportOptions, ImportReport, ImportRequest } from "./report.js";
import { academicYear } from "./row-reader.js";
import { tidySearch } from "./search-index.js";
import { similarSchools } from "./similar-schools.js";
import type { Source } from "./source.js";

export type * from "./report.js";

interface RequestedFile {
  readonly source: Source;
  readonly path: string;
  readonly year: string | null;
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
  const { viewer = operator } = options;
  assertGoverns(viewer, "Only the department can import files.");
  const requestedDate = request.released === undefined ? null : readReleased(request.released);
  const files = [];
  for (const requested of filesOf(request)) {
    const inspection = await inspect(requested.path, options.signal);
    await checkHeader(requested.source, inspection);
    files.push({ ...requested, inspection });
  }
  const reports: ImportReport[] = [];
  try {
    for (const { source, inspection, year } of files) {
      const { replace = false } = request;
      const release = releaseOf(inspection.name, requestedDate);
      reports.push(await importFile(database, { source, inspection, year, ...release, replace, viewer }, options));
    }
  } finally {
    if (reports.some(({ alreadyImported, redated }) => !alreadyImported || redated)) await tidySearch(database);
  }
  return reports;
}

/** Reports a wrong file before any file of the request is stored. */
async function checkHeader(source: Source, inspection: Inspection): Promise<void> {
  try {
    for await (const { cells } of openCsv(inspection)) {
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

/** Directory files come first, so that each school is written once. */
function filesOf(request: ImportRequest): RequestedFile[] {
  const files: RequestedFile[] = [];
  if (request.gias !== undefined) files.push({ source: gias, path: request.gias, year: null });
  if (request.performanceTables) files.push(...performanceFiles(request.performanceTables));
  if (request.links !== undefined) files.push({ source: links, path: request.links, year: null });
  if (request.absence !== undefined) files.push({ source: absence, path: request.absence, year: null });
  if (request.similarSchools) {
    const { path, year } = request.similarSchools;
    files.push({ source: similarSchools, path, year: checkYear(year) });
  }
  if (!files.length) throw new KindredError("BAD_ARGUMENT", "Nothing to import: give at least one file.");
  return files;
}

const performanceNames: readonly (readonly [name: string, source: Source])[] = [
  ["la_and_region_codes_meta.csv", performanceRegions],
  ["england_spine.csv", performanceSpine],
  ["england_census.csv", performanceCensus],
  ["england_abs.csv", performanceAbsence],
];

/** @throws KindredError BAD_ARGUMENT where the folder has none of the four files */
function performanceFiles(tables: { directory: string; year: string }): RequestedFile[] {
  const year = checkYear(tables.year);
  const files = performanceNames
    .map(([name, source]) => ({ source, path: join(tables.directory, name), year }))
    .filter(({ path }) => existsSync(path));
  if (files.length) return files;
  const names = performanceNames.map(([name]) => name).join(", ");
  throw new KindredError(
    "BAD_ARGUMENT",
    `${tables.directory} has none of ${names}. Give the folder that contains them.`,
  );
}

function checkYear(year: string): string {
  if (academicYear(year) === year) return year;
  throw new KindredError("BAD_ARGUMENT", `'${year}' is not an academic year: write it like 2018/19.`);
}
