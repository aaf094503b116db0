// Every stage from end to end on an invented England. Each stage continues from what an interrupted start has done.
import { join } from "node:path";
import { writeEngland } from "../../demo/write-england.js";
import { operator } from "../access/operator.js";
import { finishJob } from "../commands/finish-job.js";
import type { Session } from "../commands/session.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { type ImportProgress, type ImportRequest, importFiles } from "../import/import.js";
import { arrangePartnerships } from "../partnerships/arrange.js";
import { freezeInProcess } from "../population/freeze.js";
import { startRun } from "../runs/start.js";
import { draftTargets, issueTargets } from "../targets/draft.js";
import { publishRun } from "../targets/separation/publish.js";
import { submitAttendance } from "./attendance.js";
import { areKeysCurrent, createDemoClients, type Example, writeKeys } from "./clients.js";
import { assertDemoOnly, assertSameSize, demoDirectory, hashesOf, keysPath, readState, writeState } from "./state.js";
import {
  countMatched,
  countMet,
  countPartnerships,
  countRejected,
  countRequests,
  countSchools,
  countSubmissions,
  countTargets,
  type DemoSummary,
  findExample,
  type Stage,
} from "./summary.js";

const seed = 1;

interface PreparedDemo extends DemoSummary {
  /** Every stage was done by an earlier start. */
  readonly doneBefore: boolean;
}

/**
 * Does the stages that are not done yet.
 * @throws KindredError CONFLICT if the demo was made with another number of schools, or the database holds other data
 */
export async function prepareDemo(session: Session, schools: number): Promise<PreparedDemo> {
  const { database, config } = session;
  const before = await readState(config.dataDirectory);
  assertSameSize(before, schools);
  await assertDemoOnly(database, before?.files ?? []);
  const made = before?.summary;
  // A summary of an earlier release of Kindred has no submissions.
  const issued = made?.submissions && (await issuedSet(database, made.targetYear));
  if (!issued) return { ...(await runStages(session, schools, before?.files ?? [])), doneBefore: false };
  const doneBefore = !(await provideKeys(session, made.example));
  // New clients need the agreement of schools; the submissions are there already.
  if (!doneBefore) await submitAttendance(session, made, seed);
  return { ...made, doneBefore };
}

/** @param known sha256 of the files that the demo has imported before */
async function runStages(session: Session, schools: number, known: readonly string[]): Promise<DemoSummary> {
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
  const written = { schools, files: [...new Set([...known, ...(await hashesOf(folder))])] };
  await writeState(config.dataDirectory, written);
  const onProgress = ({ name, done, total }: ImportProgress) => progress.report(`Importing ${name}`, done, total);
  const importing = (name: string, requests: readonly ImportRequest[]) =>
    stage(name, async () => {
      for (const request of requests) await importFiles(database, request, { signal, onProgress });
    });
  const { gias, links, absence, performanceTables, similarSchools } = files;
  const { baseYear, targetYear, earlierBaseYear } = files;
  await importing("import", [{ gias, links, absence, performanceTables, similarSchools }]);
  await importing("import earlier years", files.earlier);
  const earlierSetId = await stage(`targets for ${baseYear}`, () => earlierTargets(session, earlierBaseYear, baseYear));
  const nearest = await stage("run nearest-neighbour", () => run(session, "nearest-neighbour", baseYear));
  const bands = await stage("run rule-bands", () => run(session, "rule-bands", baseYear));
  const issued = await issuedSet(database, targetYear);
  const setId = issued ?? (await stage("draft targets", () => draft(session, nearest, targetYear)));
  const planId = await stage("arrange partnerships", () => arrange(session, nearest));
  // Needed only in a small country, where any two strategies find nearly the same schools.
  const overrideReason = "the country is invented";
  await stage("publish rule-bands", () => publishRun(database, operator, { runId: bands, overrideReason }));
  if (!issued) await stage("issue targets", () => issueTargets(database, operator, setId));
  await importing(`import ${targetYear}`, [files.later]);
  // Otherwise the first run that the server is asked for would wait for it.
  await stage("freeze again", () => freezeInProcess(database, { baseYear }));
  const example = await findExample(database, { setId, earlierSetId, planId });
  await provideKeys(session, example);
  await stage("submit attendance", () => submitAttendance(session, { example, baseYear, targetYear }, seed));
  const summary: DemoSummary = {
    schools: await countSchools(database),
    rejected: await countRejected(database),
    runs: await countMatched(database, [nearest, bands]),
    targets: await countTargets(database, setId),
    met: await countMet(database, [earlierSetId, setId]),
    partnerships: await countPartnerships(database, planId),
    requests: await countRequests(database),
    submissions: await countSubmissions(database),
    example,
    baseYear,
    targetYear,
    stages,
  };
  await writeState(config.dataDirectory, { ...written, summary });
  return summary;
}

/** Issues the targets of the year before, unless that is done; returns the set. */
async function earlierTargets(session: Session, baseYear: string, targetYear: string): Promise<string> {
  const issued = await issuedSet(session.database, targetYear);
  if (issued) return issued;
  const setId = await draft(session, await run(session, "nearest-neighbour", baseYear), targetYear);
  await issueTargets(session.database, operator, setId);
  return setId;
}

async function issuedSet(database: Database, targetYear: string): Promise<string | undefined> {
  const issued = build(database).selectFrom("targetSet").select("id").where("issuedFor", "=", targetYear);
  return (await issued.executeTakeFirst())?.id;
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

/** @returns whether it created clients: those before are revoked */
async function provideKeys({ database, config }: Session, example: Example): Promise<boolean> {
  const path = keysPath(config.dataDirectory);
  if (await areKeysCurrent(database, path)) return false;
  await writeKeys(path, await createDemoClients(database, operator, example));
  return true;
}
