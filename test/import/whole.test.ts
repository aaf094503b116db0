// A partial file under the header of a whole one never ends links or figures silently.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absenceText, censusText, giasText, linksText, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const linksOf = (urns: readonly number[]) => linksText(urns.map((LinkURN) => ({ LinkURN })));
const range = (from: number, size: number) => Array.from({ length: size }, (_, index) => from + index);
const whole = range(100_002, 60);

const currentLinks = async () => {
  const [row] = await database.query<{ n: number }>("SELECT count(*)::int AS n FROM school_link WHERE current");
  return row?.n;
};
const storedFiles = async () =>
  (await database.query<{ name: string }>("SELECT name FROM source_file ORDER BY 1")).map(({ name }) => name);

describe("a links file that lacks many of the current links", () => {
  const all = write("links20250701.csv", linksOf(whole));
  const part = write("links_academies20250702.csv", linksOf(whole.slice(0, 10)));

  it("is refused, and every link stays current", async () => {
    await importFiles(database, { links: all });
    await expect(importFiles(database, { links: part })).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringMatching(/links_academies20250702.csv would end 50 of the 60 rows .* --replace/),
    });
    expect({ links: await currentLinks(), files: await storedFiles() }).toEqual({
      links: 60,
      files: ["links20250701.csv"],
    });
  });

  it("is named in the error when it was imported first, and a later date lets the whole file supersede it", async () => {
    await importFiles(database, { links: part });
    await expect(importFiles(database, { links: all })).rejects.toMatchObject({
      message: expect.stringMatching(
        /links20250701.csv has 50 links or figures that are missing from the later links_academies20250702.csv, .*--released/,
      ),
    });
    const [report] = await importFiles(database, { links: all, released: "2025-07-03" });
    expect(report).toMatchObject({ ended: 0, superseded: [{ rows: 10 }] });
    expect(await currentLinks()).toBe(60);
    const [again] = await importFiles(database, { links: part, released: "2025-07-04", replace: true });
    expect(again).toMatchObject({ redated: true, ended: 50 });
  });

  it("is imported with replace, and the report counts the ended links", async () => {
    await importFiles(database, { links: all });
    const [report] = await importFiles(database, { links: part, replace: true });
    expect(report).toMatchObject({
      ended: 50,
      superseded: [{ file: "links20250701.csv", released: "2025-07-01", rows: 60 }],
    });
    expect(await currentLinks()).toBe(10);
  });

  it("is imported when only a few links end, and the report counts them", async () => {
    await importFiles(database, { links: all });
    const corrected = write("links20250801.csv", linksOf(whole.slice(3)));
    const [report] = await importFiles(database, { links: corrected });
    expect(report).toMatchObject({ ended: 3 });
    expect(await currentLinks()).toBe(57);
  });
});

describe("a later release that lacks many of the current figures", () => {
  const schools = range(100_001, 20);

  it("is refused for attendance, unless replace is given", async () => {
    const absence = (figure: string) =>
      absenceText(schools.map((school_urn) => ({ school_urn, sess_overall_percent: figure })));
    await importFiles(database, { absence: write("absence20240401.csv", absence("6")) });
    const withdrawn = write("absence20250401.csv", absence("c"));
    await expect(importFiles(database, { absence: withdrawn })).rejects.toMatchObject({
      message: expect.stringMatching(/would end 20 of the 20 rows/),
    });
    const [report] = await importFiles(database, { absence: withdrawn, replace: true });
    expect(report).toMatchObject({ ended: 20 });
    expect(
      await database.query("SELECT urn FROM attendance WHERE attendance IS NOT NULL AND superseded_by_id IS NULL"),
    ).toEqual([]);
  });

  it("is named in the error when it was imported first", async () => {
    const absence = (figure: string) =>
      absenceText(schools.map((school_urn) => ({ school_urn, sess_overall_percent: figure })));
    await importFiles(database, { absence: write("absence20250401.csv", absence("c")) });
    const earlier = write("absence20240401.csv", absence("6"));
    await expect(importFiles(database, { absence: earlier })).rejects.toMatchObject({
      message: expect.stringMatching(/has 20 links or figures that are missing from the later absence20250401.csv, /),
    });
  });

  it("is refused for circumstances too", async () => {
    const census = (folder: string, figure: string) => {
      const text = censusText(schools.map((URN) => ({ URN, PNUMFSMEVER: figure })));
      return {
        performanceTables: { directory: dirname(write(`${folder}/england_census.csv`, text)), year: "2018/19" },
      };
    };
    await importFiles(database, { ...census("first", "16.2"), released: "2020-01-01" });
    await expect(importFiles(database, { ...census("second", "NA"), released: "2021-01-01" })).rejects.toMatchObject({
      message: expect.stringMatching(/would end 20 of the 20 rows/),
    });
  });
});

describe("an older register that is imported late", () => {
  const named = (name: string, school: string) => write(name, giasText([{ EstablishmentName: school }]));
  const current = async () => (await database.query<{ name: string }>("SELECT name FROM school"))[0]?.name;

  it("reports which newer file it supersedes when it has no date", async () => {
    await importFiles(database, { gias: named("edubasealldata20250101.csv", "Newer School") });
    const [report] = await importFiles(database, { gias: named("undated.csv", "Older School") });
    expect(report).toMatchObject({
      releasedBy: "IMPORT",
      superseded: [{ file: "edubasealldata20250101.csv", released: "2025-01-01", rows: 1 }],
    });
    const older = named("edubasealldata20240101.csv", "Oldest School");
    const [late] = await importFiles(database, { gias: older });
    expect(late).toMatchObject({ superseded: [], supersededBy: [{ file: "undated.csv", rows: 1 }] });
  });

  it("uses the date in any of its names, in any order of import", async () => {
    const newer = named("edubasealldata20250101.csv", "Newer School");
    const [plain, dated] = ["plain.csv", "edubasealldata20240101.csv"].map((name) => named(name, "Older School"));
    for (const order of [
      [plain, dated, newer],
      [dated, plain, newer],
      [newer, plain, dated],
    ]) {
      await database.script("TRUNCATE source_file CASCADE");
      for (const gias of order) await importFiles(database, { gias: gias! });
      expect(await current()).toBe("Newer School");
    }
  });
});

describe("an older file that is imported late", () => {
  it("reports the later file that supersedes it", async () => {
    await importFiles(database, {
      absence: write("absence20250401.csv", absenceText([{ sess_overall_percent: "5" }])),
    });
    const [report] = await importFiles(database, { absence: write("absence20240401.csv", absenceText([{}])) });
    expect(report).toMatchObject({
      releasedBy: "NAME",
      superseded: [],
      supersededBy: [{ file: "absence20250401.csv", released: "2025-04-01", rows: 1 }],
    });
  });
});
