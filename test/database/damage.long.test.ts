// Every kind of damage that can occur in practice. damage.test.ts has the commonest too.
import fs from "node:fs";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { checkFiles, damageFoundBy } from "../../src/database/damage.js";
import type { Database } from "../../src/database/database.js";
import { extensions } from "../../src/database/embedded/connection.js";
import { openFiles } from "../../src/database/embedded/open-files.js";
import { HeldBackFiles } from "../../src/database/held-back.js";
import { openDatabase } from "../../src/database/open.js";
import type { ErrorCode } from "../../src/errors.js";
import { contents, cut, type Damage, overwrite, remove, segment } from "./damages.js";

/** Data directories: closed cleanly, and as kill -9 leaves it. Each case repairs its damage. */
let closed: string;
let crashed: string;
/** Files of tables and an index. */
let table: string;
let index: string;
let untouched: string;
/** The data directory of the case, or the copy with which it repairs the damage. */
let data: string;

const rows = 20_000;
const inFolder = (name: string) => mkdtemp(join(tmpdir(), `kindred-${name}-`));
const openIn = (dataDirectory: string) => openDatabase({ dataDirectory, databaseUrl: undefined });

beforeAll(async () => {
  [closed, crashed] = await Promise.all([inFolder("closed"), inFolder("crashed")]);
  const template = process.env.KINDRED_TEST_TEMPLATE ?? "";
  if (template.endsWith(".tar")) {
    const loadDataDir = new Blob([new Uint8Array(await readFile(template))]);
    await (await PGlite.create(join(closed, "database"), { extensions, loadDataDir })).close();
  }
  const database = await openIn(closed);
  await database.script("CHECKPOINT; CREATE TABLE sample (id int PRIMARY KEY, label text)");
  await database.query("INSERT INTO sample SELECT i, 'label ' || i FROM generate_series(1, $1::int) i", [rows]);
  table = await fileOf(database, "sample");
  index = await fileOf(database, "client_pkey");
  untouched = await fileOf(database, "client");
  // Between two statements the files are as a kill at that moment would leave them.
  await cp(join(closed, "database"), join(crashed, "database"), { recursive: true });
  await database.close();
});
afterAll(() => Promise.all([closed, crashed].map((folder) => rm(folder, { recursive: true }))));

