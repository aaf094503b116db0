// Measures how long the main job takes on this machine, by stage: all of an invented England, the files of one year and
// its two before, a run of each of two strategies, targets and partnerships.
//   npm run bench [-- SCHOOLS]   in the embedded database, and in the empty one of DATABASE_URL if that is set
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { writeEngland } from "../demo/write-england.js";
import { operator } from "../src/access/operator.js";
import { finishJob } from "../src/commands/finish-job.js";
import type { Session } from "../src/commands/session.js";
import { readConfig } from "../src/config.js";
import { openDatabase } from "../src/database/open.js";
import { type ImportRequest, importFiles } from "../src/import/import.js";
import { arrangePartnerships } from "../src/partnerships/arrange.js";
import { startRun } from "../src/runs/start.js";
import { draftTargets } from "../src/targets/draft.js";

/** Not a part of the main job: to compare with the other strategy. */
const apart = "rule-bands";
const schools = Number(process.argv[2] ?? 21_000);
const folder = await mkdtemp(join(tmpdir(), "kindred-bench-"));
try {
  const england = await writeEngland(join(folder, "files"), { schools, seed: 1 });
  console.log(`${schools} schools, Node ${process.version}, ${cpus().length} cores`);
  await measure("embedded", {}, england);
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL) await measure("PostgreSQL", { DATABASE_URL }, england);
} finally {
  await rm(folder, { recursive: true });
}

type England = Awaited<ReturnType<typeof writeEngland>>;

async function measure(title: string, environment: Record<string, string>, england: England) {
  const config = { ...readConfig(environment), dataDirectory: join(folder, title) };
  const database = await openDatabase(config);
  const { signal } = new AbortController();
  const session: Session = { config, database, signal, progress: { report() {}, end() {} } };
  try {
    print(title, await stagesOf(session, england));
  } finally {
    await database.close();
  }
}

/** Stage -> seconds. */
async function stagesOf(session: Session, england: England): Promise<Map<string, number>> {
  const { database, config } = session;
  const { gias, links, absence, performanceTables, similarSchools, baseYear, targetYear } = england;
  const seconds = new Map<string, number>();
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    seconds.set(name, (performance.now() - start) / 1000);
    return result;
  };
  const imported = (request: ImportRequest) => importFiles(database, request);
  const run = (strategy: string) =>
    stage(`run ${strategy}`, async () => {
      const { id, jobId } = await startRun(database, operator, { strategy, baseYear }, config.pluginPackages);
      await finishJob(session, jobId, strategy);
      return id;
    });
  await stage(`import ${baseYear}`, () => imported({ gias, links, absence, performanceTables, similarSchools }));
  await stage("import the two years before", async () => {
    for (const year of england.earlier.slice(-2)) await imported(year);
  });
  const runId = await run("nearest-neighbour");
  await stage("targets", async () => {
    const { jobId } = await draftTargets(database, operator, { runId, targetYear });
    await finishJob(session, jobId, "targets");
  });
  await stage("partnerships", async () => {
    const { jobId } = await arrangePartnerships(database, operator, { runId });
    await finishJob(session, jobId, "partnerships");
  });
  await run(apart);
  return seconds;
}

function print(title: string, seconds: ReadonlyMap<string, number>) {
  const job = [...seconds].filter(([name]) => name !== `run ${apart}`);
  const total = job.reduce((sum, [, taken]) => sum + taken, 0);
  console.log(`\n${title}\nseconds  share of total  stage`);
  for (const [name, taken] of [...job, ["total", total] as const]) {
    const share = `${((100 * taken) / total).toFixed(0)}%`;
    console.log(`${taken.toFixed(1).padStart(7)}  ${share.padStart(14)}  ${name}`);
  }
  console.log(`${seconds.get(`run ${apart}`)!.toFixed(1).padStart(7)}                  run ${apart}, not in the total`);
}
