// --reset empties only what the demo created.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/access/clients.js";
import { operator } from "../../src/access/operator.js";
import type { Database } from "../../src/database/database.js";
import { areKeysCurrent, createDemoClients, writeKeys } from "../../src/demo/clients.js";
import { assertDemoOnly, keysPath, resetDemo } from "../../src/demo/state.js";
import { buildCountry } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let dataDirectory: string;
beforeAll(async () => {
  database = await testDatabase();
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-state-"));
});
beforeEach(() => resetDemo(database, dataDirectory));
afterAll(async () => {
  await database.close();
  await rm(dataDirectory, { recursive: true });
});

const importFile = (sha256: string) =>
  database.query(
    `INSERT INTO source_file (kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
     VALUES ('gias', 'register.csv', $1, 1, 'utf-8', now(), 0, 0, 0, '{}')`,
    [sha256],
  );
const example = { urn: 100_001, trustCode: 5001, laCode: 301 };

describe("assertDemoOnly", () => {
  it("refuses a database with a file that the demo did not write", async () => {
    await importFile("its own");
    await expect(assertDemoOnly(database, ["its own"])).resolves.toBeUndefined();
    await importFile("another");
    await expect(assertDemoOnly(database, ["its own"])).rejects.toThrow(/holds register\.csv/);
  });

  it("refuses a database with clients and no files", async () => {
    await createClient(database, operator, { role: "DEPARTMENT", name: "Attendance team" });
    await expect(assertDemoOnly(database, [])).rejects.toThrow(/holds the client Attendance team/);
  });
});

describe("resetDemo", () => {
  it("leaves the tables of other programs in the same database", async () => {
    await database.script("CREATE TABLE customers (id int); INSERT INTO customers VALUES (1)");
    await importFile("its own");
    await resetDemo(database, dataDirectory);
    expect(await database.query("SELECT id FROM customers")).toEqual([{ id: 1 }]);
    expect(await database.query("SELECT id FROM source_file")).toEqual([]);
    await database.script("DROP TABLE customers");
  });
});

describe("the demo's keys", () => {
  beforeEach(() => buildCountry(database));

  it("are current while all of them work on this database", async () => {
    const path = keysPath(dataDirectory);
    expect(await areKeysCurrent(database, path)).toBe(false);
    const keys = await createDemoClients(database, operator, example);
    await writeKeys(path, keys);
    expect(await areKeysCurrent(database, path)).toBe(true);
    await writeKeys(path, { ...keys, TRUST: keys.SCHOOL });
    expect(await areKeysCurrent(database, path)).toBe(false);
  });

  it("are replaced without changing clients that are not the demo's", async () => {
    await createDemoClients(database, operator, example);
    await createClient(database, operator, { role: "ANALYST", name: "Research" });
    await createDemoClients(database, operator, example);
    const active = await database.query<{ name: string }>("SELECT name FROM client WHERE revoked_at IS NULL");
    expect(active.map(({ name }) => name)).toContain("Research");
    expect(active).toHaveLength(8);
  });
});
