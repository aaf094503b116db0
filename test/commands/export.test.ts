import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { layDatabase } from "../support/data-directory.js";
import { insertRun } from "../targets/world.js";
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
