import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { insertRows } from "../../src/database/bulk.js";
import type { Database } from "../../src/database/database.js";
import { migrate, tablesOf } from "../../src/database/migrate.js";
import { openDatabase } from "../../src/database/open.js";
import { assertPublicOnly } from "../../src/database/public-role.js";
import { ownTables } from "../../src/database/tables.js";
import { layDatabase } from "../support/data-directory.js";
import { bareDatabase, testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("bulk loading", () => {
  it("stores text, numbers, arrays, JSON, dates and nulls unchanged, in more than one batch", async () => {
    await database.query(
      `CREATE TABLE "sample" (id int, label text, amount numeric, peers int[], shares float8[], detail json, day date, ok boolean)`,
    );
    const columns = {
      id: "int",
      label: "text",
      amount: "numeric",
      peers: "int[]",
      shares: "float8[]",
      detail: "json",
      day: "date",
      ok: "boolean",
    };
    const rows = Array.from({ length: 12_001 }, (_, id) => ({
      id,
      label: `a "quoted", \\ {text} ${id}`,
      amount: "93.21367",
      peers: [id, 2],
      shares: [0.1, null],
      detail: { km: [1.5, null] },
      day: "2024-02-29",
      ok: id % 2 === 0 ? true : null,
    }));
    await insertRows(database, "sample", columns, rows);
    const [total] = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM sample");
    expect(total?.n).toBe(12_001);
    const [row] = await database.query("SELECT *, day::text AS day FROM sample WHERE id = 12000");
    expect(row).toMatchObject({ ...rows[12_000] });
  });
});

describe("transactions", () => {
  it("leave nothing behind when they fail", async () => {
    const failing = database.transaction(async (sql) => {
      await sql.query("INSERT INTO fingerprint_mark (fingerprint, mark) VALUES ('a', 'PUBLISHED')");
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(await database.query("SELECT * FROM fingerprint_mark")).toEqual([]);
  });
});

describe("triggers and constraints", () => {
  it("keep the first mark of a fingerprint and reject another", async () => {
    await database.query("INSERT INTO fingerprint_mark (fingerprint, mark) VALUES ('f', 'FED_TARGET')");
    await expect(
      database.query("INSERT INTO fingerprint_mark (fingerprint, mark) VALUES ('f', 'PUBLISHED')"),
    ).rejects.toThrow();
    await expect(database.query("UPDATE fingerprint_mark SET mark = 'PUBLISHED'")).rejects.toThrow(/permanent/);
    await expect(database.query("DELETE FROM fingerprint_mark")).rejects.toThrow(/permanent/);
  });

  it("reject a grant to an Ofsted client, and a change of any client's role", async () => {
    const id = "00000000-0000-4000-8000-000000000001";
    await database.query("INSERT INTO client (id, name, role) VALUES ($1, 'Inspectorate', 'OFSTED')", [id]);
    const grant = `INSERT INTO "grant" (id, client_id, capability) VALUES ($1, $1, 'TARGETS')`;
    await expect(database.query(grant, [id])).rejects.toThrow(/can hold no grant/);
    await expect(database.query("UPDATE client SET role = 'ANALYST' WHERE id = $1", [id])).rejects.toThrow(
      /never change/,
    );
    await expect(database.query("UPDATE client SET urn = 100000 WHERE id = $1", [id])).rejects.toThrow();
  });
});

describe("migrations", () => {
  it("are applied once", async () => {
    expect(await migrate(database)).toEqual([]);
  });

  it("reject another program's database before writing to it", async () => {
    const foreign = await bareDatabase();
    const tables = () => foreign.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    await foreign.query("CREATE TABLE customers (id int)");
    await expect(migrate(foreign)).rejects.toThrow(/tables that are not Kindred's, for example customers/);
    await foreign.script(`CREATE TABLE "_prisma_migrations"
      (migration_name text, started_at timestamptz, rolled_back_at timestamptz);
      INSERT INTO "_prisma_migrations" VALUES ('2020_shop', now(), NULL)`);
    await expect(migrate(foreign)).rejects.toThrow(/2020_shop, which this version does not have/);
    expect(await tables()).toEqual([{ tablename: "_prisma_migrations" }, { tablename: "customers" }]);
    await foreign.close();
  });

  it("state what an administrator must run to create the role and the extension, and continue afterwards", async () => {
    const owned = await bareDatabase();
    await owned.script(`CREATE ROLE "The owner"; GRANT ALL ON SCHEMA public TO "The owner"; SET ROLE "The owner"`);
    await expect(migrate(owned)).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringContaining('CREATE ROLE kindred_public NOLOGIN; GRANT kindred_public TO "The owner"'),
    });
    await owned.script(`RESET ROLE; CREATE ROLE kindred_public NOLOGIN; SET ROLE "The owner"`);
    await expect(migrate(owned)).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringContaining("CREATE EXTENSION pg_trgm SCHEMA public"),
    });
    await owned.script(`RESET ROLE; CREATE EXTENSION pg_trgm SCHEMA public; SET ROLE "The owner"`);
    await migrate(owned);
    await assertPublicOnly(owned, "kindred_public");
    await owned.close();
  });

  it("create exactly the tables of the data model", async () => {
    const created = (await tablesOf(database)).filter((name) => !["_prisma_migrations", "sample"].includes(name));
    expect(created.sort()).toEqual([...ownTables].sort());
  });

  it("reject a database whose history was altered", async () => {
    await database.query(`UPDATE "_prisma_migrations" SET checksum = 'other' WHERE migration_name LIKE '%marks'`);
    await expect(migrate(database)).rejects.toThrow(/was altered/);
  });
});

describe("the embedded database", () => {
  it("is rejected while it is open elsewhere, and opens again after it was closed", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "kindred-data-"));
    const config = { dataDirectory, databaseUrl: undefined };
    await layDatabase(dataDirectory);
    const first = await openDatabase(config);
    await expect(openDatabase(config)).rejects.toThrow(/in use by process \d+/);
    vi.stubEnv("TMPDIR", import.meta.dirname); // as for a service with a different TMPDIR
    await expect(openDatabase(config)).rejects.toThrow(/in use by process \d+/);
    vi.unstubAllEnvs();
    await first.close();
    await (await openDatabase(config)).close();
    await rm(dataDirectory, { recursive: true });
  });

  it("makes its directory accessible to its owner only, even if an earlier version did not", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "kindred-mode-"));
    const directory = join(dataDirectory, "database");
    await layDatabase(dataDirectory);
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o755);
    await (await openDatabase({ dataDirectory, databaseUrl: undefined })).close();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await rm(dataDirectory, { recursive: true });
  });

  it("reports a path where no directory can be created", async () => {
    const opening = openDatabase({ dataDirectory: join(import.meta.filename, "data"), databaseUrl: undefined });
    await expect(opening).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringMatching(/cannot be opened/),
    });
  });
});
