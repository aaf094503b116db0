// Funding per pupil, from the performance tables and from sheets of school finance workbooks.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { type Cells, csv, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const stored = () =>
  database.query(
    `SELECT urn, year, funding_per_pupil::text AS funding, codes->>'fundingPerPupil' AS code
     FROM circumstances ORDER BY urn`,
  );

describe("the finance file of the performance tables", () => {
  const header = "LA,URN,LONDON/NON-LONDON,MEDIAN,PUPILS,GRANTFUNDING,TOTALINCOME,PGRANTFUNDING\n";
  const importTables = async (rows: string, name = "england_cfr.csv", above = "") => {
    const path = dirname(write(`finance-${name}/${name}`, above + header + rows));
    return (await importFiles(database, { performanceTables: { path, year: "2018/19" } }))[0]!;
  };

  it("has pounds per pupil with commas between thousands, and codes where there is no figure", async () => {
    const rows = [
      '998,900001,Non-London,Primary,"1,038","5,756","5,792",99%',
      "998,900002,Non-London,Primary,45,870,NA ,NA",
      "998,900003,Non-London,Primary,45,SUPP,SUPP,NA",
      "998,900004,Non-London,Primary,NA ,0,0,NA",
      "998,900005,Non-London,Primary,-   ,0,0,NA",
      "998,900006,Non-London,Primary,0,0,0,NA",
    ];
    expect(await importTables(rows.join("\n"))).toMatchObject({ kind: "performance-finance", rowsStored: 6 });
    const year = "2018/19";
    expect(await stored()).toEqual([
      { urn: 900_001, year, funding: "5756.0000", code: null },
      { urn: 900_002, year, funding: "870.0000", code: null },
      { urn: 900_003, year, funding: null, code: "SUPP" },
      { urn: 900_004, year, funding: null, code: "NA" },
      { urn: 900_005, year, funding: null, code: "-" },
      { urn: 900_006, year, funding: null, code: "0 of 0" },
    ]);
  });

  it("skips medians, whose rows are shorter than the header, even as its last line", async () => {
    const medians = [
      'LA-PRI,Nettleshire,Non-London,Primary,,"5,190",158',
      "NAT-SEC-WITH-KS4,,,Secondary with KS4,,5724,173",
      "LONDON,,London,Nursery,,9956,1045",
      "NON-LONDON-SPE,,Non-London,Special,,21730",
      "LA-PRU,Nettleshire,Non-London,Pupil referral unit,,30069,7,100%",
    ];
    const school = "998,900001,Non-London,Primary,41,5653,5963,95%";
    expect(await importTables([school, ...medians.toReversed()].join("\n"))).toMatchObject({
      rowsRead: 6,
      rowsStored: 1,
      rowsRejected: 0,
      rowsSkipped: { "summary row": 5 },
    });
  });

  it("is found in the folder under another name and below a title", async () => {
    const row = "998,900001,Non-London,Primary,41,5653,5963,95%\n";
    expect(await importTables(row, "finance.csv", "Finance\n")).toMatchObject({
      kind: "performance-finance",
      rowsRead: 1,
      rowsStored: 1,
    });
  });

  it("is refused where it stops in the middle of a school's row", async () => {
    await expect(importTables("998,900001,Non-London,Primary,41,5653")).rejects.toThrow(
      /stops in the middle of line 2/,
    );
  });

  it.each([
    ["5,75", "it has a comma"],
    ["-5,756", "below the minimum of 0"],
    ["1,0000", "it has a comma"],
  ])("rejects %s", async (cell, reason) => {
    const rows = `998,900001,,,41,"${cell}",1,1\n998,900002,,,41,5756,1,1\n`;
    const { rejected } = await importTables(rows);
    expect(rejected).toMatchObject([{ line: 2, column: "GRANTFUNDING", reason: expect.stringContaining(reason) }]);
  });
});

