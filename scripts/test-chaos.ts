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
    `Kills workers while they compute a run, a target set and a partnership plan, and kills servers while clients request
them. Uses the PostgreSQL server of TEST_DATABASE_URL with three workers, or an embedded database. Exits with 0 if no
result was incomplete, lost or made twice.`,
  )
  .option("--workers <n>", "how many workers to kill", wholeNumber(0, 10_000), 50)
  .option("--servers <n>", "how many servers to kill", wholeNumber(0, 10_000), 20)
  .option("--seed <n>", "seed of the random moments", wholeNumber(0, 1e9), 1)
  .option("--schools <n>", "how many schools the database has", wholeNumber(100, 20_000), 12_000)
  .parse()
  .opts<Options>();

const given = { seed, schools, server: process.env.TEST_DATABASE_URL, say: console.log };
const allFindings: string[] = [];
if (workers > 0) {
  const { rounds, interrupted, findings } = await killWorkers({ ...given, kills: workers });
  console.log(
    `${workers} workers killed in ${rounds} rounds, ${interrupted} jobs interrupted: ${findings.length} findings`,
  );
  allFindings.push(...findings);
}
if (servers > 0) {
  const { done, interrupted, taken, cut, looks, findings } = await killServers({ ...given, kills: servers });
  console.log(
    `${servers} servers killed, ${interrupted} jobs interrupted, ${taken.atOnce} resumed at once and ${taken.late} after their lease expired, ${cut} requests cut off, ${done} tasks done, ${looks} checks: ${findings.length} findings`,
  );
  allFindings.push(...findings);
}
for (const finding of allFindings) console.log(finding);
process.exitCode = allFindings.length === 0 ? 0 : 1;
