// Damage that shows before the embedded database is opened. damage.long.test.ts has every other kind.
import { cp, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { layDatabase } from "../support/data-directory.js";

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "kindred-damage-"));
  await layDatabase(data);
});
afterAll(() => rm(data, { recursive: true }));

const inDatabase = (file: string) => join(data, "database", file);

/** Size and modification time of every file. */
async function files(): Promise<Record<string, string>> {
  const names = await readdir(data, { recursive: true });
  const found = names.map(async (name) => {
    const { size, mtimeMs } = await stat(join(data, name));
    return [name, `${size} ${mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function newestWal(): Promise<string> {
  const names = (await readdir(inDatabase("pg_wal"))).filter((name) => name.length === 24);
  return `pg_wal/${names.sort().at(-1)}`;
}

const skipped = process.env.TEST_DATABASE_URL ? " (skipped: there is no embedded template beside PostgreSQL)" : "";

describe.skipIf(skipped)(`an embedded database${skipped}`, () => {
  it.each([
    ["the newest file of its log is cut short", newestWal, 1000, "DATABASE_DAMAGED", /pg_wal\/\w+ has 1000 bytes/],
    ["its control file is cut short", () => "global/pg_control", 200, "DATABASE_DAMAGED", /pg_control is .* cut short/],
    ["its version is lost", () => "PG_VERSION", 0, "DATABASE_DAMAGED", /PG_VERSION does not hold a version/],
    ["another version wrote it", () => "PG_VERSION", "16\n", "DATABASE_UNUSABLE", /PostgreSQL 16 wrote it/],
  ])("is left as it is and says what to do where %s", async (_case, name, change, code, words) => {
    const path = inDatabase(await name());
    const kept = join(tmpdir(), `kindred-kept-${process.pid}`);
    await cp(path, kept, { preserveTimestamps: true });
    await (typeof change === "number" ? truncate(path, change) : writeFile(path, change));
    const before = await files();
    const opening = openDatabase({ dataDirectory: data, databaseUrl: undefined });
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    await expect(opening).rejects.toThrow(/Nothing in it was changed\. .*KINDRED_DATA/);
    expect(await files()).toEqual(before);
    await cp(kept, path, { preserveTimestamps: true });
    await rm(kept);
  });

  it("opens after the damage is repaired", async () => {
    await (await openDatabase({ dataDirectory: data, databaseUrl: undefined })).close();
  });
});
