// kindred backup and kindred restore as processes that are killed or told to stop; on PostgreSQL where one is named.
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
const command = (at: Place, words: string[], how: Partial<RunOptions> = {}) => kindred(words, { ...at, ...how });
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
  // So much that it is never done before the signal comes.
  await database.script(
    "CREATE TABLE ballast AS SELECT i, md5(i::text) || md5((-i)::text) AS text FROM generate_series(1, 400000) i",
  );
  before = await everyTable(database);
  await database.close();
  expect(await command(place, ["backup", file("whole")])).toMatchObject({ code: 0 });
});
afterAll(() => places.remove());

const writing = inPostgres ? "Dumping: 0%" : "Writing: 0%";
const filling = inPostgres ? "Restoring: 0%" : "Unpacking: 0%";

it("a backup that is killed leaves no file of that name, and the next says what is in its way", async () => {
  expect(await command(place, ["backup", file("killed")], { killAt: writing })).toMatchObject({ code: null, out: "" });
  expect((await readdir(places.folder)).filter((name) => name.startsWith("killed"))).toEqual(["killed.part"]);
  expect((await stat(file("killed.part"))).mode & 0o777).toBe(0o600);
  const next = await command(place, ["backup", file("killed")]);
  expect(next).toMatchObject({ code: 2, err: expect.stringContaining("killed.part is there") });
  await rm(file("killed.part"));
  expect(await command(place, ["backup", file("killed")])).toMatchObject({ code: 0 });
  expect(await tablesIn(place)).toEqual(before);
});

it("a backup that is told to stop leaves nothing", async () => {
  expect(await command(place, ["backup", file("stopped")], { interruptAt: writing })).toMatchObject({ code: 130 });
  expect((await readdir(places.folder)).filter((name) => name.startsWith("stopped"))).toEqual([]);
});

it("restoring that is killed leaves no database, and can be done again", async () => {
  const at = await places.empty();
  expect(await command(at, ["restore", file("whole")], { killAt: filling })).toMatchObject({ code: null, out: "" });
  if (at.databaseUrl) await othersHaveGone(at.databaseUrl);
  else expect(await readdir(join(at.dataDirectory, "database"))).toEqual([]);
  expect(await command(at, ["restore", file("whole")])).toMatchObject({ code: 0 });
  expect(await tablesIn(at)).toEqual(before);
});

it("restoring that is told to stop leaves nothing", async () => {
  const at = await places.empty();
  expect(await command(at, ["restore", file("whole")], { interruptAt: filling })).toMatchObject({ code: 130 });
  if (!at.databaseUrl) await expect(readdir(at.dataDirectory)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await command(at, ["restore", file("whole")])).toMatchObject({ code: 0 });
});

/** The server notices that pg_restore ended, and rolls back. */
async function othersHaveGone(url: string): Promise<void> {
  const database = databaseOnPostgres(url);
  const others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  while ((await database.query(others)).length > 0);
  expect(await database.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  await database.close();
}
