import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { insertWorld } from "../population/world.js";
import { layDatabase } from "../support/data-directory.js";
import { schools } from "../targets/world.js";
import { kindredHere } from "./kindred.js";

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-from-"));
  await layDatabase(dataDirectory);
  vi.stubEnv("KINDRED_DATA", dataDirectory);
  vi.stubEnv("DATABASE_URL", "");
  const database = await openDatabase({ dataDirectory, databaseUrl: undefined });
  await insertWorld(database, schools);
  await database.close();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true });
});

it("makes an exported run again from its manifest", async () => {
  const ran = await kindredHere([
    "run",
    "--strategy",
    "nearest-neighbour",
    "--year",
    "2022/23",
    "--params",
    '{"k": 7}',
  ]);
  expect(ran).toMatchObject({ code: 0 });
  const [, id] = /^run (.+)$/m.exec(ran.out)!;
  const out = join(dataDirectory, "out");
  await kindredHere(["export", id!, "--out", out]);
  const manifest = join(out, "manifest.json");
  expect(JSON.parse(await readFile(manifest, "utf8")).run.id).toBe(id);
  const again = await kindredHere(["run", "--from", manifest]);
  expect(again).toMatchObject({ code: 0, out: ran.out });

  const both = await kindredHere(["run", "--from", manifest, "--year", "2022/23", "--params", "{}"]);
  expect(both).toMatchObject({
    code: 2,
    err: "kindred: --from has all of the run; leave out --year, --params.\n",
  });
});

it("refuses a run without strategy, year or manifest", async () => {
  expect(await kindredHere(["run", "--year", "2022/23"])).toMatchObject({
    code: 2,
    err: "kindred: Give --strategy and --year, or --from with the manifest of an export.\n",
  });
});
