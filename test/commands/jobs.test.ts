import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { describeJob } from "../../src/commands/jobs.js";
import { openDatabase } from "../../src/database/open.js";
import { createJob, requestCancel } from "../../src/jobs/queue.js";
import type { Job } from "../../src/jobs/store.js";
import { globalId } from "../server/secrets.js";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const job: Job = {
  id: "1",
  kind: "run",
  status: "RUNNING",
  stage: "matching",
  done: 3,
  total: 10,
  attempts: 1,
  cancelRequested: false,
  errorCode: null,
  error: null,
  createdAt: at("09:00:00"),
  runAfter: at("09:00:00"),
  startedAt: at("09:00:01"),
  finishedAt: null,
  worker: "host:4312:1f2e3d4c",
};

describe("the line of a job", () => {
  it.each<[string, Partial<Job>, string]>([
    ["running", {}, "1  RUNNING    run           5 min  attempt 1 by host:4312:1f2e3d4c; matching 3 of 10"],
    ["queued", { status: "QUEUED", worker: null }, "1  QUEUED     run           5 min"],
    [
      "queued for another attempt",
      { status: "QUEUED", runAfter: at("09:05:20"), errorCode: "INTERNAL", error: "It broke." },
      "1  QUEUED     run           5 min  due in 20 s; attempt 1 by host:4312:1f2e3d4c; INTERNAL: It broke.",
    ],
  ])("%s", (_state, change, line) => {
    expect(describeJob({ ...job, ...change }, at("09:05:00"))).toBe(line);
  });
});

describe("kindred jobs", () => {
  let dataDirectory: string;
  let id: string;
  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "kindred-jobs-"));
    await layDatabase(dataDirectory);
    vi.stubEnv("KINDRED_DATA", dataDirectory);
    vi.stubEnv("DATABASE_URL", "");
    const database = await openDatabase({ dataDirectory, databaseUrl: undefined });
    id = await createJob(database, "run", {});
    await requestCancel(database, id);
    await database.close();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(dataDirectory, { recursive: true });
  });

  it("lists jobs as JSON, and retries a cancelled one only once", async () => {
    const { out } = await kindredHere(["jobs", "--json"]);
    expect(JSON.parse(out)).toMatchObject([{ id, globalId: globalId("Job", id), kind: "run", status: "CANCELLED" }]);
    expect(await kindredHere(["jobs", "retry", globalId("Job", id)])).toMatchObject({
      code: 0,
      out: `job ${id} is queued\n`,
    });
    expect(await kindredHere(["jobs", "retry", id])).toMatchObject({ code: 1 });
    const failed = await kindredHere(["jobs", "--status", "FAILED", "--json"]);
    expect(JSON.parse(failed.out)).toEqual([]);
  });
});
