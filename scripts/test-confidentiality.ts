// The confidentiality harness at any size: npm run test:confidentiality -- --help
import { Command, Option } from "commander";
import { wholeNumber } from "../src/commands/options.js";
import { showProgress } from "../src/commands/progress.js";
import { bombard } from "../test/confidentiality/bombard.js";
import { type Finding, type Outcome, runHarness } from "../test/confidentiality/harness.js";
import { plantAll } from "../test/confidentiality/plant.js";
import { compared, type World, worlds } from "../test/confidentiality/protocol.js";
import { startTwins } from "../test/confidentiality/twins.js";
import setUp from "../test/support/template.js";

const count = wholeNumber(0, 1e9);
const { queries, seed, only, world, malformed, mutants } = new Command("test:confidentiality")
  .description(
    `Asks two servers the same whose databases differ in what the asker may not read; anything that differs is a leak.
Ends with 0 where there is none, 1 where there is, 2 where it could not be found out.`,
  )
  .option("--queries <n>", "how many requests", count, 2_000)
  .option("--seed <n>", "decides on every request", count, 1)
  .option("--only <n>", "only the request of this number", count)
  .addOption(new Option("--world <name>", "only over databases that differ in this").choices(worlds))
  .option("--malformed <n>", "malformed requests instead", count)
  .option("--mutants [names...]", "servers with a leak planted instead, each of which must be found")
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
  for (const each of world ? [world] : worlds) found += await compare(each);
  return found === 0;
}

async function tryMalformed(requests: number): Promise<boolean> {
  const twins = await startTwins("scopes");
  try {
    const report = (done: number) => progress.report("malformed requests", done, requests);
    const findings = await bombard(twins.servers[0], { seed, requests, report, signal });
    progress.end();
    tell(findings);
    console.log(`${requests} malformed requests: ${findings.length} findings`);
    return findings.length === 0;
  } finally {
    await twins.close();
  }
}

/** @returns how many findings */
async function compare(each: World): Promise<number> {
  const twins = await startTwins(each);
  try {
    const size = only === undefined ? { queries } : { queries: 1, from: only };
    const report = (done: number) => progress.report(`requests (${each})`, done, size.queries);
    const outcome = await runHarness(twins, { seed, ...size, maxFindings: 20, report, signal });
    progress.end();
    tell(outcome.findings);
    summarise(each, outcome);
    return outcome.findings.length;
  } finally {
    await twins.close();
  }
}

function tell(findings: readonly Finding[]) {
  for (const { number, caller, what, document } of findings.slice(0, 20)) {
    const again = number === null || malformed !== undefined ? "" : ` (again: --seed ${seed} --only ${number})`;
    console.log(`\n${caller ?? "no caller in particular"}${again}\n${what}\n${document}`);
  }
}

function summarise(each: World, { queries: asked, answers, answered, served, coverage, findings }: Outcome) {
  const share = (of: number) => `${(of * 100).toFixed(1)}%`;
  console.log(`${each}, seed ${seed}: ${asked} requests, ${answers} answers, ${findings.length} differences`);
  for (const [kind, { share: covered, missing }] of Object.entries(coverage)) {
    console.log(
      `${kind}: ${share(covered)} were asked for${missing.length ? `, not ${missing.slice(0, 8).join(", ")}${missing.length > 8 ? " …" : ""}` : ""}`,
    );
  }
  const [first] = compared[each];
  console.log(`valid and not empty for ${first}: ${share(answered)}`);
  console.log(`compared: ${compared[each].join(", ")}; of these were given their own: ${[...served].join(", ")}`);
}