beforeEach(async () => {
  data = await inFolder("data");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

async function fileOf(database: Database, name: string): Promise<string> {
  const [row] = await database.query<{ file: string }>("SELECT pg_relation_filepath($1::regclass) AS file", [name]);
  return row?.file ?? "";
}

/** Opening fails with this message, and no byte changes. */
async function refuses(
  folder: string,
  words: RegExp,
  code: ErrorCode,
  open: (folder: string) => Promise<unknown> = openIn,
) {
  const before = await contents(folder);
  const error = await open(folder).then(
    () => "it opened",
    (reason) => reason,
  );
  expect(error).toMatchObject({ code, message: expect.stringMatching(words) });
  expect(error.message).toMatch(/Nothing in it was changed\./);
  expect(await contents(folder)).toEqual(before);
}

async function refusesDamaged(folder: string, file: string, damage: Damage, words: RegExp) {
  const path = join(folder, "database", file);
  await cp(path, join(data, "kept"), { recursive: true, preserveTimestamps: true });
  try {
    await damage(path);
    await refuses(folder, words, "DATABASE_DAMAGED");
  } finally {
    await rm(path, { recursive: true, force: true });
    await cp(join(data, "kept"), path, { recursive: true, preserveTimestamps: true });
  }
}

describe("a damaged embedded database is rejected with a message and left unchanged", () => {
  type Case = [title: string, file: () => string | Promise<string>, damage: Damage, words: RegExp];
  const control = /global\/pg_control is missing, cut short or overwritten/;
  const cases: Case[] = [
    [
      "the last WAL file is cut short",
      () => segment(closed, -1),
      cut(1000),
      /pg_wal\/\w+ has 1000 bytes, not 16777216/,
    ],
    ["the WAL that recovery begins with is missing", () => segment(closed, 0), remove, /pg_wal\/\w+ is missing/],
    ["pg_wal is missing", () => "pg_wal", remove, /pg_wal\/\w+ is missing/],
    [
      "the WAL is overwritten",
      () => segment(closed, 0),
      overwrite(0, 16_777_216),
      /could not locate a valid checkpoint record/,
    ],
    ["pg_control is missing", () => "global/pg_control", remove, control],
    ["pg_control is cut short", () => "global/pg_control", cut(200), control],
    ["pg_control is zeros", () => "global/pg_control", overwrite(0), control],
    ["pg_control is overwritten", () => "global/pg_control", overwrite(0xa5), control],
    ["PG_VERSION is missing", () => "PG_VERSION", remove, /PG_VERSION is missing/],
    ["PG_VERSION is overwritten", () => "PG_VERSION", overwrite(0, 3), /PG_VERSION does not hold a version/],
    ["a table's file is missing", () => table, remove, /base\/\d+\/\d+ is missing/],
    ["a table's file lacks its last pages", () => table, cut(8192), /base\/\d+\/\d+ has 8192 bytes, not \d+/],
    ["a table's file is cut within a page", () => table, cut(1000), /base\/\d+\/\d+ has 1000 bytes/],
    [
      "the directory was copied in part",
      () => "base",
      remove,
      /is missing, and \d+ more of its files are missing or have another size/,
    ],
    ["a page of the catalogue is overwritten", () => "base/5/1259", overwrite(0xa5), /invalid page in block 0/],
    ["a directory that was empty is missing", () => "pg_notify", remove, /could not open directory "pg_notify"/],
  ];
  it.each(cases)("when %s", async (_, file, damage, words) => refusesDamaged(closed, await file(), damage, words));

  const afterCrash: Case[] = [
    ["the last WAL file is cut short", () => segment(crashed, -1), cut(1000), /pg_wal\/\w+ has 1000 bytes/],
    ["the file of an index is missing", () => index, remove, /\(client_pkey\) is missing/],
    ["the file of an index is empty", () => index, cut(0), /\(client_pkey\) is cut short to 0 bytes/],
    ["the outcomes of transactions are missing", () => "pg_xact/0000", remove, /pg_xact\/0000 is missing/],
  ];
  it.each(afterCrash)("when it was not shut down and %s", async (_, file, damage, words) =>
    refusesDamaged(crashed, await file(), damage, words),
  );

  it("when a statement meets the damage", async () => {
    await cp(join(closed, "database"), join(data, "database"), { recursive: true });
    await writeFile(join(data, "database", untouched), new Uint8Array(8192).fill(0xa5));
    await rm(join(data, "database/kindred-files.json"));
    const database = await openIn(data);
    const reads = [() => database.query("SELECT * FROM client"), () => database.prisma.client.findMany()];
    for (const read of reads) {
      const found = await read().catch(damageFoundBy);
      expect(found).toMatchObject({
        code: "DATABASE_DAMAGED",
        message: expect.stringMatching(/damaged: invalid page in block 0 .* KINDRED_DATA/),
      });
    }
    expect(damageFoundBy(new Error("another"))).toBeNull();
    await database.close();
  });
});

describe("a database that cannot be opened for another reason is rejected and left unchanged", () => {
  const inDatabase = (file: string) => join(data, "database", file);
  const unusable = (words: RegExp, open?: (folder: string) => Promise<unknown>) =>
    refuses(data, words, "DATABASE_UNUSABLE", open);
  /** In this thread, where a test can make the file system fail. */
  const openHere = (folder: string) => openFiles(join(folder, "database"));
  beforeEach(() => cp(join(closed, "database"), inDatabase(""), { recursive: true }));

  it("when another version of PostgreSQL wrote it, which the message names", async () => {
    await writeFile(inDatabase("PG_VERSION"), "16\n");
    await unusable(/PostgreSQL 16 wrote it, .* has PostgreSQL 18/);
  });

  it("when the directory holds other files", async () => {
    await rm(inDatabase(""), { recursive: true });
    await mkdir(inDatabase("photos"), { recursive: true });
    await writeFile(inDatabase("letter.txt"), "Dear head");
    await unusable(/it holds other files \(letter\.txt, photos\) but no database/);
  });

  it("when its configuration is invalid", async () => {
    await appendFile(inDatabase("postgresql.conf"), "shared_buffers = plenty\n");
    await unusable(/configuration file/);
  });

  it("when a newer version's migrations were applied", async () => {
    const database = await openIn(data);
    await database.script(
      `UPDATE "_prisma_migrations" SET migration_name = '9999_newer' WHERE migration_name LIKE '%marks'`,
    );
    await database.close();
    const before = await contents(data);
    await expect(openIn(data)).rejects.toThrow(/9999_newer, which this version does not have/);
    expect(await contents(data)).toEqual(before);
  });

  it("when the disk is full", async () => {
    vi.spyOn(fs, "copyFileSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, copyfile"), { code: "ENOSPC" });
    });
    await unusable(/no space left on device/, openHere);
  });

  it("when one of its directories is not writable", async () => {
    // As for any user but root.
    vi.spyOn(fs, "accessSync").mockImplementation((path) => {
      const refusal = Object.assign(new Error("EACCES: permission denied, access"), {
        code: "EACCES",
        syscall: "access",
      });
      if (String(path).endsWith("/global")) throw refusal;
    });
    await unusable(/permission denied/, openHere);
  });
});

