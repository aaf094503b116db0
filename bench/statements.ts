// How long the database has each statement in hand that a public viewer can cause, at the worst that the limits allow, on
// the invented England; and whether each document pays for the time that it takes.
//   npm run bench:statements [-- --rounds N --schools N]     embedded, or on the PostgreSQL that TEST_DATABASE_URL names
import { Command } from "commander";
import { pino } from "pino";
import { anonymous } from "../src/access/viewer.js";
import { wholeNumber } from "../src/commands/options.js";
import { readConfig } from "../src/config.js";
import type { Sql } from "../src/database/database.js";
import { servingOn } from "../src/database/serving.js";
import { findStrategies } from "../src/matching/discovery.js";
import { createServer, type KindredServer } from "../src/server/create-server.js";
import { costPerMillisecond } from "../src/server/limits.js";
import setUp from "../test/support/template.js";
import { type Asked, documents, type World } from "./statements/documents.js";
import { buildEngland, recordedDatabase } from "./statements/england.js";

const { rounds, schools, all } = new Command("bench:statements")
  .option("--rounds <n>", "times that each document is asked", wholeNumber(1, 10_000), 5)
  .option("--schools <n>", "schools of the invented England", wholeNumber(50, 100_000), 21_000)
  .option("--all", "tells every document, not the dearest alone")
  .parse()
  .opts<{ rounds: number; schools: number; all?: boolean }>();

/** Milliseconds that a single statement may take on the embedded database. */
const limit = 200;

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

interface Told {
  readonly name: string;
  readonly cost: number;
  /** Milliseconds of the database, the median of the rounds. */
  readonly held: number;
}

try {
  const runs = await buildEngland(database, schools);
  const asked = documents(await worldOf(database, runs));
  const shapes = new Map<string, { ms: number[]; by: string }>();
  const told: Told[] = [];
  for (const document of asked.slice(0, 50)) await ask(server, document); // or the first ones take the program's warming up
  for (const document of asked) {
    const measured = await measure(document, shapes);
    if (measured) told.push(measured);
    else console.log(`refused, since it costs too much: ${document.name}`);
  }
  tellShapes(shapes);
  tellDocuments(told);
} finally {
  await server.close();
  await database.close();
  await tearDown?.();
}

async function measure(document: Asked, shapes: Map<string, { ms: number[]; by: string }>): Promise<Told | null> {
  const held: number[] = [];
  let cost = 0;
  for (let round = -1; round < rounds; round++) {
    recorder.take();
    recorder.takeHeld();
    const asked = await ask(server, document);
    if (asked === null) return null;
    cost = asked;
    const statements = recorder.take();
    const time = recorder.takeHeld();
    if (round < 0) continue; // The first one reads pages from the disk and plans anew.
    held.push(time);
    for (const { shape, ms } of statements) {
      const known = shapes.get(shape) ?? { ms: [], by: document.name };
      if (ms > Math.max(0, ...known.ms)) known.by = document.name;
      known.ms.push(ms);
      shapes.set(shape, known);
    }
  }
  return { name: document.name, cost, held: quantile(held, 0.5) };
}

/** @returns what it costs; null where that is more than it may */
async function ask({ fetch }: KindredServer, { query, variables }: Asked): Promise<number | null> {
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

function tellShapes(shapes: ReadonlyMap<string, { ms: number[]; by: string }>): void {
  const rows = [...shapes].map(([shape, { ms, by }]) => ({
    shape,
    by,
    most: Math.max(...ms),
    p95: quantile(ms, 0.95),
  }));
  console.log(
    `${database.kind}, ${rounds} rounds, milliseconds of a statement\n\n    max     p95  statement, and the document of its longest`,
  );
  for (const { shape, by, most, p95 } of rows.toSorted((one, other) => other.most - one.most)) {
    console.log(
      `${most.toFixed(1).padStart(7)} ${p95.toFixed(1).padStart(7)}  ${shape.slice(0, 300)}\n${" ".repeat(17)}${by}`,
    );
  }
  const longest = Math.max(...rows.map(({ most }) => most));
  console.log(`\nlongest: ${longest.toFixed(1)} ms (at most ${limit} on the embedded database)`);
  if (database.kind === "pglite" && longest > limit) process.exitCode = 1;
}

/** Those that take most for what they cost first: none may take more than it pays for. */
function tellDocuments(told: readonly Told[]): void {
  const rows = told.map((each) => ({ ...each, paid: each.cost / costPerMillisecond }));
  const sorted = rows.toSorted((one, other) => other.held / other.paid - one.held / one.paid);
  console.log("\n   held  paid for     cost  document");
  for (const { name, cost, held, paid } of all ? sorted : sorted.slice(0, 40)) {
    console.log(`${held.toFixed(1).padStart(7)} ${paid.toFixed(1).padStart(9)} ${String(cost).padStart(8)}  ${name}`);
  }
  const beyond = rows.filter(({ held, paid }) => held > paid);
  console.log(`\n${beyond.length} of ${rows.length} documents take more of the database's time than they pay for`);
  if (database.kind === "pglite" && beyond.length > 0) process.exitCode = 1;
}

async function worldOf(sql: Sql, runs: readonly string[]): Promise<World> {
  const numbers = async (text: string) => (await sql.query<{ n: number }>(text)).map(({ n }) => n);
  const [half = 0] = await numbers(
    "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY urn) AS n FROM school WHERE easting IS NOT NULL AND block = 'PRIMARY'",
  );
  const behind = `FROM school WHERE urn >= ${half} AND easting IS NOT NULL AND block = 'PRIMARY' ORDER BY urn LIMIT 200`;
  const most = (column: string) =>
    `SELECT ${column} AS n FROM school WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`;
  const years = await sql.query<{ year: string }>("SELECT DISTINCT year FROM attendance ORDER BY 1");
  const [region] = await sql.query<{ n: string }>(most("region"));
  return {
    urns: await numbers(`SELECT urn AS n ${behind}`),
    laestabs: await numbers(`SELECT laestab AS n ${behind}`),
    runs: runs.map((id) => Buffer.from(`Run:${id}`).toString("base64")),
    strategies: [...(await findStrategies([])).keys()],
    years: years.map(({ year }) => year),
    localAuthority: (await numbers(most("la_code")))[0]!,
    region: region!.n,
    trust: (await numbers(most("trust_code")))[0]!,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
