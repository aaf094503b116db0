// kindred compare RUN RUN --steadiness: strategies run again from the command line.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { insertWorld } from "../population/world.js";
import { analyst } from "../runs/viewers.js";
import { layDatabase } from "../support/data-directory.js";
import { kindredHere } from "./kindred.js";

/** FSM 10 and 12 against 40 and 42; roll 100 and 110 against 300 and 310. */
const schools = [
  { roll: 100, fsm: "10" },
  { roll: 300, fsm: "12" },
  { roll: 110, fsm: "40" },
  { roll: 310, fsm: "42" },
].map((figures, at) => ({ urn: 100001 + at, absence: { "2022/23": "5" }, census: { "2022/23": figures } }));

let folder: string;
let runs: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-steadiness-"));
  await layDatabase(folder);
  vi.stubEnv("KINDRED_DATA", folder);
  vi.stubEnv("DATABASE_URL", "");
  const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
  try {
    await insertWorld(database, schools);
    runs = [];
    for (const attributes of [{ fsm: 9, roll: 1 }, { fsm: { weight: 1, required: true } }]) {
      const given = { strategy: "nearest-neighbour", parameters: { attributes, k: 1 }, baseYear: "2022/23" };
      const { id, jobId } = await startRun(database, analyst, given, []);
      await workOff(database, runJobs([]), jobId);
      runs.push(id);
    }
  } finally {
    await database.close();
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

it("adds the section steadiness to the files and the report", async () => {
  const out = join(folder, "out");
  const written = (file: string) => readFile(join(out, file), "utf8");
  const { code, err } = await kindredHere(["compare", ...runs, "--steadiness", "--out", out]);
  expect(code, err).toBe(0);
  const overall = (await written("figures.csv"))
    .split("\n")
    .filter((line) => /^steadiness,.*,all,all,all,/.test(line))
    .map((line) => line.replace("steadiness,jaccard_", ""));
  const [first, second] = ["nearest-neighbour", "nearest-neighbour-2"];
  // One of four schools loses a figure, and no school can then have it as a peer; the draws decide which.
  expect(overall.filter((line) => !line.startsWith("missing"))).toEqual([
    `one_pupil,${first},,all,all,all,,1,1,1,4`,
    `without,${first},,all,all,all,roll,1,1,1,4`,
    `without,${first},,all,all,all,fsm,0,0,0,4`,
    `one_pupil,${second},,all,all,all,,1,1,1,4`,
    `without,${second},,all,all,all,fsm,,,,0`,
  ]);
  expect(JSON.parse(await written("comparison.json")).request).toMatchObject({ steadiness: true });
  expect(await written("report.html")).toContain('<section id="steadiness">');
});
