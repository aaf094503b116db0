// Folders of the performance tables: whose files they are, and of which year.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles, inspectFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { censusText, performanceAbsenceText, spineText, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const tables = (path: string, year: string) => importFiles(database, { performanceTables: { path, year } });
const storedYears = () => database.query("SELECT name, year FROM source_file ORDER BY name");
const refusal = (message: string) => ({ code: "BAD_ARGUMENT", message: expect.stringContaining(message) });

describe("the year of performance tables", () => {
  it("is refused if the folder's name has another, and the error has both", async () => {
    const folder = dirname(write("2018-2019/england_abs.csv", performanceAbsenceText([{}])));
    const message = "2018-2019 has the year 2018/19 in its name, but the year given is 2022/23";
    await expect(tables(folder, "2022/23")).rejects.toMatchObject(refusal(message));
    expect(await storedYears()).toEqual([]);
    await tables(folder, "2018/19");
    expect(await storedYears()).toEqual([{ name: "england_abs.csv", year: "2018/19" }]);
  });

  it("is refused if a file's name has another: no file of the folder is stored", async () => {
    write("mixed/2021-2022_998_census.csv", censusText([{}]));
    const folder = dirname(write("mixed/2022-2023_england_abs.csv", performanceAbsenceText([{}])));
    const message = "2022-2023_england_abs.csv has the year 2022/23 in its name, but the year given is 2021/22";
    await expect(tables(folder, "2021/22")).rejects.toMatchObject(refusal(message));
    expect(await storedYears()).toEqual([]);
  });

  it("is the one given where a name has none: dates and two years that do not follow are not one", async () => {
    write("of 2015-2019/998_census 2024-03-20.csv", censusText([{}]));
    const folder = dirname(write("of 2015-2019/england_abs.csv", performanceAbsenceText([{}])));
    await tables(folder, "2021/22");
    expect(await storedYears()).toMatchObject([{ year: "2021/22" }, { year: "2021/22" }]);
  });
});

describe("a folder of performance tables", () => {
  it("has files of England or of one authority, with or without a year and a byte order mark", async () => {
    write("all/998_spine.csv", spineText([{}]));
    write("all/2024-2025_998_census.csv", `\uFEFF${censusText([{}])}`);
    const folder = dirname(write("all/2024-2025_england_abs.csv", performanceAbsenceText([{}])));
    expect(await tables(folder, "2024/25")).toMatchObject([
      { kind: "performance-spine", rowsStored: 1 },
      { kind: "performance-census", rowsStored: 1, encoding: "utf-8-bom" },
      { kind: "performance-absence", rowsStored: 1 },
    ]);
  });

  it("of which no file is read is refused, and the error names its files", async () => {
    write("other/england_ks2final.csv", "RECTYPE,URN\n1,900001\n");
    const folder = dirname(write("other/england_ks4\u001b[31m.csv", "RECTYPE,URN\n1,900001\n"));
    const message = "has none of england_abs, england_census";
    await expect(tables(folder, "2024/25")).rejects.toMatchObject(refusal(message));
    const names = "Its files are not among them: england_ks2final.csv, england_ks4�[31m.csv.";
    await expect(tables(folder, "2024/25")).rejects.toMatchObject(refusal(names));
  });

  it("of which some files are not read has these named, in printable characters", async () => {
    write("some/england_ks4\u001b[31m.csv", "RECTYPE,URN\n1,900001\n");
    const path = dirname(write("some/england_abs.csv", performanceAbsenceText([{}])));
    expect((await inspectFiles({ performanceTables: { path, year: "2024/25" } })).unread).toEqual([
      "england_ks4�[31m.csv",
    ]);
  });
});

describe("a folder of performance tables with two files of one kind", () => {
  it("is refused where both are about one area, and read where they are not", async () => {
    const folder = dirname(write("twice/998_abs.csv", performanceAbsenceText([{}])));
    write("twice/997_abs.csv", performanceAbsenceText([{ LA: 997, URN: 100002 }]));
    expect(await tables(folder, "2018/19")).toHaveLength(2);
    write("twice/998_abs (1).csv", performanceAbsenceText([{ PERCTOT: "5" }]));
    await expect(tables(folder, "2018/19")).rejects.toMatchObject(refusal("998_abs (1).csv and 998_abs.csv are both"));
  });

  it("names a spreadsheet that has the name of one of them", async () => {
    const path = dirname(write("sheet/998_abs.csv", performanceAbsenceText([{}])));
    write("sheet/998_census.xlsx", "PK");
    expect((await inspectFiles({ performanceTables: { path, year: "2018/19" } })).unread).toEqual([
      "998_census.xlsx (save it as CSV)",
    ]);
  });
});
