// Malformed rows and lines: each is stored, skipped or rejected with a reason, and the other rows are not affected.
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
      "more decimals than the database can compute with",
      { sess_overall_percent: `7.${"1".repeat(20_000)}` },
      /longer than 500/,
    ],
    ["a name that is too long to index", { school_name: "N".repeat(100_000) }, /longer than 500/],
    [
      "a character of two units where the value is cut",
      { school_name: `${"N".repeat(98)}😀${"N".repeat(500)}` },
      /longer than 500/,
    ],
    ["an academic year of another century", { time_period: "999900" }, /not an academic year/],
    ["a decimal comma", { sess_overall_percent: "7,2" }, /not a number/],
    ["an exponent", { sess_overall_percent: "1e3" }, /not a number/],
  ])("is the only one rejected, and its value is shortened: %s", async (_, cells, reason) => {
    const [report] = await importFiles(database, { absence: write("hostile.csv", absenceText([cells, good])) });
    expect(report).toMatchObject({ rowsRead: 2, rowsStored: 1, rowsRejected: 1 });
    expect(report?.rejected[0]).toMatchObject({ line: 2, reason: expect.stringMatching(reason) });
    expect(report?.rejected[0]?.value.length).toBeLessThanOrEqual(100);
  });

  it.each(["01-01-0000", "2021", "31-02-2020"])("is rejected for a date that does not exist: %s", async (date) => {
    const text = linksText([{ LinkEstablishedDate: date }, { LinkURN: 100003 }]);
    const [report] = await importFiles(database, { links: write("links.csv", text) });
    expect(report).toMatchObject({ rowsStored: 1, rowsRejected: 1, rejected: [{ column: "LinkEstablishedDate" }] });
  });
});

describe("lines", () => {
  it("may have different line ends in one file", async () => {
    const [header, ...rows] = absenceText([{}, good, { school_urn: 100003 }, { school_urn: "none" }]).split("\n");
    const text = `${header}\r\n${rows[0]}\n${rows[1]}\r\n${rows[2]}\r${rows[3]}\n`;
    const [report] = await importFiles(database, { absence: write("mixed.csv", text) });
    expect(report).toMatchObject({ rowsRead: 4, rowsStored: 3, rejected: [{ line: 5 }] });
  });

  it("may have empty columns without a name at the end, as spreadsheets write them", async () => {
    const text = absenceText([{}, good]).replaceAll("\n", ",,,\n");
    const [report] = await importFiles(database, { absence: write("wide.csv", text) });
    expect(report).toMatchObject({ rowsRead: 2, rowsStored: 2 });
  });
});
