// Measures what it takes to start: CPU time, as multiples of `node -e 0` in the same run, and memory.
//   npm run bench:starts [-- --rounds N --requests N --data DIR]    on Linux
// With STARTS_DATABASE_URL also `kindred serve` on that PostgreSQL: an empty database, or one with a demo whose keys are
// in DIR.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { wholeNumber } from "../src/commands/options.js";
import { demoQueries } from "../src/demo/queries.js";
import { markdown } from "./markdown.js";
import { serveDemo } from "./serving/served.js";
import { runToEnd, type Taken, ticksOf } from "./starts/ended.js";

const { rounds, requests, data } = new Command("bench:starts")
  .option("--rounds <n>", "starts of each command", wholeNumber(1, 1000), 15)
  .option("--requests <n>", "mixed requests to the server", wholeNumber(0, 10_000_000), 20_000)
  .option("--data <directory>", "data directory of the demo, to keep; default: a temporary one")
  .parse()
  .opts<{ rounds: number; requests: number; data?: string }>();

/** Megabytes that the server may hold after the requests: the command ends with 1 if it holds more. */
const limitMb = 350;

const root = resolve(import.meta.dirname, "..");
const program = join(root, "bin/kindred.js");
const table = [join(root, "examples/schools.csv"), "--id", "urn", "--block", "phase", "--out", "-"];
const parameters = ["--params", '{"attributes": {"fsm": 2, "roll": 1}, "k": 1}'];
const commands: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "kindred help": [program, "help"],
  "kindred help match": [program, "help", "match"],
  "kindred strategies": [program, "strategies"],
  "kindred match, 8 rows": [program, "match", ...table, "--strategy", "nearest-neighbour", ...parameters],
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** In alternation, so that other load affects all alike. */
async function measureStarts(): Promise<{ readonly rows: string[][]; readonly bareTicks: number }> {
  const taken: Record<string, Taken[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, words] of Object.entries(commands)) {
      const once = await runToEnd(words);
      taken[name] = [...(taken[name] ?? []), once];
    }
  }
  const ticks = (name: string) => sum(taken[name]!.map((one) => one.ticks)) / rounds;
  const bareTicks = ticks("node -e 0");
  const rows = Object.entries(taken).map(([name, all]) => {
    return [name, (ticks(name) / bareTicks).toFixed(1), median(all.map(({ peakMb }) => peakMb)).toFixed(0)];
  });
  return { rows, bareTicks };
}

/** Now and at its most, in megabytes. */
async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]) / 1024;
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

async function measureServer(databaseUrl: string, bareTicks: number): Promise<string[][]> {
  const dataDirectory = data ?? (await mkdtemp(join(tmpdir(), "kindred-starts-")));
  const server = await serveDemo({ dataDirectory, databaseUrl }, 2_000, {
    KINDRED_RATE_LIMIT: "100000000",
    KINDRED_LOG: "info",
  });
  const row = async (name: string) => {
    const { now, peak } = await memoryOf(server.process.pid!);
    return [name, (ticksOf(server.process.pid!).own / bareTicks).toFixed(1), `${now.toFixed(0)} (${peak.toFixed(0)})`];
  };
  try {
    const rows = [await row("kindred serve, ready")];
    const state = JSON.parse(await readFile(join(dataDirectory, "demo/state.json"), "utf8"));
    const queries = Object.entries(demoQueries(state.summary.example.urn));
    await new Promise((done) => setTimeout(done, 5_000)); // its worker has started too
    rows.push(await row("at rest"));
    let sent = 0;
    const client = async () => {
      while (sent < requests) {
        const [role, { query }] = queries[sent++ % queries.length]!;
        const ask = () => server.ask(query, { key: server.keys[role] });
        const { status, errors } = await ask().catch(ask); // the server may have closed the idle connection
        if (status !== 200 || errors) throw new Error(`${role}: ${status} ${JSON.stringify(errors)}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    rows.push(await row(`after ${requests} requests`));
    process.exitCode = (await memoryOf(server.process.pid!)).now <= limitMb ? 0 : 1;
    return rows;
  } finally {
    await server.stop();
    if (!data) await rm(dataDirectory, { recursive: true });
  }
}

const { rows, bareTicks } = await measureStarts();
const url = process.env.STARTS_DATABASE_URL;
if (url) rows.push(...(await measureServer(url, bareTicks)));
console.log(`Node ${process.version}, ${rounds} rounds; node -e 0 took ${(bareTicks * 10).toFixed(0)} ms of CPU\n`);
console.log(markdown(["", "CPU / node -e 0", "memory, MB (peak)"], rows, 1));
