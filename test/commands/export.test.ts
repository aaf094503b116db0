import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { partnershipJobs } from "../../src/partnerships/compute.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { globalId } from "../server/secrets.js";
import { layDatabase } from "../support/data-directory.js";
import { department, insertRun } from "../targets/world.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
let out: string;
let runId: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-export-"));
  out = join(dataDirectory, "taken/out");
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
  runId = await inDatabase(insertRun);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

/** Closes the database afterwards, so that the command can open it. */
async function inDatabase<T>(work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const names = ["cohorts.csv", "cohorts.jsonl", "manifest.json", "schools.csv", "unmatched.csv"];

it("writes the files of a run and nothing else, over those of an earlier export", async () => {
  const ended = await kindredHere(["export", runId.toUpperCase(), "--out", out]);
  expect(ended).toMatchObject({ code: 0, out: "" });
  expect(ended.err).toContain("24 of 24 schools have peers\n");
  expect(await readdir(out)).toEqual(names);
  const manifest = await readFile(join(out, "manifest.json"), "utf8");
  expect(JSON.parse(manifest).run.id).toBe(runId);
  expect(manifest).not.toContain(dataDirectory);
  await writeFile(join(out, "cohorts.csv"), "old");
  await kindredHere(["export", runId, "--out", out]);
  expect(await readFile(join(out, "cohorts.csv"), "utf8")).toMatch(/^id,rank,peer,distance,kilometres\n100001,1,/);
  expect(await readdir(out)).toEqual(names);
});

it("refuses a run that does not exist or is not complete, and writes nothing", async () => {
  const nowhere = join(dataDirectory, "nowhere");
  const missing = await kindredHere(["export", "00000000-0000-4000-8000-000000000000", "--out", nowhere]);
  expect(missing).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringMatching(/^kindred: Run .* cannot be found\.\n$/),
  });
  await inDatabase((database) => database.query("UPDATE run SET completed_at = NULL"));
  const unfinished = await kindredHere(["export", runId, "--out", nowhere]);
  expect(unfinished).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringMatching(/^kindred: Run .* is not complete/),
  });
  await inDatabase((database) => database.query("UPDATE run SET completed_at = now()"));
  expect(await readdir(dataDirectory)).not.toContain("nowhere");
});

it("refuses a folder that cannot be written to", async () => {
  const file = join(dataDirectory, "file");
  await writeFile(file, "");
  const ended = await kindredHere(["export", runId, "--out", file]);
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining("cannot be written") });
});

it("writes targets by year and by id, and partnerships, for their owner alone, and says that they are secret", async () => {
  const planId = await inDatabase(async (database) => {
    const { setId, jobId } = await draftTargets(database, department, { runId });
    await workOff(database, targetJobs, jobId);
    await issueTargets(database, department, setId);
    const plan = await arrangePartnerships(database, department, { runId });
    await workOff(database, partnershipJobs, plan.jobId);
    return plan.planId;
  });
  const targets = join(dataDirectory, "targets");
  const byYear = await kindredHere(["export", "--targets", "2023/24", "--out", targets]);
  expect(byYear).toMatchObject({ code: 0, out: "" });
  expect(byYear.err).toContain("24 SET\nWrote targets.csv, targets.jsonl, manifest.json to ");
  expect(byYear.err).toMatch(/These files are secret\..*\n$/);
  expect(await readdir(targets)).toEqual(["manifest.json", "targets.csv", "targets.jsonl"]);
  const first = await readFile(join(targets, "manifest.json"), "utf8");
  await writeFile(join(targets, "targets.csv"), "old", { mode: 0o644 });
  const { code } = await kindredHere([
    "export",
    "--targets",
    globalId("TargetSet", JSON.parse(first).set.id),
    "--out",
    targets,
  ]);
  expect({ code, manifest: await readFile(join(targets, "manifest.json"), "utf8") }).toEqual({
    code: 0,
    manifest: first,
  });
  expect((await stat(join(targets, "targets.csv"))).mode & 0o777).toBe(0o600);

  const partnerships = join(dataDirectory, "partnerships");
  expect(
    await kindredHere(["export", "--partnerships", globalId("PartnershipPlan", planId), "--out", partnerships]),
  ).toMatchObject({ code: 0 });
  expect(await readdir(partnerships)).toEqual(["manifest.json", "partnerships.csv", "partnerships.jsonl"]);
});

it.each([
  ["neither run nor set", [], /^kindred: Give one of these: a run, --targets or --partnerships\.\n$/],
  ["two of them", ["--targets", "2023/24", "--partnerships", "2022/23"], /^kindred: Give one of these/],
  ["a malformed year", ["--targets", "2023/25"], /Write an academic year as 2022\/23/],
  [
    "an id of another noun",
    ["--targets", globalId("Run", "0be0c0de-0000-4000-8000-00000000000a")],
    /Give an id, or an academic year as 2022\/23/,
  ],
  ["a malformed id", ["--targets", "latest"], /Give an id, or an academic year as 2022\/23/],
  [
    "a year without targets",
    ["--targets", "2030/31"],
    /^kindred: No target set that is issued for 2030\/31 was found/m,
  ],
])("refuses %s, and writes nothing", async (_, words, message) => {
  const ended = await kindredHere(["export", ...words, "--out", join(dataDirectory, "none")]);
  expect(ended).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  expect(await readdir(dataDirectory)).not.toContain("none");
});
