// Writes an invented England in the layouts of the published files.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { refuse } from "../src/errors.js";
import { writeAbsence } from "./absence-sheet.js";
import { baseYear, earlierBaseYear, earlierYears, folderOf, releasedYears, targetYear } from "./calendar.js";
import { inventEngland } from "./invent.js";
import { writeLinks, writeRegister } from "./register-sheet.js";
import { writeSimilarSchools } from "./similar-schools-sheet.js";
import { writeEarlierTables, writeTables } from "./tables-sheets.js";

/** What to invent. */
interface EnglandOptions {
  /** State-funded schools of the base year, 50 or more; other schools scale with this number. */
  schools: number;
  /** The same seed and schools give the same bytes. */
  seed: number;
  /** Called after each file with the number of files written so far. */
  onProgress?: (written: number, total: number) => void;
}

interface OfYear {
  readonly year: string;
}

/**
 * Paths of the files, and their academic years. The first five are of the base year: the release has the years before
 * too, and the others are of that year alone.
 */
export interface EnglandFiles {
  gias: string;
  links: string;
  absence: string;
  performanceTables: OfYear & { directory: string };
  similarSchools: OfYear & { path: string };
  /** Of the years before, each an import of its own. */
  earlier: readonly {
    readonly performanceTables: OfYear & { readonly directory: string };
    readonly similarSchools?: OfYear & { readonly path: string };
  }[];
  /** Published after the target year has ended. */
  later: { readonly absence: string };
  baseYear: string;
  targetYear: string;
  /** Of the targets for the base year. */
  earlierBaseYear: string;
}

const minSchools = 50;

/**
 * Writes the files into `directory`, which is created if it is missing. Existing files are overwritten.
 * @throws KindredError BAD_ARGUMENT if `schools` is not a whole number from 50 up
 */
export async function writeEngland(directory: string, options: EnglandOptions): Promise<EnglandFiles> {
  const { schools, seed, onProgress } = options;
  if (!Number.isInteger(schools) || schools < minSchools)
    refuse(`Cannot invent ${schools} schools: give a whole number from ${minSchools} up.`);
  const tablesOf = (year: string) => ({ directory: join(directory, "performance-tables", folderOf(year)), year });
  const valuesOf = (year: string) => ({ path: join(directory, folderOf(year), "secondary_values.csv"), year });
  const files: EnglandFiles = {
    gias: join(directory, "edubasealldata.csv"),
    links: join(directory, "links_edubasealldata.csv"),
    absence: join(directory, "1a_absence_3term_school.csv"),
    performanceTables: tablesOf(baseYear),
    similarSchools: valuesOf(baseYear),
    earlier: earlierYears.map((year) => ({
      performanceTables: tablesOf(year),
      ...(year === earlierBaseYear && { similarSchools: valuesOf(year) }),
    })),
    later: { absence: join(directory, folderOf(targetYear), "1a_absence_3term_school.csv") },
    baseYear,
    targetYear,
    earlierBaseYear,
  };
  for (const year of [earlierBaseYear, baseYear, targetYear])
    await mkdir(join(directory, folderOf(year)), { recursive: true });
  const england = inventEngland(schools, seed);
  const { establishments } = england;
  const writers = [
    () => writeRegister(files.gias, england),
    () => writeLinks(files.links, england),
    () => writeAbsence(files.absence, establishments, { years: releasedYears, invalid: true }),
    () => writeTables(files.performanceTables.directory, england),
    () => writeSimilarSchools(files.similarSchools.path, establishments, baseYear),
    ...earlierYears.map((year) => () => writeEarlierTables(tablesOf(year).directory, england, year)),
    () => writeSimilarSchools(valuesOf(earlierBaseYear).path, establishments, earlierBaseYear),
    () => writeAbsence(files.later.absence, establishments, { years: [targetYear], invalid: false }),
  ];
  for (const [i, write] of writers.entries()) {
    await write();
    onProgress?.(i + 1, writers.length);
  }
  return files;
}
