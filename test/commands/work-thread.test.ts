// The work thread of a server, and what happens when it dies.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openLogger } from "../../src/commands/logger.js";
import { startWorkThread } from "../../src/commands/start-work-thread.js";
import { type OpenDatabase, openDatabase } from "../../src/database/open.js";
import { createJob, findJob } from "../../src/jobs/queue.js";
import { programAt } from "../../src/programs.js";
import { crash, crashing } from "../database/crashing.js";
import { layDatabase } from "../support/data-directory.js";

let dataDirectory: string;
let database: OpenDatabase;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-work-thread-"));
  await layDatabase(dataDirectory);
  database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  await database.script(`${crashing}; CREATE TABLE half (done text)`);
});
afterAll(() => rm(dataDirectory, { recursive: true }));

const config = {
  pluginPackages: [],
  jobDays: 90,
  auditDays: 2190,
  halfTermsFile: null,
  logLevel: "info",
  traces: false,
} as const;

it("is replaced when it dies: its transaction is rolled back, and the next thread does its job", async () => {
  const id = await createJob(database, "prune", {});
  const log: string[] = [];
  const logger = openLogger("info", { write: (line: string) => log.push(line) });
  const script = new URL("./dying-work-thread.js", import.meta.url);
  vi.stubEnv("KINDRED_TEST_DIED", join(dataDirectory, "died"));
  vi.stubEnv("KINDRED_TEST_PROGRAM", programAt("commands/work-thread.js").href);
  const work = startWorkThread(database, config, logger, script);
  await vi.waitFor(
    async () => expect(await findJob(database, id)).toMatchObject({ status: "SUCCEEDED", attempts: 2 }),
    { timeout: 60_000, interval: 50 },
  );
  await work.stop(0);
  vi.unstubAllEnvs();
  expect(await database.query("SELECT * FROM half")).toEqual([]);
  expect(log.filter((line) => line.includes("the thread that works on jobs died"))).toHaveLength(1);
});

it("is not replaced when the database crashes", async () => {
  const work = startWorkThread(database, config, openLogger("silent"));
  await expect(database.query(crash)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await database.crashed;
  await work.stop(0);
  await expect(database.close()).rejects.toMatchObject({ code: "DATABASE_UNUSABLE" });
});
