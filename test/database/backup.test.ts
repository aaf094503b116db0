// kindred backup and restore, of the embedded database or, with TEST_DATABASE_URL, of PostgreSQL.
import { randomBytes } from "node:crypto";
import { open as openFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/access/clients.js";
import { lineOf } from "../../src/database/backup/about.js";
import { backUp, restore } from "../../src/database/backup/backup.js";
import type { Database } from "../../src/database/database.js";
import { tablesOf } from "../../src/database/migrate.js";
import { openDatabase } from "../../src/database/open.js";
import { databaseOnPostgres } from "../../src/database/postgres.js";
import { assertPublicOnly, publicRole } from "../../src/database/public-role.js";
import { servingOn } from "../../src/database/serving.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { serve } from "../server/world.js";
import { everyTable, openPlaces, type Place, type Places } from "../support/places.js";
import { department, insertRun } from "../targets/world.js";

let places: Places;
let place: Place;
let backup: string;
let before: { tables: Record<string, string>; answer: string };
const options = { signal: new AbortController().signal, onProgress: () => {} };
const write = (database: Database, path: string, given = options, at = place) =>
  backUp(database, at, path, "0.0.0", given);

/** The exact answer to an anonymous client. */
async function answerOf(database: Database): Promise<string> {
  const server = serve(database);
  const { text } = await server.ask(
    "{ schools(first: 100) { totalCount nodes { urn name attendance { year attendance source { file line } } } } }",
  );
  await server.close();
  return text;
}

async function withDatabase<T>(at: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(at);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  places = await openPlaces();
  place = await places.prepared();
  backup = join(places.folder, "kindred.backup");
  await withDatabase(place, async (database) => {
    const runId = await insertRun(database);
    const { setId, jobId } = await draftTargets(database, department, { runId });
    await workOff(database, targetJobs, jobId);
    await issueTargets(database, department, setId);
    await createClient(database, department, { role: "ANALYST", name: "An analyst" });
    before = { tables: await everyTable(database), answer: await answerOf(database) };
    await write(database, backup);
    expect(await everyTable(database)).toEqual(before.tables);
  });
});
afterAll(() => places.remove());

