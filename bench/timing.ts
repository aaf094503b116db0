// Whether the time of an answer tells how much is hidden: a database with nothing secret against one with 500 hidden rows
// about a school, asked in turn by anyone and by Ofsted. The measure is the AUC: how often an answer of the one takes
// longer than one of the other. 0.5 tells nothing.
//   npm run bench:timing [-- --samples N] [-- --planted]
import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { pino } from "pino";
import { authenticator } from "../src/access/authenticate.js";
import { wholeNumber } from "../src/commands/options.js";
import { readConfig } from "../src/config.js";
import type { Database } from "../src/database/database.js";
import { servingOn } from "../src/database/serving.js";
import { createServer, type KindredServer } from "../src/server/create-server.js";
import { addHiddenRows, hiddenRun } from "../test/confidentiality/hidden-rows.js";
import { slowedByHiddenRows } from "../test/confidentiality/mutants.js";
import { plantedTree } from "../test/confidentiality/plant.js";
import { addPublicPart } from "../test/confidentiality/public-part.js";
import { keyOf } from "../test/confidentiality/secret-clients.js";
import setUp from "../test/support/template.js";

const { samples, planted } = new Command("bench:timing")
  .option("--samples <n>", "answers of each database to each query", wholeNumber(100, 1e6), 5_000)
  .option("--planted", "measures a copy of the program in which hidden rows cost time: it must show")
  .parse()
  .opts<{ samples: number; planted?: boolean }>();

const tolerance = 0.03;
const secret = Buffer.from(`Run:${hiddenRun}`).toString("base64");

const queries: Readonly<Record<string, string>> = {
  "a school with its cohort": "{ school(urn: 100001) { name attendance { attendance } cohort { peers { urn } } } }",
  "secret fields, refused": "{ school(urn: 100001) { name target { target } partnership { gap } } }",
  "the node of a secret run": `{ node(id: "${secret}") { id } }`,
  "the cohort of a secret run": `{ school(urn: 100001) { urn cohort(run: "${secret}") { peers { urn } } } }`,
  "published runs and their count": "{ publishedRuns(first: 5) { totalCount nodes { id publishedAt } } }",
};

process.exitCode = planted ? await measurePlanted() : (await measure()) ? 0 : 1;

/** @returns whether every query is within the tolerance */
async function measure(): Promise<boolean> {
  const tearDown = await setUp();
  const { testDatabase } = await import("../test/support/database.js"); // looks for the template when it is loaded
  const databases: [Database, Database] = [await testDatabase(), await testDatabase()];
  try {
    for (const database of databases) await addPublicPart(database);
    await addHiddenRows(databases[0], 0);
    await addHiddenRows(databases[1], 500);
    const servers = databases.map(serverOver) as [KindredServer, KindredServer];
    console.log(`${samples} answers of each database to each query, Node ${process.version}\n`);
    console.log("  AUC    median ms, 0 hidden rows  500 hidden rows  who     query");
    let within = true;
    for (const who of ["anyone", "Ofsted"] as const) {
      for (const [about, query] of Object.entries(queries)) {
        const times = await interleaved(servers, query, who);
        const share = auc(times[0], times[1]);
        within &&= Math.abs(share - 0.5) <= tolerance;
        const medians = times.map((each) => median(each).toFixed(3));
        console.log(
          `${share.toFixed(4)}  ${medians[0]?.padStart(24)}  ${medians[1]?.padStart(15)}  ${who.padEnd(6)}  ${about}`,
        );
      }
    }
    console.log(
      within ? `\nwithin 0.5 ± ${tolerance}: time tells nothing` : `\nnot within 0.5 ± ${tolerance}: time tells`,
    );
    return within;
  } finally {
    await Promise.all(databases.map((database) => database.close()));
    await tearDown?.();
  }
}

function serverOver(database: Database): KindredServer {
  const config = readConfig({});
  return createServer({
    serving: servingOn(database),
    authenticate: authenticator(database),
    strategies: new Map(),
    config: { ...config, surface: { ...config.surface, requestsPerMinute: 1e9 } },
    logger: pino({ level: "silent" }),
  });
}

/** Milliseconds of each answer, by server; which is asked first changes from one pair to the next. */
async function interleaved(servers: readonly [KindredServer, KindredServer], query: string, who: "anyone" | "Ofsted") {
  const times: [Float64Array, Float64Array] = [new Float64Array(samples), new Float64Array(samples)];
  const warmUp = 200;
  for (let n = -warmUp; n < samples; n++) {
    const first = n & 1 ? 0 : 1;
    for (const at of [first, 1 - first] as (0 | 1)[]) {
      const request = new Request("http://localhost/graphql", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(who === "Ofsted" ? { authorization: `Bearer ${keyOf("OFSTED")}` } : {}),
        },
        body: JSON.stringify({ query }),
      });
      const began = performance.now();
      await (await servers[at].fetch(request)).text();
      if (n >= 0) times[at][n] = performance.now() - began;
    }
  }
  return times;
}

/** The probability that one of `others` is greater than one of `ones`, equal ones counting half (Mann and Whitney's U). */
function auc(ones: Float64Array, others: Float64Array): number {
  const sorted = ones.toSorted();
  let sum = 0;
  for (const time of others) sum += (below(sorted, time, false) + below(sorted, time, true)) / 2;
  return sum / (ones.length * others.length);
}

/** How many of a sorted list are less than a value, or not greater. */
function below(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] as number;
    if (at < value || (orEqual && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function median(times: Float64Array): number {
  return times.toSorted()[times.length >> 1] ?? Number.NaN;
}

/** @returns 0 where the leak showed */
async function measurePlanted(): Promise<number> {
  const root = await plantedTree(slowedByHiddenRows);
  try {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
    const measured = ["--import", tsx, "bench/timing.ts", "--samples", `${samples}`];
    const { status } = spawnSync(process.execPath, measured, { cwd: root, stdio: "inherit" });
    console.log(status === 1 ? "the planted leak shows" : "the planted leak does NOT show");
    return status === 1 ? 0 : 1;
  } finally {
    await rm(root, { recursive: true });
  }
}
