// Kills workers at random moments: npm run test:chaos -- --help
import { Command } from "commander";
import { wholeNumber } from "../src/commands/options.js";
import { chaos } from "../test/jobs/chaos.js";

const { kills, seed, schools } = new Command("test:chaos")
  .description(
    `Kills workers, three on the PostgreSQL server of TEST_DATABASE_URL or one on an embedded database, while they make a
run, a set of targets and a plan of partnerships. Ends with 0 where nothing was half there, lost or done twice.`,
  )
  .option("--kills <n>", "how many", wholeNumber(1, 10_000), 50)
  .option("--seed <n>", "decides on the moments", wholeNumber(0, 1e9), 1)
  .option("--schools <n>", "of the world that they work on", wholeNumber(100, 20_000), 12_000)
  .parse()
  .opts<{ kills: number; seed: number; schools: number }>();

const server = process.env.TEST_DATABASE_URL;
const { rounds, interrupted, findings } = await chaos({ kills, seed, schools, server, say: console.log });
for (const finding of findings) console.log(finding);
console.log(`${kills} kills in ${rounds} rounds took ${interrupted} jobs from workers: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