describe("a backup", () => {
  it("is readable by its owner only, and describes itself in its first line", async () => {
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    const kind = place.databaseUrl ? "postgresql" : "embedded";
    expect((await readFile(backup, "latin1")).split("\n")[0]).toMatch(
      new RegExp(
        `^kindred-backup-1 {"kind":"${kind}","kindred":"0\\.0\\.0","migration":"\\d+_\\w+","made":"\\d{4}-.*"}$`,
      ),
    );
  });

  it("leaves nothing beside the database or the file", async () => {
    expect(await readdir(places.folder)).not.toContain("kindred.backup.part");
    if (!place.databaseUrl) expect(await readdir(place.dataDirectory)).toEqual(["database"]);
  });

  it("is restored with every row, the same answers, and no further privileges for public viewers", async () => {
    const at = await places.empty();
    await restore(at, backup, options);
    await withDatabase(at, async (database) => {
      expect(await everyTable(database)).toEqual(before.tables);
      expect(Object.values(before.tables).filter((digest) => !digest.startsWith("0 ")).length).toBeGreaterThan(10);
      expect(await answerOf(database)).toBe(before.answer);
      await assertPublicOnly(database, publicRole);
      const serving = servingOn(database);
      expect(await serving.public.query("SELECT urn FROM school")).toHaveLength(24);
      await expect(serving.public.query("SELECT urn FROM target")).rejects.toMatchObject({ code: "42501" });
      await serving.close();
    });
  });

  it("of a restored database restores the same rows", async () => {
    const at = await places.empty();
    await restore(at, backup, options);
    const second = join(places.folder, "second.backup");
    await withDatabase(at, (database) => write(database, second, options, at));
    const again = await places.empty();
    await restore(again, second, options);
    await withDatabase(again, async (database) => expect(await everyTable(database)).toEqual(before.tables));
  });

  it("does not overwrite another file or a partial backup", async () => {
    const [existing, begun] = ["existing", "begun"].map((name) => join(places.folder, name)) as [string, string];
    await writeFile(existing, "a letter");
    await writeFile(`${begun}.part`, "half");
    await withDatabase(place, async (database) => {
      await expect(write(database, existing)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
      await expect(write(database, begun)).rejects.toMatchObject({
        code: "BAD_ARGUMENT",
        message: expect.stringContaining(`${begun}.part exists`),
      });
    });
    expect(await readFile(existing, "utf8")).toBe("a letter");
    expect(await readFile(`${begun}.part`, "utf8")).toBe("half");
  });

  it("leaves no file if it is cancelled or the disk is full", async () => {
    const stop = new AbortController();
    const cancelled = join(places.folder, "cancelled");
    await withDatabase(place, async (database) => {
      const given = { signal: stop.signal, onProgress: () => stop.abort() };
      await expect(write(database, cancelled, given)).rejects.toMatchObject({ code: "CANCELLED" });
      const file = await openFile(backup);
      await file.close();
      vi.spyOn(Object.getPrototypeOf(file), "writev").mockRejectedValue(
        Object.assign(new Error("full"), { code: "ENOSPC" }),
      );
      await expect(write(database, cancelled)).rejects.toMatchObject({
        code: "DISK_FULL",
        message: `The disk has no room for ${cancelled}. Nothing was left behind.`,
      });
      vi.restoreAllMocks();
      await write(database, cancelled);
    });
    expect((await readdir(places.folder)).filter((name) => name.startsWith("cancelled"))).toEqual(["cancelled"]);
  });
});

describe("restoring", () => {
  const copyWith = async (change: (bytes: Buffer) => Buffer | string) => {
    const path = join(places.folder, `changed-${randomBytes(6).toString("hex")}`);
    await writeFile(path, change(await readFile(backup)));
    return path;
  };
  const about = { kindred: "0.0.0", migration: "20261122000000_first", made: "2026-01-01T00:00:00.000Z" };
  const ownKind = process.env.TEST_DATABASE_URL ? ("postgresql" as const) : ("embedded" as const);
  const otherKind = process.env.TEST_DATABASE_URL ? ("embedded" as const) : ("postgresql" as const);
  /** Changes several bytes: after one changed bit the contents may be the same. */
  const altered = (first: (length: number) => number, count: number) => (bytes: Buffer) => {
    const start = first(bytes.length);
    for (let index = start; index < start + count; index++) bytes[index] = (bytes[index] as number) ^ 0xff;
    return bytes;
  };
  const holding = (kind: "embedded" | "postgresql", contents: string | Buffer) => () => {
    const line = lineOf({ kind, ...about });
    return Buffer.concat([Buffer.from(line), gzipSync(Buffer.concat([Buffer.from(line), Buffer.from(contents)]))]);
  };

  type Case = [title: string, change: (bytes: Buffer) => Buffer | string, code: string, message: RegExp];
  const cases: Case[] = [
    ["is truncated", (bytes) => bytes.subarray(0, bytes.length - 9), "WRONG_FILE", /is truncated or altered\. Nothing/],
    ["is truncated early", (bytes) => bytes.subarray(0, 200), "WRONG_FILE", /is truncated or altered/],
    ["is altered in the middle", altered((length) => length >> 1, 32), "WRONG_FILE", /is truncated or altered/],
    ["is altered at its end", altered((length) => length - 6, 1), "WRONG_FILE", /is truncated or altered/],
    [
      "is altered in its first line",
      (bytes) => Buffer.from(bytes.toString("latin1").replace("0.0.0", "0.0.1"), "latin1"),
      "WRONG_FILE",
      /is truncated or altered/,
    ],
    [
      "has bytes after its end",
      (bytes) => Buffer.concat([bytes, Buffer.from("more")]),
      "WRONG_FILE",
      /is truncated or altered/,
    ],
    ["is empty", () => "", "WRONG_FILE", /is not a backup/],
    ["is a dump of pg_dump", () => "PGDMP\x01\x0e", "WRONG_FILE", /a pg_dump file: restore it with pg_restore/],
    ["is compressed", () => gzipSync("x"), "WRONG_FILE", /a compressed file/],
    ["is of the other kind of database", holding(otherKind, ""), "WRONG_FILE", /is a backup of .*DATABASE_URL/],
    [
      "holds something else",
      holding(ownKind, randomBytes(5000)),
      process.env.TEST_DATABASE_URL ? "DATABASE_UNUSABLE" : "WRONG_FILE",
      /does not hold a database|pg_restore failed/,
    ],
  ];
  it.each(cases)("rejects a file that %s, and leaves nothing behind", async (_, change, code, message) => {
    const at = await places.empty();
    await expect(restore(at, await copyWith(change), options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    await isAsBefore(at);
  });

  it("rejects a backup of a newer version", async () => {
    const at = await places.empty();
    const path = await copyWith(() => lineOf({ kind: ownKind, ...about, migration: "29990101000000_later" }));
    await expect(restore(at, path, options)).rejects.toThrow(
      /The backup has the migration 29990101000000_later, which this version does not have/,
    );
    await isAsBefore(at);
  });

  it("rejects a place that has a database, and leaves it unchanged", async () => {
    await expect(restore(place, backup, options)).rejects.toMatchObject({ code: "CONFLICT" });
    await withDatabase(place, async (database) => expect(await everyTable(database)).toEqual(before.tables));
  });

  it("leaves nothing if it is cancelled", async () => {
    for (const stage of ["Checking", process.env.TEST_DATABASE_URL ? "Restoring" : "Unpacking"]) {
      const at = await places.empty();
      const stop = new AbortController();
      const onProgress = (now: string) => now === stage && stop.abort();
      await expect(restore(at, backup, { signal: stop.signal, onProgress })).rejects.toMatchObject({
        code: "CANCELLED",
      });
      await isAsBefore(at);
    }
  });

  async function isAsBefore(at: Place): Promise<void> {
    if (!at.databaseUrl) return expect(readdir(at.dataDirectory)).rejects.toMatchObject({ code: "ENOENT" });
    const target = databaseOnPostgres(at.databaseUrl);
    expect(await tablesOf(target)).toEqual([]);
    await target.close();
  }
});