describe("an undamaged embedded database opens", () => {
  const inDatabase = (file: string) => join(data, "database", file);
  const count = async (database: Database) => {
    const [row] = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM sample");
    return row?.n;
  };
  /** How many renames to allow: the log, some tables, all but the control file, which is among the last. */
  const killedAfter = [1, 8, 15];
  const opens = async (source: string, change: () => Promise<unknown>, times = 1) => {
    await cp(join(source, "database"), join(data, "database"), { recursive: true });
    await change();
    for (let time = 0; time < times; time++) {
      const database = await openIn(data);
      expect(await count(database)).toBe(rows);
      await database.close();
    }
    expect(await readdir(data)).toEqual(["database"]);
  };

  it("after the process was killed", () => opens(crashed, async () => {}));

  it("after the process was killed while it extended a table by a page, and was closed later", () =>
    opens(crashed, () => appendFile(inDatabase(table), new Uint8Array(4096)), 2));

  it("after the process was killed while it opened the database", () =>
    opens(closed, async () => {
      await mkdir(join(data, "database.opening"));
      await writeFile(join(data, "database.opening", "0"), "a copy");
    }));

  it("after the process was killed at any moment while recovery's changes were committed", async () => {
    for (const done of killedAfter) {
      await cp(join(crashed, "database"), inDatabase(""), { recursive: true });
      const files = new HeldBackFiles(inDatabase(""));
      await PGlite.create({ fs: files, extensions });
      const rename = fs.renameSync;
      let renamed = 0;
      vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
        if (renamed++ === done) throw new Error("killed");
        rename(from, to);
      });
      expect(() => files.commit()).toThrow("killed");
      vi.restoreAllMocks();
      files.discard();
      const database = await openIn(data);
      expect([done, await count(database)]).toEqual([done, rows]);
      await database.close();
      await rm(inDatabase(""), { recursive: true });
    }
  });

  it("without files that PostgreSQL does not need, or with an edited configuration", () =>
    opens(closed, async () => {
      await rm(inDatabase("base/5/pg_internal.init"));
      await rm(inDatabase("kindred-files.json"));
      await appendFile(inDatabase("postgresql.conf"), "# a remark\n");
    }));

  it("as a new one, in a directory with only hidden files", async () => {
    await writeFile(join(data, ".DS_Store"), "");
    expect(checkFiles(data)).toBe("absent");
  });
});
