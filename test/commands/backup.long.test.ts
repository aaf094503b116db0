// kindred backup and kindred restore when killed or interrupted; on PostgreSQL if TEST_DATABASE_URL is set.
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../../src/database/open.js";
import { databaseOnPostgres } from "../../src/database/postgres.js";
import { everyTable, openPlaces, type Place, type Places } from "../support/places.js";
import { kindred, type RunOptions } from "./kindred.js";

let places: Places;
let place: Place;
let before: Record<string, string>;
const command = (at: Place, words: string[], options: Partial<RunOptions> = {}) =>
  kindred(words, { ...at, ...options });
const file = (name: string) => join(places.folder, name);
const inPostgres = Boolean(process.env.TEST_DATABASE_URL);

async function tablesIn(at: Place): Promise<Record<string, string>> {
  const database = await openDatabase(at);
  try {
    return await everyTable(database);
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  places = await openPlaces();
  place = await places.prepared();
  const database = await openDatabase(place);
  // Large enough that the signal always comes before the end.
  await database.script(
    "CREATE TABLE ballast AS SELECT i, md5(i::text) || md5((-i)::text) AS text FROM generate_series(1, 400000) i",
  );
  before = await everyTable(database);
  await database.close();
  expect(await command(place, ["backup", file("whole")])).toMatchObject({ code: 0 });
});
afterAll(() => places.remove());

const writing = inPostgres ? "Dumping: 0%" : "Writing: 0%";
const restoring = inPostgres ? "Restoring: 0%" : "Unpacking: 0%";

it("a killed backup leaves only FILE.part, which the next backup reports", async () => {
  expect(await command(place, ["backup", file("killed")], { killAt: writing })).toMatchObject({ code: null, out: "" });
  expect((await readdir(places.folder)).filter((name) => name.startsWith("killed"))).toEqual(["killed.part"]);
  expect((await stat(file("killed.part"))).mode & 0o777).toBe(0o600);
  const next = await command(place, ["backup", file("killed")]);
  expect(next).toMatchObject({ code: 2, err: expect.stringContaining("killed.part exists") });
  await rm(file("killed.part"));
  expect(await command(place, ["backup", file("killed")])).toMatchObject({ code: 0 });
  expect(await tablesIn(place)).toEqual(before);
});

it("an interrupted backup leaves no file", async () => {
  expect(await command(place, ["backup", file("stopped")], { interruptAt: writing })).toMatchObject({ code: 130 });
  expect((await readdir(places.folder)).filter((name) => name.startsWith("stopped"))).toEqual([]);
});

it("a killed restore leaves no database, and can be repeated", async () => {
  const at = await places.empty();
  expect(await command(at, ["restore", file("whole")], { killAt: restoring })).toMatchObject({ code: null, out: "" });
  if (at.databaseUrl) await waitForRollback(at.databaseUrl);
  else expect(await readdir(join(at.dataDirectory, "database"))).toEqual([]);
  expect(await command(at, ["restore", file("whole")])).toMatchObject({ code: 0 });
  expect(await tablesIn(at)).toEqual(before);
});

it("an interrupted restore leaves nothing, and can be repeated", async () => {
  const at = await places.empty();
  expect(await command(at, ["restore", file("whole")], { interruptAt: restoring })).toMatchObject({ code: 130 });
  if (!at.databaseUrl) await expect(readdir(at.dataDirectory)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await command(at, ["restore", file("whole")])).toMatchObject({ code: 0 });
});

/** Waits until the server has noticed that pg_restore ended, and has rolled back. */
async function waitForRollback(url: string): Promise<void> {
  const database = databaseOnPostgres(url);
  const others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  while ((await database.query(others)).length > 0);
  expect(await database.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  await database.close();
}
