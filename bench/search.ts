// Measures how long the tests' searches take for a public viewer, on the invented England with 26,000 schools.
//   npm run bench:search [-- --rounds N]     on the embedded database, or on the PostgreSQL that TEST_DATABASE_URL names
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { writeEngland } from "../demo/write-england.js";
import { wholeNumber } from "../src/commands/options.js";
import { servingOn } from "../src/database/serving.js";
import { importFiles } from "../src/import/import.js";
import { readSearch } from "../src/import/search-query.js";
import type { SchoolPage } from "../src/schools/school-search.js";
import { countSchools, findSchools } from "../test/schools/find.js";
import { addDirectory, searches } from "../test/schools/searches.js";
import setUp from "../test/support/template.js";

const { rounds } = new Command("bench:search")
  .option("--rounds <n>", "number of times to run each search", wholeNumber(1, 10_000), 20)
  .parse()
  .opts<{ rounds: number }>();

/** Maximum 95th percentile of a search's first page, milliseconds. */
const limitMs = 30;
const page: SchoolPage = { order: "RELEVANCE", descending: false, inverted: false, limit: 21 };

const tearDown = await setUp();
const { testDatabase } = await import("../test/support/database.js"); // after setUp: it reads the template
const database = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "kindred-bench-"));
const publicDatabase = servingOn(database).public;
try {
  const { gias } = await writeEngland(folder, { schools: 21_000, seed: 1 });
  await importFiles(database, { gias });
  await addDirectory(database);
  await measure();
} finally {
  await database.close();
  await rm(folder, { recursive: true });
  await tearDown?.();
}

async function measure(): Promise<void> {
  const [schools] = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM school");
  console.log(`${schools?.n} schools, ${database.kind}, ${rounds} rounds, medians in ms\n`);
  console.log("  page  with the count   found  search");
  const allPageTimes: number[] = [];
  for (const [text, urns] of searches) {
    await assertFound(text, urns);
    const pageTimes: number[] = [];
    const timesWithCount: number[] = [];
    let count = 0;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const search = await readSearch(publicDatabase, text);
      await findSchools(publicDatabase, { search }, page);
      pageTimes.push(performance.now() - start);
      count = await countSchools(publicDatabase, { search });
      timesWithCount.push(performance.now() - start);
    }
    allPageTimes.push(...pageTimes);
    const pageTime = quantile(pageTimes, 0.5).toFixed(1).padStart(6);
    const timeWithCount = quantile(timesWithCount, 0.5).toFixed(1).padStart(14);
    console.log(`${pageTime}  ${timeWithCount}  ${String(count).padStart(6)}  ${text}`);
  }
  const p95 = quantile(allPageTimes, 0.95);
  console.log(`\n95th percentile of a first page: ${p95.toFixed(1)} ms (at most ${limitMs})`);
  process.exitCode = p95 <= limitMs ? 0 : 1;
}

/** A search may also find schools of the invented England, but it must find the ones listed. */
async function assertFound(text: string, urns: readonly number[]): Promise<void> {
  const search = await readSearch(publicDatabase, text);
  const found = new Set(await findSchools(publicDatabase, { search }, { ...page, order: "URN", limit: 100_000 }));
  const missing = urns.filter((urn) => !found.has(urn));
  if (missing.length) throw new Error(`The search "${text}" does not find ${missing.join(", ")}.`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
