// Two rows about one subject: the second is rejected, or the file is refused where a column may divide the subject.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absenceText, type Cells, censusText, csv, giasRow, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const imported = async (text: string) => (await importFiles(database, { absence: write("absence.csv", text) }))[0]!;

/** An absence release with a column that Kindred does not read. */
const withColumn = (column: string, rows: readonly Cells[]) => {
  const [header = "", cells = ""] = absenceText([{}]).split("\n");
  const defaults = Object.fromEntries(header.split(",").map((name, index) => [name, cells.split(",")[index]!]));
  return csv({ ...defaults, [column]: "" }, rows);
};

async function refused(text: string, message: string | RegExp) {
  const expected = typeof message === "string" ? expect.stringContaining(message) : expect.stringMatching(message);
  await expect(imported(text)).rejects.toMatchObject({ code: "WRONG_FILE", message: expected });
  expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  expect(await database.query("SELECT urn FROM school")).toEqual([]);
}

describe("a file in which two rows about one school and year differ in a column that is not read", () => {
  it("is refused, with both lines and the column, and nothing of it is stored", () =>
    refused(
      withColumn("sex", [
        { school_urn: 900002, sex: "Total" },
        { sex: "Total" },
        { sex: "Female", sess_overall_percent: 5 },
      ]),
      'absence.csv: lines 3 and 4 both have 100001 in 2022/23, and differ in the column "sex": "Total" and "Female". Which of them is about the whole school and year is not known. Keep only the rows of whole schools and years, one for each, and import the file again. Nothing from it is stored.',
    ));

  it("is refused whichever row comes first, and where only one of them has a word", async () => {
    await refused(withColumn("sex", [{ sex: "Male" }, { sex: "Total" }]), '"Male" and "Total"');
    await refused(withColumn("sex", [{ sex: "" }, { sex: "Male" }]), '"" and "Male"');
  });

  it("is refused for numbers too, such as ages", async () => {
    await refused(withColumn("age", [{ age: 7 }, { age: 8 }]), 'the column "age": "7" and "8"');
    await refused(withColumn("age", [{ age: "" }, { age: 8 }]), 'the column "age": "" and "8"');
  });

  it("is refused where an earlier row is repeated as it is", () =>
    refused(withColumn("sex", [{ sex: "Total" }, { sex: "Total" }, { sex: "Male" }]), "lines 2 and 4 both have"));

  it("names a column of words before one of figures", () => {
    const [header, ...rows] = withColumn("sex", [{ sex: "Total" }, { sex: "Male" }])
      .trimEnd()
      .split("\n");
    const text = [`sess_auth_illness,${header}`, ...rows.map((row, index) => `${index},${row}`)].join("\n");
    return refused(`${text}\n`, 'the column "sex"');
  });

  it("is refused for another label too, though labels are read", () =>
    refused(absenceText([{}, { education_phase: "Secondary" }]), 'the column "education_phase"'));

  it("is refused for circumstances as for attendance", async () => {
    const [header, first] = censusText([{}]).trimEnd().split("\n");
    const path = write("divided/england_census.csv", `${header},SEX\n${first},All\n${first},Girls\n`);
    const tables = { path: path.replace(/\/[^/]+$/, ""), year: "2018/19" };
    await expect(importFiles(database, { performanceTables: tables })).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringContaining('the column "SEX": "All" and "Girls"'),
    });
  });
});

describe("a row about the subject of an earlier row is rejected", () => {
  const repeated = (line: number) => ({ line, reason: expect.stringContaining("repeated: line 2 already has") });

  it("where both are the same, but for spaces", async () => {
    const report = await imported(withColumn("sex", [{ sex: "Total" }, { sex: " Total " }, { sex: "Total" }]));
    expect(report).toMatchObject({ rowsStored: 1, rejected: [repeated(3), repeated(4)] });
  });

  it("where both differ only in figures that are read", async () => {
    const rows: Cells[] = [{}, { sess_overall_percent: 5 }, { sess_overall_percent: "x" }];
    const report = await imported(withColumn("sess_auth_illness", rows));
    expect(report).toMatchObject({ rowsStored: 1, rejected: [repeated(3), repeated(4)] });
  });

  it("where both differ in a column without a name, such as a row number", async () => {
    const [header, ...rows] = absenceText([{}, {}]).trimEnd().split("\n");
    const text = [`,${header}`, ...rows.map((row, index) => `${index + 1},${row}`)].join("\n");
    expect(await imported(`${text}\n`)).toMatchObject({ rowsStored: 1, rejected: [repeated(3)] });
  });

  it("in a register, whatever the rows differ in: it has no figures of a year", async () => {
    const text = csv({ ...giasRow, Notes: "" }, [{ Notes: "one" }, { Notes: "other" }]);
    const [report] = await importFiles(database, { gias: write("gias.csv", text) });
    expect(report).toMatchObject({ rowsStored: 1, rejected: [repeated(3)] });
  });
});
