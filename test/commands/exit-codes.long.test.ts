// Every command ends with the codes that docs/commands.md lists. Code 2 is tested in arguments.test.ts.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient, createTokenClient } from "../../src/access/clients.js";
import { addKey, keysOf, maxActiveKeys } from "../../src/access/keys.js";
import { openDatabase } from "../../src/database/open.js";
import { createJob, requestCancel } from "../../src/jobs/queue.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { giasText } from "../import/files.js";
import { layDatabase } from "../support/data-directory.js";
import { department, insertRun } from "../targets/world.js";
import { everyCommand } from "./every-command.js";
import { kindredHere } from "./kindred.js";

let folder: string;
const at = (name: string) => join(folder, name);

/** Ids in the database. */
const ids = { fed: "", set: "", job: "", client: "", otherKey: "", full: "", fullKey: "", published: "" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-exit-"));
  for (const directory of [folder, at("empty")]) await layDatabase(directory);
  vi.stubEnv("KINDRED_DATA", folder);
  vi.stubEnv("DATABASE_URL", "");
  await writeFile(at("table.csv"), "id,a\n1,10\n2,20\n3,30\n");
  await writeFile(at("faulty.csv"), "id,a\n1,10\n2,20\n3,many\n");
  await writeFile(at("sessions.csv"), "school,date,code,count\n1,2024-09-03,/,1\n2,2024-09-03,/,1\n");
  await writeFile(at("withdrawn.csv"), "school,date,code,count\n1,2024-09-03,/,1\n1,2024-09-03,H,1\n");
  await writeFile(at("peers.csv"), "id,rank,peer\n1,1,2\n2,1,1\n3,1,2\n");
  await writeFile(at("edubasealldata20260401.csv"), giasText([{ URN: 100101 }, { URN: 100102 }]));
  await writeFile(at("edubasealldata20260402.csv"), giasText([{ URN: 100101 }, { URN: "x" }]));
  const database = await openDatabase({ dataDirectory: folder, databaseUrl: undefined });
  ids.fed = await insertRun(database);
  const draft = await draftTargets(database, department, { runId: ids.fed });
  await workOff(database, targetJobs, draft.jobId);
  ids.set = draft.setId;
  ids.job = await createJob(database, "run", {});
  await requestCancel(database, ids.job);
  await createTokenClient(database, department, { role: "ANALYST", name: "A", subject: "taken" });
  ids.client = (await createClient(database, department, { role: "ANALYST", name: "B" })).client.id;
  ids.full = (await createClient(database, department, { role: "ANALYST", name: "C" })).client.id;
  for (let keys = 1; keys < maxActiveKeys; keys++)
    await addKey(database, department, { clientId: ids.full, name: `key ${keys}` });
  ids.fullKey = (await keysOf(database, department, [ids.full]))[0]![0]!.id;
  const second = await addKey(database, department, { clientId: ids.client, name: "second" });
  ids.otherKey = second.apiKey.id;
  await database.close();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const gower = ["--strategy", "gower", "--params", '{"numeric":{"a":1}}'];
const match = (table: string, ...more: string[]) => [
  at(table),
  "--id",
  "id",
  ...gower,
  "--out",
  at("new.csv"),
  ...more,
];
const compare = (table: string) => [
  ...["--table", at(table), "--id", "id", "--peers", `a=${at("peers.csv")}`, "--peers", `b=${at("peers.csv")}`],
  ...["--out", at("compared")],
];
const run = (...more: string[]) => ["--strategy", "nearest-neighbour", "--params", '{"attributes":{"fsm":1}}', ...more];

type Case = readonly [command: string, code: 0 | 1, because: string, words: () => readonly string[]];

/** In this order, in one database. */
const cases: readonly Case[] = [
  ["strategies", 0, "always", () => []],
  ["match", 0, "every row is used", () => match("table.csv")],
  ["match", 1, "a row is rejected", () => match("faulty.csv")],
  ["match", 1, "no row has peers", () => match("table.csv", "--block", "id")],
  ["compare", 0, "every row is used", () => compare("table.csv")],
  ["compare", 1, "a row is rejected", () => [...compare("faulty.csv"), "--attributes", "a"]],
  ["attendance", 0, "every line is used", () => [at("sessions.csv"), "--out", at("figures.csv")]],
  ["attendance", 1, "a line is rejected", () => [at("withdrawn.csv"), "--out", at("figures.csv")]],
  ["attendance", 1, "an export differs", () => [at("sessions.csv"), "--out", "-", "--expect", at("figures.csv")]],
  ["run", 1, "there are no figures for the year", () => run("--year", "2016/17")],
  ["run", 1, "no school is matched", () => run("--year", "2022/23", "--constraints", '{"withinKm":0.001}')],
  ["run", 0, "schools are matched", () => run("--year", "2022/23")],
  ["publish", 1, "the run fed targets", () => [ids.fed]],
  ["publish", 0, "the run is public", () => [ids.published, "--override-reason", "a small world"]],
  ["runs", 0, "always", () => []],
  ["export", 0, "the files are written", () => [ids.fed, "--out", at("exported")]],
  ["targets list", 0, "always", () => []],
  ["targets met", 0, "the year has attendance", () => [ids.set, "--year", "2023/24"]],
  ["targets met", 1, "the year has no attendance", () => [ids.set, "--year", "2030/31"]],
  ["targets issue", 0, "the set is issued", () => [ids.set]],
  ["targets issue", 1, "the set is not a draft", () => [ids.set]],
  ["client create", 0, "the client is new", () => ["--role", "ANALYST", "--name", "D"]],
  ["client create", 1, "the subject is taken", () => ["--role", "ANALYST", "--name", "E", "--subject", "taken"]],
  ["client list", 0, "always", () => []],
  ["client grant", 0, "the grant exists", () => [ids.client, "--capability", "TARGETS"]],
  ["client keys", 0, "the client has keys", () => [ids.client]],
  ["client revoke-key", 0, "the key no longer works", () => [ids.otherKey]],
  ["client rotate", 0, "the key is replaced", () => [ids.client, "--overlap", "0"]],
  ["client rotate", 1, "there are too many keys", () => [ids.full, "--key", ids.fullKey]],
  ["client add-key", 0, "the key is new", () => [ids.client, "--name", "third"]],
  ["client add-key", 1, "there are too many keys", () => [ids.full, "--name", "one more"]],
  ["client revoke", 0, "the client has no access", () => [ids.client]],
  ["acts", 0, "always", () => []],
  ["jobs", 0, "always", () => []],
  ["jobs retry", 0, "the job was cancelled", () => [ids.job]],
  ["jobs retry", 1, "the job is queued", () => [ids.job]],
  ["backup", 0, "the file is whole", () => [at("whole.backup")]],
  ["restore", 1, "there is a database", () => [at("whole.backup")]],
  ["demo", 1, "the database has other data", () => ["--schools", "200", "--exit"]],
];

/** In an empty database. */
const importCases: readonly Case[] = [
  ["import", 0, "every row is stored", () => ["--gias", at("edubasealldata20260401.csv")]],
  ["import", 1, "a row is rejected", () => ["--gias", at("edubasealldata20260402.csv")]],
];

/** `work 0` -> the test that stops a worker. */
const elsewhere: Readonly<Record<string, string>> = {
  "work 0": "test/commands/work.long.test.ts",
  "serve 0": "test/commands/serve.long.test.ts",
  "demo 0": "test/commands/demo.test.ts",
  "backup 1": "test/database/backup.test.ts",
  "restore 0": "test/commands/backup.long.test.ts",
};

describe("a command ends with its documented code", () => {
  it.each(cases)("kindred %s: %i where %s", async (command, code, _because, words) => {
    const ended = await kindredHere([...command.split(" "), ...words()]);
    expect(ended.code, ended.err).toBe(code);
    expect(ended.err).not.toContain("internal error");
    ids.published = /^run (\S+)$/m.exec(ended.out)?.[1] ?? ids.published;
  });

  it.each(importCases)("kindred %s: %i where %s", async (command, code, _because, words) => {
    vi.stubEnv("KINDRED_DATA", at("empty"));
    const ended = await kindredHere([...command.split(" "), ...words()]);
    expect(ended.code, ended.err).toBe(code);
    expect(ended.err).not.toContain("internal error");
  });
});

it("docs/commands.md lists every command with these codes", async () => {
  const text = await readFile(resolve(import.meta.dirname, "../../docs/commands.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z -]+)` \|[^|]+\|([^|]+)\|([^|]+)\|$/gm)].map(([, name, ok, failed]) => ({
    name: name!,
    codes: [...(ok!.trim() ? [0] : []), ...(failed!.trim() ? [1] : [])],
  }));
  expect(rows.map(({ name }) => name)).toEqual([...(await everyCommand()).keys()]);
  const tested = new Set([
    ...[...cases, ...importCases].map(([command, code]) => `${command} ${code}`),
    ...Object.keys(elsewhere),
  ]);
  expect([...tested].sort()).toEqual(rows.flatMap(({ name, codes }) => codes.map((code) => `${name} ${code}`)).sort());
  expect(Object.values(elsewhere).filter((file) => !existsSync(file))).toEqual([]);
});
