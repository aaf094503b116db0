// Measures Kindred beside PostGraphile, and beside the least that Node could do, on one PostgreSQL: docs/performance.md.
//   API_DATABASE_URL=postgresql://… npm run bench:api [-- --schools N --data DIR --only q1,q2 --servers kindred,embedded --seconds N --rounds N]
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import pg from "pg";
import { wholeNumber } from "../src/commands/options.js";
import { checkAndCount } from "./api/check.js";
import { queries } from "./api/documents.js";
import { measureAll } from "./api/rounds.js";
import { type Demo, kinds, type Site } from "./api/servers.js";
import { tableOf } from "./api/table.js";
import { kindred } from "./serving/served.js";

interface Options {
  readonly schools: number;
  readonly data: string;
  readonly only: readonly string[];
  readonly servers: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
}

const families = [...new Set(kinds.map(({ family }) => family))];
const options = new Command("bench:api")
  .option("--schools <n>", "number of open schools in the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory to use and keep", ".kindred/bench-api")
  .option("--only <queries>", "some of q1,q2,q3,q4", someOf(Object.keys(queries)), Object.keys(queries))
  .option("--servers <families>", `some of ${families}`, someOf(families), families)
  .option("--seconds <n>", "duration of each measurement", wholeNumber(1, 600), 5)
  .option("--rounds <n>", "measurements of each query and server", wholeNumber(1, 99), 5)
  .parse()
  .opts<Options>();

const { API_DATABASE_URL: databaseUrl } = process.env;
if (!databaseUrl)
  throw new Error("API_DATABASE_URL must name a PostgreSQL database: an empty one, or an earlier run's.");
const demo = await prepare(databaseUrl);
const hasEmbedded = options.servers.includes("embedded");
const site: Site = { databaseUrl, demo, embedded: hasEmbedded ? await makeDemo(`${options.data}-embedded`) : demo };
const chosen = kinds.filter(({ family }) => options.servers.includes(family));
const variables = await chooseVariables();
const counts = await checkAndCount(site, chosen, variables);
console.log(`${options.schools} schools, ${options.rounds} rounds of ${options.seconds} s`);
for (const [name, rows] of await measureAll(site, chosen, variables, { ...options, counts })) {
  console.log(`\n${name}: ${queries[name]!.title}\n\n${tableOf(queries[name]!, rows)}`);
}

function someOf(choices: readonly string[]) {
  return (text: string) => {
    const unknown = text.split(",").find((name) => !choices.includes(name));
    if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is not one of ${choices}.`);
    return text.split(",");
  };
}

/** Installs PostGraphile, and makes the demo and the views, if they do not exist. */
async function prepare(url: string): Promise<Demo> {
  const folder = resolve(import.meta.dirname, "api");
  if (!existsSync(join(folder, "node_modules"))) {
    execFileSync("npm", ["install", "--no-package-lock"], { cwd: folder, stdio: "inherit" });
  }
  const demo = await makeDemo(options.data, url);
  await read(await readFile(join(folder, "views.sql"), "utf8"));
  await read("VACUUM ANALYZE");
  return demo;
}

/** Makes what the demo lacks. @param databaseUrl an embedded database if there is none */
async function makeDemo(directory: string, databaseUrl?: string): Promise<Demo> {
  const dataDirectory = resolve(directory);
  await kindred({ dataDirectory, databaseUrl }, ["demo", "--exit", "--schools", String(options.schools)]);
  const keys = JSON.parse(await readFile(join(dataDirectory, "demo/keys.json"), "utf8"));
  return { dataDirectory, key: keys.MIS_VENDOR };
}

/** Query -> the variables of its requests: 200 schools with 20 peers, or the 50 authorities with the most schools. */
async function chooseVariables(): Promise<Map<string, readonly object[]>> {
  const year = "(SELECT max(year) FROM bench_api.attendance WHERE attendance IS NOT NULL) AS year";
  const found = {
    urn: await read(
      `SELECT urn, ${year} FROM bench_api.peer GROUP BY urn HAVING count(*) = 20 ORDER BY md5(urn::text) LIMIT 200`,
    ),
    authority: await read(
      `SELECT la_code AS authority, ${year} FROM bench_api.school GROUP BY la_code
       ORDER BY count(*) DESC, la_code LIMIT 50`,
    ),
  };
  return new Map(options.only.map((name) => [name, found[queries[name]!.by]]));
}

async function read(text: string): Promise<object[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
