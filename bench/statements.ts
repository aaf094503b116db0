// Measures how long the database takes for each statement that a public viewer can cause, in the worst case that the
// limits allow, on the invented England; and whether each document's cost covers its database time.
//   npm run bench:statements [-- --rounds N --schools N]     embedded, or on the PostgreSQL that TEST_DATABASE_URL names
import { Command } from "commander";
import type { GraphQLEnumType } from "graphql";
import { pino } from "pino";
import { schema } from "../schema/index.js";
import { anonymous } from "../src/access/viewer.js";
import { wholeNumber } from "../src/commands/options.js";
import { readConfig } from "../src/config.js";
import type { Sql } from "../src/database/database.js";
import { servingOn } from "../src/database/serving.js";
import { findStrategies } from "../src/matching/discovery.js";
import { createServer, type KindredServer } from "../src/server/create-server.js";
import { costPerMillisecond } from "../src/server/limits.js";
import setUp from "../test/support/template.js";
import { documents, type PublicRequest, type World } from "./statements/documents.js";
import { buildEngland, recordedDatabase } from "./statements/england.js";

const { rounds, schools, all } = new Command("bench:statements")
  .option("--rounds <n>", "number of times to send each document", wholeNumber(1, 10_000), 5)
  .option("--schools <n>", "number of schools in the invented England", wholeNumber(50, 100_000), 21_000)
  .option("--all", "print every document, not only the most expensive")
  .parse()
  .opts<{ rounds: number; schools: number; all?: boolean }>();

/** Maximum time of a single statement on the embedded database. */
const limitMs = 200;

const tearDown = await setUp();
const { database, recorder } = await recordedDatabase();
const config = readConfig({});
const server = createServer({
  serving: servingOn(database),
  authenticate: async () => anonymous,
  strategies: await findStrategies([]),
  config: { ...config, surface: { ...config.surface, requestsPerMinute: 1e9 } },
  logger: pino({ level: "silent" }),
});

interface Measurement {
  readonly name: string;
  readonly cost: number;
  /** Database time in milliseconds, the median of the rounds. */
  readonly databaseMs: number;
}

/** The times of a statement, and the name of the document with the longest. */
interface StatementTimes {
  readonly ms: number[];
  slowestDocument: string;
}

try {
  const runs = await buildEngland(database, schools);
  const requests = documents(await worldOf(database, runs));
  const statementTimes = new Map<string, StatementTimes>();
  const measurements: Measurement[] = [];
  for (const document of requests.slice(0, 50)) await ask(server, document); // warms up the program
  for (const document of requests) {
    const measurement = await measure(document, statementTimes);
    if (measurement) measurements.push(measurement);
    else console.log(`refused because it costs too much: ${document.name}`);
  }
  printStatements(statementTimes);
  printDocuments(measurements);
} finally {
  await server.close();
  await database.close();
  await tearDown?.();
}

async function measure(
  document: PublicRequest,
  statementTimes: Map<string, StatementTimes>,
): Promise<Measurement | null> {
  const databaseTimes: number[] = [];
  let cost = 0;
  for (let round = -1; round < rounds; round++) {
    recorder.takeStatements();
    recorder.takeDatabaseMs();
    const requestCost = await ask(server, document);
    if (requestCost === null) return null;
    cost = requestCost;
    const statements = recorder.takeStatements();
    const databaseMs = recorder.takeDatabaseMs();
    if (round < 0) continue; // The first round reads pages from disk and plans statements.
    databaseTimes.push(databaseMs);
    for (const { shape, ms } of statements) {
      const times = statementTimes.get(shape) ?? { ms: [], slowestDocument: document.name };
      if (ms > Math.max(0, ...times.ms)) times.slowestDocument = document.name;
      times.ms.push(ms);
      statementTimes.set(shape, times);
    }
  }
  return { name: document.name, cost, databaseMs: quantile(databaseTimes, 0.5) };
}

