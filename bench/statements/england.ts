// The invented England for bench:statements: several years, and published runs of two strategies.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { pino } from "pino";
import { writeEngland } from "../../demo/write-england.js";
import { operator } from "../../src/access/operator.js";
import type { Database } from "../../src/database/database.js";
import { pgliteOptions } from "../../src/database/embedded/connection.js";
import { databaseOnPglite } from "../../src/database/pglite.js";
import { importFiles } from "../../src/import/import.js";
import { workOff } from "../../src/jobs/worker.js";
import { startRun } from "../../src/runs/start.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { jobHandlers } from "../../src/work.js";
import { type Recorder, recordPglite, recordPostgres } from "./recorder.js";

/** A run with a default number of peers, and one with the most peers that a document can read at once. */
const runs = [
  { strategy: "rule-bands", parameters: {} },
  { strategy: "nearest-neighbour", parameters: { k: 100 } },
];

/** An empty test database (test/support) whose statements are recorded. */
export async function recordedDatabase(): Promise<{ database: Database; recorder: Recorder }> {
  if (process.env.TEST_DATABASE_URL) {
    const recorder = recordPostgres();
    const { testDatabase } = await import("../../test/support/database.js"); // after setUp: it reads the template
    return { database: await testDatabase(), recorder };
  }
  const template = await readFile(process.env.KINDRED_TEST_TEMPLATE ?? "");
  const embedded = await PGlite.create({ ...pgliteOptions(), loadDataDir: new Blob([new Uint8Array(template)]) });
  const { pglite, recorder } = recordPglite(embedded);
  return { database: databaseOnPglite(pglite), recorder };
}

/** @returns the ids of the published runs */
export async function buildEngland(database: Database, schools: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "kindred-bench-"));
  try {
    const files = await writeEngland(folder, { schools, seed: 1 });
    const { gias, links, absence, performanceTables, similarSchools } = files;
    await importFiles(database, { gias, links, absence, performanceTables, similarSchools });
    const ids: string[] = [];
    for (const run of runs) {
      const { id, jobId } = await startRun(database, operator, { ...run, baseYear: files.baseYear }, []);
      const silent = pino({ level: "silent" });
      await workOff(database, jobHandlers([]), jobId, { signal: new AbortController().signal, logger: silent });
      await publishRun(database, operator, { runId: id, overrideReason: "a database to measure" });
      ids.push(id);
    }
    return ids;
  } finally {
    await rm(folder, { recursive: true });
  }
}
