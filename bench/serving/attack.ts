// What others notice while three addresses ask the dearest thing that a request may, again and again.
//   npm run bench:attack [-- --schools N --data DIR --seconds N]   embedded, or on the database that ATTACK_DATABASE_URL names
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { wholeNumber } from "../../src/commands/options.js";
import { type Answer, quantile, type Served, serveDemo } from "./served.js";

const { schools, data, seconds } = new Command("bench:attack")
  .option("--schools <n>", "open schools of the demo", wholeNumber(200, 100_000), 21_000)
  .option("--data <directory>", "data directory with a demo, kept; a temporary one where not given")
  .option("--seconds <n>", "how long the attack lasts", wholeNumber(5, 600), 30)
  .parse()
  .opts<{ schools: number; data?: string; seconds: number }>();

/** Milliseconds: the longest answer of /health, 95 of 100 simple queries, and what an answer may come after the deadline. */
const limits = { health: 200, simple: 1_000, late: 500 };
const timeout = 3;
const attackers = ["203.0.113.1", "203.0.113.2", "203.0.113.3"];
/** Requests that each attacker has under way at once. */
const together = 4;

const temporary = data ? undefined : await mkdtemp(join(tmpdir(), "kindred-attack-"));
const place = { dataDirectory: data ?? temporary ?? "", databaseUrl: process.env.ATTACK_DATABASE_URL };
const server = await serveDemo(place, schools, { KINDRED_TIMEOUT: String(timeout) });
try {
  console.log(`${schools} schools, ${place.databaseUrl ? "PostgreSQL" : "embedded"}, Node ${process.version}`);
  const document = await dearest(server);
  console.log(`three addresses, ${together} requests at once each, for ${seconds} s\n`);
  process.exitCode = (await attack(server, document)) ? 0 : 1;
} finally {
  await server.stop();
  if (temporary) await rm(temporary, { recursive: true });
}

function near(aliases: number): string {
  const lists = Array.from({ length: aliases }, (_, n) => {
    const point = `{ easting: ${400_000 + n}, northing: 300000, withinKm: 2000 }`;
    return `a${n}: schools(first: 1, filter: { near: ${point} }, orderBy: { field: ATTENDANCE }) { nodes { urn } }`;
  });
  return `{ ${lists.join("\n")} }`;
}

/** As many aliases of the dearest list as a document may have. */
async function dearest(served: Served): Promise<string> {
  for (let aliases = 49; aliases > 0; aliases--) {
    const { errors } = await served.ask(near(aliases), { from: `198.51.100.${aliases}` });
    if (errors?.[0]?.extensions.code === "QUERY_TOO_LARGE") continue;
    console.log(`${aliases} aliases of schools(near, orderBy: ATTENDANCE): more are refused`);
    return near(aliases);
  }
  throw new Error("not even one is affordable");
}

async function attack(served: Served, document: string): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  const until = async (work: () => Promise<void>) => {
    while (performance.now() < end) await work();
  };
  const codes = new Map<string, number>();
  const attackTimes: number[] = [];
  const healthTimes: number[] = [];
  const simpleTimes: number[] = [];
  let failed = 0;

  const strike = (from: string) =>
    until(async () => {
      const began = performance.now();
      const answer = await served.ask(document, { from });
      const code = codeOf(answer);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code === "RATE_LIMITED") return delay(250);
      attackTimes.push(performance.now() - began);
    });
  const head = until(async () => {
    const began = performance.now();
    const answer = await served.ask("{ viewer { school { name target { target } } } }", { key: served.keys.SCHOOL });
    simpleTimes.push(performance.now() - began);
    if (answer.errors) failed++;
    await delay(100);
  });
  const passer = until(async () => {
    const began = performance.now();
    const answer = await served.ask("{ schools(first: 1) { nodes { name } } }", { from: "192.0.2.7" });
    simpleTimes.push(performance.now() - began);
    if (answer.errors) failed++;
    await delay(250);
  });
  const probe = until(async () => {
    healthTimes.push(await served.health());
    await delay(50);
  });
  const strikes = attackers.flatMap((from) => Array.from({ length: together }, () => strike(from)));
  await Promise.all([...strikes, head, passer, probe]);

  const found = {
    health: Math.max(...healthTimes),
    simple: quantile(simpleTimes, 0.95),
    late: Math.max(0, ...attackTimes) - timeout * 1000,
  };
  console.log(`the attack was answered: ${[...codes].map(([code, times]) => `${times} ${code}`).join(", ")}`);
  console.log(`/health: longest of ${healthTimes.length} ${found.health.toFixed(0)} ms (at most ${limits.health})`);
  console.log(
    `a school's and anyone's simple queries: 95th percentile of ${simpleTimes.length} ${found.simple.toFixed(0)} ms (at most ${limits.simple}), ${failed} failed`,
  );
  console.log(`the attack's longest answer: ${found.late.toFixed(0)} ms after the deadline (at most ${limits.late})`);
  return failed === 0 && Object.entries(limits).every(([name, limit]) => found[name as keyof typeof found] <= limit);
}

function codeOf({ errors }: Answer): string {
  return errors?.[0]?.extensions.code ?? "in full";
}
