// How long the tests' list of searches takes over the invented England, 26,000 schools, as public viewers are served.
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
import { countSchools, findSchools, type SchoolPage } from "../src/schools/school-search.js";
import { addDirectory, searches } from "../test/schools/searches.js";
import setUp from "../test/support/template.js";

const { rounds } = new Command("bench:search")
  .option("--rounds <n>", "times that each search is asked", wholeNumber(1, 10_000), 20)
  .parse()
  .opts<{ rounds: number }>();

/** Milliseconds within which 95 of 100 searches must have their first page. */
const limit = 30;
const page: SchoolPage = { order: "RELEVANCE", descending: false, inverted: false, limit: 21 };

const tearDown = await setUp();
const { testDatabase } = await import("../test/support/database.js"); // looks for the template when it is loaded
const database = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "kindred-bench-"));
const everyone = servingOn(database).public;
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
  const pages: number[] = [];
  for (const [text, urns] of searches) {
    await assertFound(text, urns);
    const own: number[] = [];
    const counted: number[] = [];
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const search = await readSearch(everyone, text);
      await findSchools(everyone, { search }, page);
      own.push(performance.now() - start);
      found = await countSchools(everyone, { search });
      counted.push(performance.now() - start);
    }
    pages.push(...own);
    const columns = [quantile(own, 0.5).toFixed(1).padStart(6), quantile(counted, 0.5).toFixed(1).padStart(14)];
    console.log(`${columns.join("  ")}  ${String(found).padStart(6)}  ${text}`);
  }
  const reached = quantile(pages, 0.95);
  console.log(`\n95th percentile of a first page: ${reached.toFixed(1)} ms (at most ${limit})`);
  process.exitCode = reached <= limit ? 0 : 1;
}

/** England has schools of its own that a search finds: those of the list must be among them. */
async function assertFound(text: string, urns: readonly number[]): Promise<void> {
  const search = await readSearch(everyone, text);
  const found = new Set(await findSchools(everyone, { search }, { ...page, order: "URN", limit: 100_000 }));
  const missing = urns.filter((urn) => !found.has(urn));
  if (missing.length) throw new Error(`${text} does not find ${missing.join(", ")}`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
