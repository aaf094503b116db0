// Measures whether response times reveal hidden data. Compares a database without secrets and one with 500 hidden rows
// about a school, as anyone and as Ofsted. The measure is the AUC: how often a response of one database takes longer
// than one of the other. An AUC of 0.5 reveals nothing.
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
  .option("--samples <n>", "number of responses per database and query", wholeNumber(100, 1e6), 5_000)
  .option("--planted", "measure a copy of the program in which hidden rows cost time; the leak must show")
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
  const { testDatabase } = await import("../test/support/database.js"); // after setUp: it reads the template
  const databases: [Database, Database] = [await testDatabase(), await testDatabase()];
  try {
    for (const database of databases) await addPublicPart(database);
    await addHiddenRows(databases[0], 0);
    await addHiddenRows(databases[1], 500);
    const servers = databases.map(serverOver) as [KindredServer, KindredServer];
    console.log(`${samples} responses per database and query, Node ${process.version}\n`);
    console.log("  AUC    median ms, 0 hidden rows  500 hidden rows  caller  query");
    let within = true;
    for (const caller of ["anyone", "Ofsted"] as const) {
      for (const [about, query] of Object.entries(queries)) {
        const times = await interleaved(servers, query, caller);
        const share = auc(times[0], times[1]);
        within &&= Math.abs(share - 0.5) <= tolerance;
        const medians = times.map((serverTimes) => median(serverTimes).toFixed(3));
        console.log(
          `${share.toFixed(4)}  ${medians[0]?.padStart(24)}  ${medians[1]?.padStart(15)}  ${caller.padEnd(6)}  ${about}`,
        );
      }
    }
    console.log(
      within
        ? `\nwithin 0.5 ± ${tolerance}: response times reveal nothing`
        : `\nnot within 0.5 ± ${tolerance}: response times reveal hidden rows`,
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

/** Milliseconds of each response, by server; the servers take turns at being first. */
async function interleaved(
  servers: readonly [KindredServer, KindredServer],
  query: string,
  caller: "anyone" | "Ofsted",
) {
  const times: [Float64Array, Float64Array] = [new Float64Array(samples), new Float64Array(samples)];
  const warmUpSamples = 200;
  for (let sample = -warmUpSamples; sample < samples; sample++) {
    const first = sample & 1 ? 0 : 1;
    for (const index of [first, 1 - first] as (0 | 1)[]) {
      const request = new Request("http://localhost/graphql", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(caller === "Ofsted" ? { authorization: `Bearer ${keyOf("OFSTED")}` } : {}),
        },
        body: JSON.stringify({ query }),
      });
      const start = performance.now();
      await (await servers[index].fetch(request)).text();
      if (sample >= 0) times[index][sample] = performance.now() - start;
    }
  }
  return times;
}

/** The probability that one of `others` is greater than one of `ones`; ties count half (Mann and Whitney's U). */
function auc(ones: Float64Array, others: Float64Array): number {
  const sorted = ones.toSorted();
  let sum = 0;
  for (const time of others) sum += (below(sorted, time, false) + below(sorted, time, true)) / 2;
  return sum / (ones.length * others.length);
}

/** The number of values in a sorted list that are less than `value`, or also equal to it. */
function below(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = sorted[middle] as number;
    if (candidate < value || (orEqual && candidate === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function median(times: Float64Array): number {
  return times.toSorted()[times.length >> 1] ?? Number.NaN;
}

/** @returns 0 if the leak showed */
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
