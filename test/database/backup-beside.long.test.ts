// Backs up the embedded database while another process (here the same one) has it open.
import { cp, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { backUp, restore } from "../../src/database/backup/backup.js";
import type { Database } from "../../src/database/database.js";
import { openDatabase, openForReading } from "../../src/database/open.js";
import { everyTable, openPlaces, type Place, type Places } from "../support/places.js";

const options = { signal: new AbortController().signal, onProgress: () => {} };
let places: Places;
let place: Place;
let holder: Database;
beforeAll(async () => {
  places = await openPlaces(""); // embedded, even when suites run on PostgreSQL
  place = await places.prepared();
  holder = await openDatabase(place);
  await holder.script("CREATE TABLE note (id int); INSERT INTO note SELECT generate_series(1, 50000)");
});
afterAll(async () => {
  await holder.close();
  expect(await readdir(place.dataDirectory)).toEqual(["database"]);
  await places.remove();
});

const write = (database: Database, name: string) =>
  backUp(database, place, join(places.folder, name), "0.0.0", options);

it("is made through the process that has the database open, while its statements continue", async () => {
  const reading = await openForReading(place);
  await write(reading, "beside");
  await holder.query("INSERT INTO note VALUES (0)");
  await reading.close();
  const at = await places.empty();
  await restore(at, join(places.folder, "beside"), options);
  const restored = await openDatabase(at);
  const { note, ...others } = await everyTable(restored);
  const { note: noteInHolder, ...othersInHolder } = await everyTable(holder);
  expect([note?.split(" ")[0], noteInHolder?.split(" ")[0]]).toEqual(["50000", "50001"]);
  expect(others).toEqual(othersInHolder);
  await restored.close();
});

it("is rejected while another backup is made, and possible afterwards", async () => {
  const [one, other] = [await openForReading(place), await openForReading(place)];
  await write(one, "one");
  await expect(write(other, "other")).rejects.toMatchObject({ code: "CONFLICT" });
  await one.close();
  await vi.waitFor(() => write(other, "other"), 30_000); // the holder notices after a while that the first has closed
  await other.close();
});

it("removes a copy and a partly restored database that killed processes left", async () => {
  const data = join(places.folder, "killed");
  await mkdir(data);
  await cp(join(place.dataDirectory, "database"), join(data, "database"), { recursive: true });
  for (const left of ["copy", "restoring", "restoring.opening"])
    await mkdir(join(data, `database.${left}`, "base"), { recursive: true });
  await (await openDatabase({ dataDirectory: data, databaseUrl: undefined })).close();
  expect(await readdir(data)).toEqual(["database"]);
});
