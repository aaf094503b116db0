// A run is made again from the manifest of its export, in a database with the same figures.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { exportedFiles, exportRun } from "../../src/runs/export/export-run.js";
import { requestOfManifest } from "../../src/runs/export/read-manifest.js";
import { type RunRequest, startRun } from "../../src/runs/start.js";
import { requireFinishedRun } from "../../src/runs/store.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { testDatabase } from "../support/database.js";
import { analyst } from "./viewers.js";

const schools: WorldSchool[] = Array.from({ length: 60 }, (_, index) => ({
  urn: 100001 + index,
  absence: { "2022/23": `${5 + (index % 7) / 10}` },
  census: { "2022/23": { roll: 100 + ((index * 37) % 90), fsm: `${1 + ((index * 17) % 60)}` } },
  easting: 400_000 + 100 * index,
  northing: 300_000,
}));

let folder: string;
let here: Database;
let elsewhere: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-manifest-"));
  [here, elsewhere] = await Promise.all([testDatabase(), testDatabase()]);
  for (const database of [here, elsewhere]) await insertWorld(database, schools);
  const request = {
    strategy: "learned-weights",
    parameters: { k: 5 },
    constraints: { withinKm: 3 },
    baseYear: "2022/23",
  };
  await exported(here, request, "first");
});
afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
  await rm(folder, { recursive: true });
});

async function exported(database: Database, request: RunRequest, name: string) {
  const { id, jobId } = await startRun(database, analyst, request, []);
  await workOff(database, runJobs([]), jobId);
  const run = await requireFinishedRun(database, analyst, id);
  await mkdir(join(folder, name));
  await exportRun(database, analyst, run, join(folder, name), {
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

const contentOf = (name: string, file: string) => readFile(join(folder, name, file), "utf8");
const manifest = () => join(folder, "first", "manifest.json");

describe("the manifest of an exported run", () => {
  it("makes the same run again in another database: every file has the same bytes", async () => {
    await exported(elsewhere, await requestOfManifest(manifest()), "again");
    expect(JSON.parse(await contentOf("first", "manifest.json")).run.parameters).toMatchObject({ k: 5 });
    for (const file of exportedFiles) expect(await contentOf("again", file), file).toBe(await contentOf("first", file));
  });

  it("starts no run if the figures are others", async () => {
    await elsewhere.script("TRUNCATE job, run CASCADE");
    await insertWorld(elsewhere, [{ urn: 200001, absence: { "2022/23": "9" } }]);
    const request = await requestOfManifest(manifest());
    await expect(startRun(elsewhere, analyst, request, [])).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/the population of 2022\/23 is \w{64} here, not \w{64}\./),
    });
    expect(await elsewhere.query("SELECT id FROM run")).toEqual([]);
  });

  it("starts no run if the strategy has another version", async () => {
    const { same, ...request } = await requestOfManifest(manifest());
    const earlier = { ...request, same: { ...same!, version: "0.0.1" } };
    await expect(startRun(here, analyst, earlier, [])).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("the version of learned-weights is 1.0.0 here, not 0.0.1."),
    });
  });

  it("is refused if it cannot be read or is of something else", async () => {
    const other = join(folder, "other.json");
    await expect(requestOfManifest(other)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await writeFile(other, '{ "format": 1, "request": {} }');
    await expect(requestOfManifest(other)).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
      message: expect.stringContaining("other.json is not the manifest of kindred export (run):"),
    });
  });
});
