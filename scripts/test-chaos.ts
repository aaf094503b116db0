// Kills workers and servers at random moments: npm run test:chaos -- --help
import { Command } from "commander";
import { wholeNumber } from "../src/commands/options.js";
import { killServers } from "../test/chaos/kill-servers.js";
import { killWorkers } from "../test/chaos/kill-workers.js";

interface Options {
  readonly workers: number;
  readonly servers: number;
  readonly seed: number;
  readonly schools: number;
}

const { workers, servers, seed, schools } = new Command("test:chaos")
  .description(
    `Kills workers while they make a run, a set of targets and a plan of partnerships, and servers while clients have them do
so: on the PostgreSQL server of TEST_DATABASE_URL, with three workers, or on an embedded database. Ends with 0 where
nothing was half there, lost or done twice.`,
  )
  .option("--workers <n>", "how many workers to kill", wholeNumber(0, 10_000), 50)
  .option("--servers <n>", "how many servers to kill", wholeNumber(0, 10_000), 20)
  .option("--seed <n>", "decides on the moments", wholeNumber(0, 1e9), 1)
  .option("--schools <n>", "of the world that they work on", wholeNumber(100, 20_000), 12_000)
  .parse()
  .opts<Options>();

const given = { seed, schools, server: process.env.TEST_DATABASE_URL, say: console.log };
const all: string[] = [];
if (workers > 0) {
  const { rounds, interrupted, findings } = await killWorkers({ ...given, kills: workers });
  console.log(
    `${workers} workers killed in ${rounds} rounds, ${interrupted} jobs interrupted: ${findings.length} findings`,
  );
  all.push(...findings);
}
if (servers > 0) {
  const { done, interrupted, taken, cut, looks, findings } = await killServers({ ...given, kills: servers });
  console.log(
    `${servers} servers killed, ${interrupted} jobs interrupted, ${taken.atOnce} taken up at once and ${taken.late} when their lease had run out, ${cut} requests cut off, ${done} errands done, ${looks} looks: ${findings.length} findings`,
  );
  all.push(...findings);
}
for (const finding of all) console.log(finding);
process.exitCode = all.length === 0 ? 0 : 1;
