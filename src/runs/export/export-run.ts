// Writes a run's cohorts and its population as files, for analysts.
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { unpackPopulation } from "../../population/packing.js";
import { cohortOf } from "../cohort.js";
import type { Run } from "../run.js";
import { everyCohort, populationForAnalysis } from "../store.js";
import {
  cohortsAsCsv,
  cohortsAsJsonLines,
  type ExportedCohort,
  exportedCohort,
  unmatchedAsCsv,
} from "./cohort-files.js";
import type { ExportOptions } from "./every-school.js";
import { writeHashed } from "./hashed-file.js";
import { type ExportCounts, type ExportedFile, manifestAsJson } from "./manifest.js";
import { schoolsAsCsv } from "./schools-file.js";
import { Tally } from "./tally.js";

/** In the order in which they are written. The manifest has the hashes of the others. */
export const exportedFiles = ["cohorts.jsonl", "cohorts.csv", "unmatched.csv", "schools.csv", "manifest.json"] as const;
type ExportedName = (typeof exportedFiles)[number];

/**
 * Writes `exportedFiles`. The same run gives the same bytes. Audited as `everyCohort`.
 * @param run from `requireFinishedRun`
 * @param folder exists; after an error it may hold some of the files
 * @throws KindredError NOT_FOUND unless the viewer may analyse | CANCELLED
 */
export async function exportRun(
  database: Database,
  viewer: Viewer,
  run: Run,
  folder: string,
  { signal, onProgress }: ExportOptions,
): Promise<ExportCounts> {
  const population = await unpackPopulation(await populationForAnalysis(database, viewer, run.id));
  const tally = new Tally();
  const files: ExportedFile[] = [];
  const write = async (file: ExportedName, chunks: Parameters<typeof writeHashed>[1], rows: () => number) => {
    const sha256 = await writeHashed(join(folder, file), chunks);
    files.push({ file, rows: rows(), sha256 });
  };
  const follow = async function* (stage: string, cohorts: AsyncIterable<ExportedCohort>) {
    let done = 0;
    for await (const cohort of cohorts) {
      if (signal.aborted) throw new KindredError("CANCELLED", "The export was cancelled. Nothing was written.");
      yield cohort;
      onProgress(stage, ++done, population.size);
    }
  };

  const read = follow("reading cohorts", exportedCohorts(database, viewer, run.id));
  await write("cohorts.jsonl", cohortsAsJsonLines(tally.count(read)), () => tally.schools);
  // From the file, because only now all attributes are known, and the database need not send the cohorts again.
  const again = follow("writing cohorts.csv", readCohorts(join(folder, "cohorts.jsonl")));
  await write("cohorts.csv", cohortsAsCsv(again, [...tally.attributes]), () => tally.peers);
  await write("unmatched.csv", unmatchedAsCsv(tally.unmatched), () => tally.unmatched.length);
  await write("schools.csv", schoolsAsCsv(population), () => population.size);
  await writeFile(join(folder, "manifest.json"), manifestAsJson(run, tally.counts(), files));
  return tally.counts();
}

async function* exportedCohorts(database: Database, viewer: Viewer, runId: string): AsyncGenerator<ExportedCohort> {
  for await (const batch of everyCohort(database, viewer, [runId], "kindred export", (cohorts) =>
    cohorts.selectAll("cohort"),
  ))
    yield* batch.map((row) => exportedCohort(cohortOf(row)));
}

async function* readCohorts(path: string): AsyncGenerator<ExportedCohort> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) yield JSON.parse(line) as ExportedCohort;
  } finally {
    await file.close();
  }
}
