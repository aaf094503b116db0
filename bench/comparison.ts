// Measures how long it takes to compare four runs over all England (invented), by stage, and how long the serving thread
// is blocked meanwhile.
//   npm run bench:comparison [-- --schools N --data DIR]
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { encodeGlobalID } from "@pothos/plugin-relay";
import { Command } from "commander";
import { baseYear } from "../demo/calendar.js";
import { operator } from "../src/access/operator.js";
import { wholeNumber } from "../src/commands/options.js";
import { makeFolder, writeWhole } from "../src/commands/output.js";
import { computeFigures } from "../src/comparison/compute.js";
import { figuresAsCsv, schoolsAsCsv } from "../src/comparison/files/csv.js";
import { comparisonAsJson } from "../src/comparison/files/json.js";
import { comparePairs } from "../src/comparison/pairs.js";
import { readRuns } from "../src/comparison/runs/read-runs.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { findRuns } from "../src/runs/store.js";
import { withConsequence } from "../src/targets/consequence/section.js";
import { examplePolicy } from "../src/targets/policy.js";
import { limitMs, measureDuring, stallHeader } from "./serving/during.js";
import { type DatabaseLocation, kindred, type Served, serveDemo, until } from "./serving/served.js";

const { schools, data } = new Command("bench:comparison")
  .option("--schools <n>", "number of open schools in the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory to use and keep; default: a temporary one")
  .parse()
  .opts<{ schools: number; data?: string }>();

/** Of different kinds, with up to 60 peers. The demo has runs of the first two. */
const strategies = ["nearest-neighbour", "rule-bands", "mahalanobis", "predicted-attendance"];

/** Seconds, on two cores that do nothing else. */
const limits = { withoutSteadiness: 20, whole: 90 };

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-comparison-"));
const location: DatabaseLocation = { dataDirectory: data ?? temporary ?? "" };
const out = join(location.dataDirectory, "compared");
try {
  const runs = await prepare();
  console.log(`${schools} schools, ${runs.length} runs, Node ${process.version}, ${cpus().length} cores\n`);
  const kept = [await measureStages(runs), await measureStall(runs)];
  process.exitCode = kept.every((isKept) => isKept) ? 0 : 1;
} finally {
  if (temporary) await rm(temporary, { recursive: true });
}

/** @returns the ids of the runs */
async function prepare(): Promise<string[]> {
  if (!existsSync(join(location.dataDirectory, "demo/keys.json")))
    await kindred(location, ["demo", "--exit", "--schools", String(schools)]);
  for (const strategy of strategies) await kindred(location, ["run", "--strategy", strategy, "--year", baseYear]);
  const database = await openDatabase({ ...readConfig({}), ...location });
  const { items } = await findRuns(database, operator, { first: 100 }).finally(() => database.close());
  return strategies.map((name) => items.find(({ strategy }) => strategy === name)!.id);
}

interface Stage {
  readonly name: string;
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
}

/** @returns whether the times are within the limits */
async function measureStages(runs: readonly string[]): Promise<boolean> {
  await makeFolder(out);
  const stages: Stage[] = [];
  let start = performance.now();
  let cpuBefore = process.cpuUsage();
  /** Ends a stage, and starts the next. */
  const end = (name: string) => {
    const { user, system } = process.cpuUsage(cpuBefore);
    stages.push({ name, wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 });
    start = performance.now();
    cpuBefore = process.cpuUsage();
  };
  const database = await openDatabase({ ...readConfig({}), ...location });
  try {
    end("open the database");
    const read = { packages: [], operation: "bench:comparison" };
    const lists = await readRuns(database, operator, { runs, attributes: [], seed: 1, steadiness: true }, read);
    end("read the runs");
    const source = await withConsequence(database, operator, lists, { runId: runs[0]!, policy: examplePolicy });
    end("read the figures of targets");
    const pairs = comparePairs(source.compared);
    end("pairs");
    const { signal } = new AbortController();
    const figures = await computeFigures(source, pairs, {
      signal,
      onProgress: (section, done, total) => {
        if (done === total) end(section);
      },
    });
    await writeWhole(join(out, "figures.csv"), figuresAsCsv(figures));
    await writeWhole(join(out, "schools.csv"), schoolsAsCsv(source.compared, pairs));
    await writeWhole(join(out, "comparison.json"), comparisonAsJson(source, pairs, figures));
    end("files");
    const { renderReport } = await import("../src/comparison/report/report.js");
    const { title, compared } = source;
    const further = await Promise.all(source.further.flatMap(({ loadReport }) => loadReport?.() ?? []));
    await writeWhole(join(out, "report.html"), [renderReport({ title, compared, figures, further })]);
    end("report");
  } finally {
    await database.close();
  }
  return printStages(stages);
}

function printStages(stages: readonly Stage[]): boolean {
  const sumOf = (name: string, summed: readonly Stage[]): Stage => ({
    name,
    wall: summed.reduce((sum, { wall }) => sum + wall, 0),
    cpu: summed.reduce((sum, { cpu }) => sum + cpu, 0),
  });
  const withoutSteadiness = stages.filter(({ name }) => name !== "steadiness");
  const limited = [
    {
      ...sumOf(`all but steadiness (at most ${limits.withoutSteadiness})`, withoutSteadiness),
      limit: limits.withoutSteadiness,
    },
    { ...sumOf(`the whole (at most ${limits.whole})`, stages), limit: limits.whole },
  ];
  console.log("seconds     CPU  stage (CPU of this process: strategies run in their own)");
  for (const { name, wall, cpu } of [...stages, ...limited])
    console.log(`${wall.toFixed(2).padStart(7)}  ${cpu.toFixed(2).padStart(6)}  ${name}`);
  return limited.every(({ wall, limit }) => wall <= limit);
}

/** @returns whether the stall is within the limit */
async function measureStall(runs: readonly string[]): Promise<boolean> {
  const served = await serveDemo(location, schools, { KINDRED_RATE_LIMIT: "1000000" });
  try {
    console.log(`\n${stallHeader}`);
    const during = async (name: string, action: () => Promise<void>) => {
      const { stall, failed } = await measureDuring(served, `${name} (at most ${limitMs})`, baseYear, action);
      return stall <= limitMs && failed === 0;
    };
    const kept = [
      await during("compareRuns", () => compareByJob(served, runs)),
      await during("kindred compare", () => kindred(location, ["compare", ...runs, "--out", out])),
    ];
    return kept.every((isKept) => isKept);
  } finally {
    await served.stop();
  }
}

/** Compares the runs through the API, until the server's worker has stored everything. */
async function compareByJob(served: Served, runs: readonly string[]): Promise<void> {
  const request = async <Result>(query: string): Promise<Result> => {
    const { data: result, errors } = await served.ask(query, { key: served.keys.ANALYST });
    if (errors?.length) throw new Error(`${query}: ${errors[0]?.message}`);
    return Object.values(result ?? {})[0] as Result;
  };
  const ids = JSON.stringify(runs.map((run) => encodeGlobalID("Run", run)));
  const { comparison } = await request<{ comparison: { id: string } }>(
    // Another seed, so that an earlier comparison is not found again.
    `mutation { compareRuns(input: { runs: ${ids}, seed: ${Date.now() % 1_000_000} }) { comparison { id } } }`,
  );
  const progress = () =>
    request<{ status: string; error: string | null }>(`{ comparison(id: "${comparison.id}") { status error } }`);
  const { status, error } = await until(progress, (found) => !["QUEUED", "RUNNING"].includes(found.status));
  if (status !== "SUCCEEDED") throw new Error(`the comparison ended with ${status}: ${error}`);
}
