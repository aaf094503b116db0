// Every stage from end to end on an invented England. Each stage continues from what an interrupted start has done.
import { join } from "node:path";
import { writeEngland } from "../../demo/write-england.js";
import { operator } from "../access/operator.js";
import { finishJob } from "../commands/finish-job.js";
import type { Session } from "../commands/session.js";
import { build } from "../database/query-builder.js";
import { type ImportProgress, importFiles } from "../import/import.js";
import { arrangePartnerships } from "../partnerships/arrange.js";
import { startRun } from "../runs/start.js";
import { draftTargets, issueTargets } from "../targets/draft.js";
import { publishRun } from "../targets/separation/publish.js";
import { areKeysCurrent, createDemoClients, type Example, writeKeys } from "./clients.js";
import { assertDemoOnly, assertSameSize, demoDirectory, hashesOf, keysPath, readState, writeState } from "./state.js";
import {
  countMatched,
  countPartnerships,
  countRejected,
  countSchools,
  countTargets,
  type DemoSummary,
  findExample,
  type Stage,
} from "./summary.js";

const seed = 1;

/**
 * Does the stages that are not done yet.
 * @throws KindredError CONFLICT if the demo was made with another number of schools, or the database holds other data
 */
export async function prepareDemo(session: Session, schools: number): Promise<DemoSummary> {
  const { database, config } = session;
  const before = await readState(config.dataDirectory);
  assertSameSize(before, schools);
  await assertDemoOnly(database, before?.files ?? []);
  const sets = build(database).selectFrom("targetSet").select("id").where("status", "=", "ISSUED");
  const issued = await sets.limit(1).executeTakeFirst();
  const summary = before?.summary && issued ? before.summary : await runStages(session, schools);
  await provideKeys(session, summary.example);
  return summary;
}

async function runStages(session: Session, schools: number): Promise<DemoSummary> {
  const { database, config, signal, progress } = session;
  const stages: Stage[] = [];
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    stages.push({ name, seconds: (performance.now() - start) / 1000 });
    progress.end();
    return result;
  };
  const folder = join(demoDirectory(config.dataDirectory), "files");
  const onWritten = (done: number, total: number) => progress.report("Inventing England", done, total);
  const files = await stage("write the files", () => writeEngland(folder, { schools, seed, onProgress: onWritten }));
  await writeState(config.dataDirectory, { schools, files: await hashesOf(folder) });
  const onProgress = ({ name, done, total }: ImportProgress) => progress.report(`Importing ${name}`, done, total);
  const { baseYear, targetYear, ...request } = files;
  await stage("import", () => importFiles(database, request, { signal, onProgress }));
  const nearest = await stage("run nearest-neighbour", () => run(session, "nearest-neighbour", baseYear));
  const bands = await stage("run rule-bands", () => run(session, "rule-bands", baseYear));
  const setId = await stage("draft targets", () => draft(session, nearest, targetYear));
  const planId = await stage("arrange partnerships", () => arrange(session, nearest));
  // Needed only in a small country, where any two strategies find nearly the same schools.
  const overrideReason = "the country is invented";
  await stage("publish rule-bands", () => publishRun(database, operator, { runId: bands, overrideReason }));
  await stage("issue targets", () => issueTargets(database, operator, setId));
  const summary: DemoSummary = {
    schools: await countSchools(database),
    rejected: await countRejected(database),
    runs: await countMatched(database, [nearest, bands]),
    targets: await countTargets(database, setId),
    partnerships: await countPartnerships(database, planId),
    example: await findExample(database, setId, planId),
    baseYear,
    stages,
  };
  await writeState(config.dataDirectory, { schools, files: await hashesOf(folder), summary });
  return summary;
}

async function run(session: Session, strategy: string, baseYear: string): Promise<string> {
  const { database, config } = session;
  const { id, jobId } = await startRun(database, operator, { strategy, baseYear }, config.pluginPackages);
  await finishJob(session, jobId, strategy);
  return id;
}

async function draft(session: Session, runId: string, targetYear: string): Promise<string> {
  const { setId, jobId } = await draftTargets(session.database, operator, { runId, targetYear });
  await finishJob(session, jobId, "Targets");
  return setId;
}

async function arrange(session: Session, runId: string): Promise<string> {
  const { planId, jobId } = await arrangePartnerships(session.database, operator, { runId });
  await finishJob(session, jobId, "Partnerships");
  return planId;
}

async function provideKeys({ database, config }: Session, example: Example): Promise<void> {
  const path = keysPath(config.dataDirectory);
  if (await areKeysCurrent(database, path)) return;
  await writeKeys(path, await createDemoClients(database, operator, example));
}