/** @returns the request's cost; null if it exceeds the limit */
async function ask({ fetch }: KindredServer, { query, variables }: PublicRequest): Promise<number | null> {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ query, variables });
  const response = await fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
  const { extensions, errors = [] } = (await response.json()) as {
    extensions?: { cost?: { requested: number } };
    errors?: { message: string; extensions: { code: string } }[];
  };
  if (errors.some(({ extensions: { code } }) => code === "QUERY_TOO_LARGE")) return null;
  const unexpected = errors.find(({ extensions: { code } }) => code !== "BAD_ARGUMENT");
  if (unexpected) throw new Error(`${unexpected.message}: ${query} ${JSON.stringify(variables)}`);
  return extensions?.cost?.requested ?? 0;
}

function printStatements(statementTimes: ReadonlyMap<string, StatementTimes>): void {
  const rows = [...statementTimes].map(([shape, { ms, slowestDocument }]) => ({
    shape,
    slowestDocument,
    max: Math.max(...ms),
    p95: quantile(ms, 0.95),
  }));
  console.log(`${database.kind}, ${rounds} rounds, milliseconds per statement\n`);
  console.log("    max     p95  statement, and the document with the longest time");
  for (const { shape, slowestDocument, max, p95 } of rows.toSorted((one, other) => other.max - one.max)) {
    console.log(`${max.toFixed(1).padStart(7)} ${p95.toFixed(1).padStart(7)}  ${shape.slice(0, 300)}`);
    console.log(`${" ".repeat(17)}${slowestDocument}`);
  }
  const longest = Math.max(...rows.map(({ max }) => max));
  console.log(`\nlongest: ${longest.toFixed(1)} ms (at most ${limitMs} on the embedded database)`);
  if (database.kind === "pglite" && longest > limitMs) process.exitCode = 1;
}

/** Sorted by database time relative to cost, greatest first. No document may take more time than its cost covers. */
function printDocuments(measurements: readonly Measurement[]): void {
  const rows = measurements.map((measurement) => ({ ...measurement, paidMs: measurement.cost / costPerMillisecond }));
  const sorted = rows.toSorted((one, other) => other.databaseMs / other.paidMs - one.databaseMs / one.paidMs);
  console.log("\ntime ms  paid for     cost  document");
  for (const { name, cost, databaseMs, paidMs } of all ? sorted : sorted.slice(0, 40)) {
    const times = `${databaseMs.toFixed(1).padStart(7)} ${paidMs.toFixed(1).padStart(9)}`;
    console.log(`${times} ${String(cost).padStart(8)}  ${name}`);
  }
  const underpaid = rows.filter(({ databaseMs, paidMs }) => databaseMs > paidMs);
  console.log(`\n${underpaid.length} of ${rows.length} documents take more database time than their cost covers`);
  if (database.kind === "pglite" && underpaid.length > 0) process.exitCode = 1;
}

async function worldOf(sql: Sql, runs: readonly string[]): Promise<World> {
  const numbers = async (text: string) => (await sql.query<{ n: number }>(text)).map(({ n }) => n);
  const [half = 0] = await numbers(
    "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY urn) AS n FROM school WHERE easting IS NOT NULL AND block = 'PRIMARY'",
  );
  const fromMiddle = `FROM school WHERE urn >= ${half} AND easting IS NOT NULL AND block = 'PRIMARY' ORDER BY urn LIMIT 200`;
  const mostCommon = (column: string) =>
    `SELECT ${column} AS n FROM school WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`;
  const years = await sql.query<{ year: string }>("SELECT DISTINCT year FROM attendance ORDER BY 1");
  const [region] = await sql.query<{ n: string }>(mostCommon("region"));
  return {
    urns: await numbers(`SELECT urn AS n ${fromMiddle}`),
    laestabs: await numbers(`SELECT laestab AS n ${fromMiddle}`),
    runs: runs.map((id) => Buffer.from(`Run:${id}`).toString("base64")),
    strategies: [...(await findStrategies([])).keys()],
    years: years.map(({ year }) => year),
    localAuthority: (await numbers(mostCommon("la_code")))[0]!,
    region: (schema.getType("Region") as GraphQLEnumType).serialize(region!.n) as string,
    trust: (await numbers(mostCommon("trust_code")))[0]!,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