describe("a sheet of a school finance workbook", () => {
  const grants = "Grant Funding: (I01:I07) + I15 + I16 + I18a/b/c/d";
  const maintained: Cells = {
    URN: 900_101,
    "Did Not Supply flag": "N",
    "Lead school in federation": 0,
    "No pupils": 210,
    "Period covered by return": 12,
    [grants]: 1_260_001,
  };
  const year = "2023/24";
  const importSheet = async (text: string) =>
    (await importFiles(database, { schoolFinance: { path: write("sheet.csv", text), year } }))[0]!;

  it("gives grants divided by pupils, at four decimals, half up", async () => {
    const schools = csv(maintained, [
      {},
      { URN: 900_102, "No pupils": 87.5, [grants]: "0.004375" },
      { URN: 900_103, [grants]: 0 },
    ]);
    expect(await importSheet(schools)).toMatchObject({ kind: "school-finance", rowsStored: 3 });
    expect(await stored()).toEqual([
      { urn: 900_101, year, funding: "6000.0048", code: null },
      { urn: 900_102, year, funding: "0.0001", code: null },
      { urn: 900_103, year, funding: "0.0000", code: null },
    ]);
  });

  it("keeps the code where a school did not supply a return or has no pupils", async () => {
    await importSheet(
      csv(maintained, [
        { URN: 900_102, "Did Not Supply flag": "Y", [grants]: "DNS" },
        { URN: 900_103, "Did Not Supply flag": "Y", [grants]: 0 },
        { URN: 900_104, [grants]: "n/s" },
        { URN: 900_105, "No pupils": 0 },
        { URN: 900_106, [grants]: "DNS", "Period covered by return": "DNS" },
      ]),
    );
    const code = (urn: number, published: string) => ({ urn, year, funding: null, code: published });
    expect(await stored()).toEqual([
      code(900_102, "DNS"),
      code(900_103, "DNS"),
      code(900_104, "n/s"),
      code(900_105, "0 of 0"),
      code(900_106, "DNS"),
    ]);
  });

  it("skips returns of federations and of parts of a year, and those of which it cannot be known, by name", async () => {
    const report = await importSheet(
      csv(maintained, [
        {},
        { URN: 900_102, "Lead school in federation": 9_982_001 },
        { URN: 900_103, "Lead school in federation": 9_982_001, "Did Not Supply flag": "Y", [grants]: "DNS" },
        { URN: 900_104, "Lead school in federation": "-" },
        { URN: 900_105, "Period covered by return": 8 },
        { URN: 900_106, "Period covered by return": 1 },
        { URN: 900_107, "Period covered by return": "" },
      ]),
    );
    expect(report).toMatchObject({ rowsRead: 7, rowsStored: 1, rowsRejected: 0 });
    expect(report.rowsSkipped).toEqual({
      "return of a federation": 2,
      "federation unknown": 1,
      "period of 8 months": 1,
      "period of 1 month": 1,
      "period unknown": 1,
    });
  });

  it("rejects grants that are too much for so few pupils", async () => {
    const { rejected } = await importSheet(
      csv(maintained, [{}, { URN: 900_102, "No pupils": 0.1, [grants]: 9_000_000 }]),
    );
    expect(rejected).toMatchObject([{ line: 3, reason: "too much for so few pupils: £9000000 for 0.1 pupils" }]);
  });

  it("is read with codes above its header and with two columns of one name that are not read", async () => {
    const text = [
      ",,,,BAI050 BAI010",
      "URN,Catering Expenses,Period covered by return,Number of pupils in academy (FTE),Total Grant Funding,Catering Expenses",
      '900201,1,12,"1,045.5","7,318,500",1',
      "900202,1,5,100,400000,1",
      "900202,1,7,100,300000,1",
    ];
    expect(await importSheet(`${text.join("\n")}\n`)).toMatchObject({
      rowsRead: 3,
      rowsStored: 1,
      rowsSkipped: { "period of 5 months": 1, "period of 7 months": 1 },
    });
    expect(await stored()).toEqual([{ urn: 900_201, year, funding: "7000.0000", code: null }]);
  });

  it("is refused as a workbook, with the names of the sheets to save", async () => {
    await expect(importSheet("PK\u0003\u0004")).rejects.toThrow(
      "sheet.csv is not a CSV text file, but a spreadsheet (.xlsx) or a zip archive. Save the sheet “CFR Data” or “Academies” as CSV",
    );
  });
});
