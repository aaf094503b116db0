// Rows and lines as no publisher means them: each is stored, skipped or rejected by name, and the others stand.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absenceText, type Cells, linksText, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const good = { school_urn: 100002 };

describe("a row that cannot be true", () => {
  it.each<[what: string, cells: Cells, reason: RegExp]>([
    [
      "more decimals than the database can count with",
      { sess_overall_percent: `7.${"1".repeat(20_000)}` },
      /longer than 500/,
    ],
    ["a name too long to be indexed", { school_name: "N".repeat(100_000) }, /longer than 500/],
    ["a year that is none of ours", { time_period: "999900" }, /not an academic year/],
    ["a decimal comma", { sess_overall_percent: "7,2" }, /not a number/],
    ["an exponent", { sess_overall_percent: "1e3" }, /not a number/],
  ])("is rejected alone, and kept in brief: %s", async (_, cells, reason) => {
    const [report] = await importFiles(database, { absence: write("hostile.csv", absenceText([cells, good])) });
    expect(report).toMatchObject({ rowsRead: 2, rowsStored: 1, rowsRejected: 1 });
    expect(report?.rejected[0]).toMatchObject({ line: 2, reason: expect.stringMatching(reason) });
    expect(report?.rejected[0]?.value.length).toBeLessThanOrEqual(100);
  });

  it.each(["01-01-0000", "2021", "31-02-2020"])("has a date that is none: %s", async (date) => {
    const text = linksText([{ LinkEstablishedDate: date }, { LinkURN: 100003 }]);
    const [report] = await importFiles(database, { links: write("links.csv", text) });
    expect(report).toMatchObject({ rowsStored: 1, rowsRejected: 1, rejected: [{ column: "LinkEstablishedDate" }] });
  });
});

describe("lines", () => {
  it("may end in different ways in one file", async () => {
    const [header, ...rows] = absenceText([{}, good, { school_urn: 100003 }, { school_urn: "none" }]).split("\n");
    const text = `${header}\r\n${rows[0]}\n${rows[1]}\r\n${rows[2]}\r${rows[3]}\n`;
    const [report] = await importFiles(database, { absence: write("mixed.csv", text) });
    expect(report).toMatchObject({ rowsRead: 4, rowsStored: 3, rejected: [{ line: 5 }] });
  });

  it("may have nameless empty columns at the end, as a spreadsheet leaves them", async () => {
    const text = absenceText([{}, good]).replaceAll("\n", ",,,\n");
    const [report] = await importFiles(database, { absence: write("wide.csv", text) });
    expect(report).toMatchObject({ rowsRead: 2, rowsStored: 2 });
  });
});
