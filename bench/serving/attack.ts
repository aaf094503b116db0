// Measures what other clients notice while three addresses repeat the most expensive request that the limits allow.
//   npm run bench:attack [-- --schools N --data DIR --seconds N]   embedded, or on the database that ATTACK_DATABASE_URL names
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { wholeNumber } from "../../src/commands/options.js";
import { type Answer, quantile, type Served, serveDemo } from "./served.js";

const { schools, data, seconds } = new Command("bench:attack")
  .option("--schools <n>", "number of open schools in the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory to use and keep; default: a temporary one")
  .option("--seconds <n>", "duration of the attack", wholeNumber(5, 600), 30)
  .parse()
  .opts<{ schools: number; data?: string; seconds: number }>();

/** Maximum milliseconds: of /health, of the 95th percentile of simple queries, and of an answer after the deadline. */
const limits = { health: 200, simple: 1_000, late: 500 };
const timeoutSeconds = 3;
const attackers = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];
/** Concurrent requests per attacker. */
const concurrency = 4;

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-attack-"));
const location = { dataDirectory: data ?? temporary ?? "", databaseUrl: process.env.ATTACK_DATABASE_URL };
const server = await serveDemo(location, schools, { KINDRED_TIMEOUT: String(timeoutSeconds) });
try {
  console.log(`${schools} schools, ${location.databaseUrl ? "PostgreSQL" : "embedded"}, Node ${process.version}`);
  const document = await mostExpensiveDocument(server);
  console.log(`three addresses, ${concurrency} concurrent requests each, for ${seconds} s\n`);
  process.exitCode = (await attack(server, document)) ? 0 : 1;
} finally {
  await server.stop();
  if (temporary) await rm(temporary, { recursive: true });
}

function documentWith(aliases: number): string {
  const lists = Array.from({ length: aliases }, (_, n) => {
    const point = `{ easting: ${400_000 + n}, northing: 300000, withinKm: 2000 }`;
    return `a${n}: schools(first: 1, filter: { near: ${point} }, orderBy: { field: ATTENDANCE }) { nodes { urn } }`;
  });
  return `{ ${lists.join("\n")} }`;
}

/** The most aliases of the most expensive list that a document may have. */
async function mostExpensiveDocument(served: Served): Promise<string> {
  for (let aliases = 49; aliases > 0; aliases--) {
    const { errors } = await served.ask(documentWith(aliases), { from: `198.51.100.${aliases}` });
    if (errors?.[0]?.extensions.code === "QUERY_TOO_LARGE") continue;
    console.log(`${aliases} aliases of schools(near, orderBy: ATTENDANCE), the most that are accepted`);
    return documentWith(aliases);
  }
  throw new Error("a document with one alias is refused");
}

async function attack(served: Served, document: string): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  const repeat = async (action: () => Promise<void>) => {
    while (performance.now() < end) await action();
  };
  const codes = new Map<string, number>();
  const attackTimes: number[] = [];
  const healthTimes: number[] = [];
  const simpleTimes: number[] = [];
  let failed = 0;

  const attackFrom = (from: string) =>
    repeat(async () => {
      const start = performance.now();
      const code = codeOf(await served.ask(document, { from }));
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code === "RATE_LIMITED") return delay(250);
      attackTimes.push(performance.now() - start);
    });
  const askSimply = (query: string, options: { key?: string; from?: string }, pauseMs: number) =>
    repeat(async () => {
      const start = performance.now();
      const answer = await served.ask(query, options);
      simpleTimes.push(performance.now() - start);
      if (answer.errors) failed++;
      await delay(pauseMs);
    });
  const probeHealth = () =>
    repeat(async () => {
      healthTimes.push(await served.health());
      await delay(50);
    });
  await Promise.all([
    ...attackers.flatMap((from) => Array.from({ length: concurrency }, () => attackFrom(from))),
    askSimply("{ viewer { school { name target { target } } } }", { key: served.keys.SCHOOL }, 100),
    askSimply("{ schools(first: 1) { nodes { name } } }", { from: "192.0.2.7" }, 250),
    probeHealth(),
  ]);

  const measured = {
    health: Math.max(...healthTimes),
    simple: quantile(simpleTimes, 0.95),
    late: Math.max(0, ...attackTimes) - timeoutSeconds * 1000,
  };
  console.log(`answers to the attack: ${[...codes].map(([code, times]) => `${times} ${code}`).join(", ")}`);
  console.log(`/health: longest of ${healthTimes.length} ${measured.health.toFixed(0)} ms (at most ${limits.health})`);
  console.log(
    `simple queries of a school and of anyone: 95th percentile of ${simpleTimes.length} ${measured.simple.toFixed(0)} ms (at most ${limits.simple}), ${failed} failed`,
  );
  console.log(
    `the attack's longest answer: ${measured.late.toFixed(0)} ms after the deadline (at most ${limits.late})`,
  );
  const isWithinLimits = Object.entries(limits).every(
    ([name, limit]) => measured[name as keyof typeof measured] <= limit,
  );
  return failed === 0 && isWithinLimits;
}

function codeOf({ errors }: Answer): string {
  return errors?.[0]?.extensions.code ?? "complete";
}
