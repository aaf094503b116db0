// Finding the population of the current figures without composing it: which stored populations count as current.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { composition } from "../../src/population/composition.js";
import {
  assertFigures,
  figuresVersion,
  findCurrentPopulation,
  isFrozenByOtherCode,
  recordCurrentPopulation,
} from "../../src/population/current.js";
import { readDirectory } from "../../src/population/directory.js";
import { findOrFreeze, freezeInProcess } from "../../src/population/freeze.js";
import { testDatabase } from "../support/database.js";
import { insertWorld } from "./world.js";

const years = { baseYear: "2022/23" };
const school = { absence: { "2022/23": "7.1", "2021/22": "7" }, census: { "2022/23": { roll: 200, fsm: "20" } } };

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("TRUNCATE population CASCADE");
  await insertWorld(database, [{ urn: 100001, ...school }], [[100001, 100002, "Predecessor"]]);
});

const current = (options: object = {}) => findCurrentPopulation(database, { ...years, ...options });

describe("the current population", () => {
  it("is null before it is frozen, then the frozen one, for these years only", async () => {
    expect(await current()).toBeNull();
    const { id } = await findOrFreeze(database, years);
    expect(await current()).toBe(id);
    expect(await current({ circumstancesYear: "2022/23" })).toBe(id);
    expect(await current({ circumstancesYear: "2021/22" })).toBeNull();
    expect(await current({ baseYear: "2021/22" })).toBeNull();
  });

  it.each([
    "UPDATE attendance SET overall_absence = 8",
    "DELETE FROM attendance WHERE year = '2021/22'",
    "UPDATE circumstances SET roll = 201",
    "DELETE FROM circumstances",
    "UPDATE school SET region = 'London'",
    "INSERT INTO school (urn, name, search_name, stub, file_id, line) VALUES (100009, '', '', true, 1, 2)",
    "UPDATE school_link SET current = false",
    "DELETE FROM school_link",
    "UPDATE source_file SET kind = 'similar' WHERE kind = 'performance-census'",
    "TRUNCATE school_link",
    "TRUNCATE attendance",
    "TRUNCATE circumstances",
    "TRUNCATE source_file CASCADE",
  ])("is null again after %s", async (statement) => {
    await findOrFreeze(database, years);
    await database.script(statement);
    expect(await current()).toBeNull();
  });

  it("stays the same when search vectors and file details change", async () => {
    const { id } = await findOrFreeze(database, years);
    await database.script("UPDATE school SET search_vector = 'school'; UPDATE source_file SET ended = 3");
    expect(await current()).toBe(id);
  });

  it("depends on every column of a school that populations read", async () => {
    const [entry] = await readDirectory(database);
    const read = Object.keys(entry!).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const triggers = await database.query<{ column: string }>(
      `SELECT attname AS column FROM pg_trigger JOIN pg_attribute ON attrelid = tgrelid AND attnum = ANY(tgattr)
       WHERE tgname = 'school_figures'`,
    );
    expect(triggers.map(({ column }) => column)).toEqual(expect.arrayContaining(read));
  });

  it("is found again, with the same id, when figures return to their old values", async () => {
    const { id } = await findOrFreeze(database, years);
    await database.script("UPDATE attendance SET overall_absence = overall_absence + 1");
    expect((await findOrFreeze(database, years)).id).not.toBe(id);
    await database.script("UPDATE attendance SET overall_absence = overall_absence - 1");
    expect(await freezeInProcess(database, years)).toBe(id);
    expect(await current()).toBe(id);
  });

  it("ignores a change that was rolled back, and the version stays", async () => {
    const { id } = await findOrFreeze(database, years);
    const before = await figuresVersion(database);
    const change = database.transaction(async (sql) => {
      await sql.script("UPDATE attendance SET overall_absence = 8");
      throw new Error("no");
    });
    await expect(change).rejects.toThrow("no");
    expect([await figuresVersion(database), await current()]).toEqual([before, id]);
  });

  it("is not recorded as current when figures changed while it was composed", async () => {
    const { id } = await findOrFreeze(database, years, async (store) => {
      await database.script("UPDATE attendance SET overall_absence = 8");
      return database.transaction(store);
    });
    expect(await current()).toBeNull();
    expect((await findOrFreeze(database, years)).id).not.toBe(id);
  });

  it("is not replaced by one of earlier figures that is stored later", async () => {
    const earlier = await findOrFreeze(database, years);
    const version = await figuresVersion(database);
    await database.script("UPDATE attendance SET overall_absence = 8");
    const { id } = await findOrFreeze(database, years);
    await recordCurrentPopulation(database, earlier, version);
    expect(await current()).toBe(id);
  });

  it("is null when other code composed it, and stays current for that code", async () => {
    const { id } = await findOrFreeze(database, years);
    expect(await isFrozenByOtherCode(database, years)).toBe(false);
    await database.script("UPDATE current_population SET composition = 'of another release'");
    expect([await current(), await isFrozenByOtherCode(database, years)]).toEqual([null, true]);
    expect(await freezeInProcess(database, years)).toBe(id);
    expect(await database.query("SELECT 1 FROM current_population")).toHaveLength(2);
  });
});

describe("freezing when the population is current", () => {
  it("reads no figures", async () => {
    const { id } = await findOrFreeze(database, years);
    const statements: string[] = [];
    const query: Database["query"] = (text, parameters) => {
      statements.push(text);
      return database.query(text, parameters);
    };
    const transaction: Database["transaction"] = () => Promise.reject(new Error("figures are to be read"));
    expect(await freezeInProcess({ ...database, query, transaction }, years)).toBe(id);
    expect(statements).toHaveLength(1);
  });
});

describe("figures of a year", () => {
  it("exist, or the error lists the years that have figures", async () => {
    await expect(assertFigures(database, years)).resolves.toBeUndefined();
    await expect(assertFigures(database, { baseYear: "2017/18" })).rejects.toMatchObject({
      code: "NO_DATA",
      message: expect.stringContaining("Years with attendance: 2021/22, 2022/23"),
    });
    await expect(assertFigures(database, { ...years, circumstancesYear: "2022" })).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
    });
  });

  it("are rejected for a year whose attendance is never used", async () => {
    await database.script("UPDATE attendance SET year = '2019/20' WHERE year = '2021/22'");
    await expect(assertFigures(database, { baseYear: "2019/20" })).rejects.toMatchObject({
      code: "NO_DATA",
      message: expect.stringMatching(/^Attendance of 2019\/20 is never used.*Years with attendance: 2022\/23\./),
    });
  });
});

describe("the hash of the code that composes", () => {
  it("covers the only other folder that composing uses", () => {
    const folder = resolve(import.meta.dirname, "../../src/population");
    const imported = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/from "(\.\.\/[^"]+)"/g)].map(([, path]) =>
        relative(join(folder, ".."), resolve(folder, path!)),
      ),
    );
    const notComposing = /^(errors|programs|database\/(database|query-builder|rows-as-json)|jobs\/.+)\.js$/;
    const composing = [...new Set(imported)].filter((path) => !notComposing.test(path));
    expect(composing.filter((path) => !path.startsWith("import/"))).toEqual([]);
    expect(composition).toMatch(/^[0-9a-f]{64}$/);
  });
});
