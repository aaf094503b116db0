// Measures how long the main job takes on this machine, by stage: an invented England in the embedded database.
//   npm run bench [-- SCHOOLS]
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { prepareDemo } from "../src/demo/demo.js";

const schools = Number(process.argv[2] ?? 21_000);
const dataDirectory = await mkdtemp(join(tmpdir(), "kindred-bench-"));
const config = { ...readConfig({}), dataDirectory };
const database = await openDatabase(config);
const progress = { report() {}, end() {} };
try {
  const { signal } = new AbortController();
  const { stages } = await prepareDemo({ config, database, signal, progress }, schools);
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`${schools} schools, Node ${process.version}, ${cpus().length} cores\n`);
  console.log("seconds  share of total  stage");
  for (const { name, seconds } of [...stages, { name: "total", seconds: total }]) {
    const share = `${((100 * seconds) / total).toFixed(0)}%`;
    console.log(`${seconds.toFixed(1).padStart(7)}  ${share.padStart(14)}  ${name}`);
  }
} finally {
  await database.close();
  await rm(dataDirectory, { recursive: true });
}
