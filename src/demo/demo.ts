// The main job from end to end on an invented England. Every step finds what an interrupted start left and goes on.
import { join } from "node:path";
import { writeEngland } from "../../demo/write-england.js";
import { operator } from "../access/operator.js";
import { openLogger } from "../commands/logger.js";
import type { Session } from "../commands/session.js";
import { KindredError } from "../errors.js";
import { importFiles } from "../import/import.js";
import { workOff } from "../jobs/worker.js";
import { arrangePartnerships } from "../partnerships/arrange.js";
import { startRun } from "../runs/start.js";
import { draftTargets, issueTargets } from "../targets/draft.js";
import { publishRun } from "../targets/separation/publish.js";
import { jobHandlers } from "../work.js";
import { areKeysCurrent, type Example, makeClients, writeKeys } from "./clients.js";
import { assertDemoOnly, demoDirectory, hashesOf, keysPath, readState, writeState } from "./state.js";
import {
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
 * Does what is not done yet.
 * @throws KindredError CONFLICT where the demo was made with another number of schools, or the database holds other data
 */
export async function prepareDemo(session: Session, schools: number): Promise<DemoSummary> {
  const { database, config, progress } = session;
  const before = await readState(config.dataDirectory);
  if (before && before.schools !== schools) {
    throw new KindredError(
      "CONFLICT",
      `The demo here was made with ${before.schools} schools: give --reset to start over with ${schools}.`,
    );
  }
  await assertDemoOnly(database, before?.files ?? []);
  const provideKeys = async (example: Example) => {
    const path = keysPath(config.dataDirectory);
    if (await areKeysCurrent(database, path)) return;
    await writeKeys(path, await makeClients(database, operator, example));
  };
  const [issued] = await database.query("SELECT 1 FROM target_set WHERE status = 'ISSUED' LIMIT 1");
  if (before?.summary && issued) {
    await provideKeys(before.summary.example);
    return before.summary;
  }

  const stages: Stage[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    stages.push({ name, seconds: (performance.now() - start) / 1000 });
    progress.end();
    return result;
  };

  const folder = join(demoDirectory(config.dataDirectory), "files");
  const files = await timed("write the files", () =>
    writeEngland(folder, {
      schools,
      seed,
      onProgress: (done, total) => progress.report("Inventing England", done, total),
    }),
  );
  await writeState(config.dataDirectory, { schools, files: await hashesOf(folder) });
  await timed("import", () =>
    importFiles(database, files, {
      signal: session.signal,
      onProgress: ({ name, done, total }) => progress.report(`Importing ${name}`, done, total),
    }),
  );

  const work = jobWorker(session);
  const run = (strategy: string) =>
    timed(`run ${strategy}`, async () => {
      const started = await startRun(database, operator, { strategy, baseYear: files.baseYear }, config.pluginPackages);
      await work(strategy, started.jobId);
      return started.id;
    });
  const nearest = await run("nearest-neighbour");
  const bands = await run("rule-bands");
  const set = await timed("draft targets", async () => {
    const drafted = await draftTargets(database, operator, { runId: nearest, targetYear: files.targetYear });
    await work("Targets", drafted.jobId);
    return drafted.setId;
  });
  const plan = await timed("arrange partnerships", async () => {
    const arranged = await arrangePartnerships(database, operator, { runId: nearest });
    await work("Partnerships", arranged.jobId);
    return arranged.planId;
  });
  // Needed in a small country alone, where any two strategies find nearly the same schools.
  const overrideReason = "the country is invented";
  await timed("publish rule-bands", () => publishRun(database, operator, { runId: bands, overrideReason }));
  await timed("issue targets", () => issueTargets(database, operator, set));

  const example = await findExample(database, set, plan);
  await provideKeys(example);
  const summary: DemoSummary = {
    schools: await countSchools(database),
    rejected: await countRejected(database),
    runs: await countMatched(session, [nearest, bands]),
    targets: await countTargets(database, set),
    partnerships: await countPartnerships(database, plan),
    example,
    baseYear: files.baseYear,
    stages,
  };
  await writeState(config.dataDirectory, { schools, files: await hashesOf(folder), summary });
  return summary;
}

function jobWorker({ database, config, signal, progress }: Session) {
  const handlers = jobHandlers(config.pluginPackages);
  const logger = openLogger(config.logLevel);
  return (title: string, jobId: string) =>
    workOff(database, handlers, jobId, {
      signal,
      logger,
      onProgress: (stage, done, total) => progress.report(`${title}: ${stage}`, done, total),
    });
}

async function countMatched({ database }: Session, ids: readonly string[]): Promise<DemoSummary["runs"]> {
  return database.query(
    `SELECT strategy, (summary->>'schools')::int AS schools, (summary->>'matched')::int AS matched
     FROM run WHERE id = ANY($1) ORDER BY strategy`,
    [ids],
  );
}
