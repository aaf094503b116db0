// Measures the cost of the public role in the embedded database: the same public requests with and without it, in
// alternation.
//   npx tsx bench/public-role.ts [ROUNDS]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { authenticator } from "../src/access/authenticate.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { type Serving, servingOn } from "../src/database/serving.js";
import { prepareDemo } from "../src/demo/demo.js";
import { createServer, type KindredServer } from "../src/server/create-server.js";

const warmUpRounds = 20;
const rounds = Number(process.argv[2] ?? 300);
const dataDirectory = await mkdtemp(join(tmpdir(), "kindred-bench-"));
const config = { ...readConfig({ KINDRED_RATE_LIMIT: "100000000" }), dataDirectory };
const database = await openDatabase(config);
const { signal } = new AbortController();
const progress = { report() {}, end() {} };
const { example } = await prepareDemo({ config, database, signal, progress }, 2_000);

const serverOn = (serving: Serving): KindredServer =>
  createServer({
    serving,
    authenticate: authenticator(database),
    config,
    strategies: new Map(),
    logger: pino({ level: "silent" }),
  });
const withRole = serverOn(servingOn(database));
const withoutRole = serverOn({ clients: database, public: database, close: async () => {} });

const figures = "name attendance { year attendance source { file line } } circumstances { year fsm }";
const queries = {
  "a school's name": `{ school(urn: ${example.urn}) { name } }`,
  "a school with its figures": `{ school(urn: ${example.urn}) { ${figures} links { name } } }`,
  "a school with its cohort": `{ school(urn: ${example.urn}) { name cohort { peers { distance school { name } } } } }`,
  "a search": `{ schools(first: 20, filter: { search: "st" }) { totalCount nodes { urn name } } }`,
  "a page of 50 with figures": `{ schools(first: 50) { nodes { ${figures} } } }`,
};

/**
 * Milliseconds of CPU time for one request. The database is in this process, and other work on the machine does not
 * count.
 */
async function timed({ fetch }: KindredServer, query: string): Promise<number> {
  const started = process.cpuUsage();
  const headers = { "content-type": "application/json" };
  const response = await fetch(
    new Request("http://localhost/graphql", { method: "POST", headers, body: JSON.stringify({ query }) }),
  );
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

console.log("without, ms  with, ms  ratio  request");
for (const [name, query] of Object.entries(queries)) {
  const timesWithout: number[] = [];
  const timesWith: number[] = [];
  const sides = [
    { server: withoutRole, times: timesWithout },
    { server: withRole, times: timesWith },
  ];
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const { server, times } of round % 2 ? sides : sides.toReversed()) {
      const milliseconds = await timed(server, query);
      if (round >= 0) times.push(milliseconds);
    }
  }
  const without = median(timesWithout);
  const within = median(timesWith);
  const columns = [without.toFixed(2).padStart(11), within.toFixed(2).padStart(8), (within / without).toFixed(2)];
  console.log(`${columns.join("  ")}   ${name}`);
}
await database.close();
await rm(dataDirectory, { recursive: true });
