// Writes an invented England in the layouts of the published files.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { KindredError } from "../src/errors.js";
import { writeAbsence } from "./absence-sheet.js";
import { baseYear, targetYear } from "./calendar.js";
import { inventEngland } from "./invent.js";
import { writeLinks, writeRegister } from "./register-sheet.js";
import { writeSimilarSchools } from "./similar-schools-sheet.js";
import { writeTables } from "./tables-sheets.js";

/** What to invent. */
interface EnglandOptions {
  /** State-funded schools of the base year, 50 or more; other schools scale with this number. */
  schools: number;
  /** The same seed and schools give the same bytes. */
  seed: number;
  /** Called after each file with the number of files written so far. */
  onProgress?: (written: number, total: number) => void;
}

/** Paths of the files, and their academic years ('2024/25', '2025/26'). */
export interface EnglandFiles {
  gias: string;
  links: string;
  absence: string;
  performanceTables: { directory: string; year: string };
  similarSchools: { path: string; year: string };
  baseYear: string;
  targetYear: string;
}

const minSchools = 50;

/**
 * Writes the files into `directory`, which is created if it is missing. Existing files are overwritten.
 * @throws KindredError BAD_ARGUMENT if `schools` is not a whole number from 50 up
 */
export async function writeEngland(directory: string, options: EnglandOptions): Promise<EnglandFiles> {
  const { schools, seed, onProgress } = options;
  if (!Number.isInteger(schools) || schools < minSchools) {
    throw new KindredError(
      "BAD_ARGUMENT",
      `Cannot invent ${schools} schools: give a whole number from ${minSchools} up.`,
    );
  }
  const files: EnglandFiles = {
    gias: join(directory, "edubasealldata.csv"),
    links: join(directory, "links_edubasealldata.csv"),
    absence: join(directory, "1a_absence_3term_school.csv"),
    performanceTables: { directory: join(directory, "performance-tables"), year: baseYear },
    similarSchools: { path: join(directory, "secondary_values.csv"), year: baseYear },
    baseYear,
    targetYear,
  };
  await mkdir(directory, { recursive: true });
  const england = inventEngland(schools, seed);
  const writers = [
    () => writeRegister(files.gias, england),
    () => writeLinks(files.links, england),
    () => writeAbsence(files.absence, england.establishments),
    () => writeTables(files.performanceTables.directory, england),
    () => writeSimilarSchools(files.similarSchools.path, england.establishments),
  ];
  for (const [i, write] of writers.entries()) {
    await write();
    onProgress?.(i + 1, writers.length);
  }
  return files;
}
