// Runs the confidentiality tests with any number of requests: npm run test:confidentiality -- --help
import { Command, Option } from "commander";
import { wholeNumber } from "../src/commands/options.js";
import { showProgress } from "../src/commands/progress.js";
import { bombard } from "../test/confidentiality/bombard.js";
import { type Finding, type Outcome, runHarness } from "../test/confidentiality/harness.js";
import { plantAll } from "../test/confidentiality/plant.js";
import { compared, type World, worlds } from "../test/confidentiality/protocol.js";
import { sendersOf } from "../test/confidentiality/sequences.js";
import { startTwins } from "../test/confidentiality/twins.js";
import setUp from "../test/support/template.js";

const count = wholeNumber(0, 1e9);
const { queries, seed, only, world, malformed, mutants } = new Command("test:confidentiality")
  .description(
    `Sends the same requests to two servers whose databases differ only in data that the client may not read. Any difference
between the answers is a leak. Exits with 0 for no leak, 1 for a leak, 2 if the test could not run.`,
  )
  .option("--queries <n>", "number of requests, shared out so that every compared client sends as many", count, 2_000)
  .option("--seed <n>", "seed of the random requests", count, 1)
  .option("--only <n>", "run only the request with this number", count)
  .addOption(new Option("--world <name>", "use only databases that differ in this").choices(worlds))
  .option("--malformed <n>", "send this many malformed requests instead", count)
  .option("--mutants [names...]", "test servers with a planted leak instead; every leak must be found")
  .parse()
  .opts<{
    queries: number;
    seed: number;
    only?: number;
    world?: World;
    malformed?: number;
    mutants?: true | string[];
  }>();

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const { signal } = stop;
const progress = showProgress();
const tearDown = await setUp();
try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
} finally {
  progress.end();
  await tearDown?.();
}

async function run(): Promise<boolean> {
  if (mutants) return plantAll(mutants === true ? [] : mutants, { seed, queries, signal, say: console.log });
  if (malformed !== undefined) return tryMalformed(malformed);
  let found = 0;
  for (const name of world ? [world] : worlds) found += await compare(name, world ? queries : shareOf(name));
  return found === 0;
}

/** How many of the requests are for this world, if every client is to send as many. */
function shareOf(name: World): number {
  const weightOf = (one: World) => compared[one].length / sendersOf(compared[one]);
  const total = worlds.reduce((sum, one) => sum + weightOf(one), 0);
  return Math.round((queries * weightOf(name)) / total);
}

async function tryMalformed(requests: number): Promise<boolean> {
  const twins = await startTwins("scopes");
  try {
    const report = (done: number) => progress.report("malformed requests", done, requests);
    const findings = await bombard(twins.servers[0], { seed, requests, report, signal });
    progress.end();
    printFindings(findings);
    console.log(`${requests} malformed requests: ${findings.length} findings`);
    return findings.length === 0;
  } finally {
    await twins.close();
  }
}

/** @returns how many findings */
async function compare(world: World, queries: number): Promise<number> {
  const twins = await startTwins(world);
  try {
    const size = only === undefined ? { queries } : { queries: 1, from: only };
    const report = (done: number) => progress.report(`requests (${world})`, done, size.queries);
    const outcome = await runHarness(twins, { seed, ...size, maxFindings: 20, report, signal });
    progress.end();
    printFindings(outcome.findings);
    summarise(world, outcome);
    return outcome.findings.length;
  } finally {
    await twins.close();
  }
}

function printFindings(findings: readonly Finding[]) {
  for (const { number, caller, what, document } of findings.slice(0, 20)) {
    const again = number === null || malformed !== undefined ? "" : ` (again: --seed ${seed} --only ${number})`;
    console.log(`\n${caller ?? "no caller in particular"}${again}\n${what}\n${document}`);
  }
}

function summarise(world: World, { queries: requests, answers, answered, served, coverage, findings }: Outcome) {
  const percent = (ratio: number) => `${(ratio * 100).toFixed(1)}%`;
  console.log(`${world}, seed ${seed}: ${requests} requests, ${answers} answers, ${findings.length} differences`);
  for (const [kind, { share: covered, missing }] of Object.entries(coverage)) {
    console.log(
      `${kind}: ${percent(covered)} were requested${missing.length ? `, not ${missing.slice(0, 8).join(", ")}${missing.length > 8 ? " …" : ""}` : ""}`,
    );
  }
  const [first] = compared[world];
  console.log(`valid and not empty for ${first}: ${percent(answered)}`);
  console.log(`compared: ${compared[world].join(", ")}; of these, read their own data: ${[...served].join(", ")}`);
}
