// Which rows of an absence release are a school's whole year, in the layouts of all years.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absenceText, type Cells, csv, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

const imported = async (text: string) => (await importFiles(database, { absence: write("absence.csv", text) }))[0]!;
const stored = () =>
  database.query("SELECT urn, year, overall_absence::float8 AS overall FROM attendance ORDER BY year, urn");

const oldText = (rows: readonly Cells[]) =>
  csv(
    {
      Term: "Full year",
      Year: 201718,
      level: "School",
      Region_name: "North West",
      Old_LA_code: 998,
      LA_name: "Wexfordshire",
      School_type: "State-funded secondary",
      LAEstab: 9984001,
      URN: 900001,
      enrolments: 800,
      sess_possible: 240000,
      sess_overall: 14400,
      sess_authorised: 9600,
      sess_unauthorised: 4800,
      sess_overall_percent: 6,
      sess_authorised_percent: 4,
      sess_unauthorised_percent: 2,
      enrolments_pa_10_exact: 120,
      enrolments_pa_10_exact_percent: 15,
    },
    rows,
  );

describe("the underlying data of 2017/18 and before", () => {
  it("is read whatever the case of its levels, with either form of year and its own code for missing figures", async () => {
    const missing = {
      ...{ sess_possible: ".", sess_overall: ".", sess_authorised: ".", sess_unauthorised: ".", enrolments: "." },
      ...{ sess_overall_percent: ".", sess_authorised_percent: ".", sess_unauthorised_percent: "." },
      ...{ enrolments_pa_10_exact: ".", enrolments_pa_10_exact_percent: "." },
    };
    const report = await imported(
      oldText([
        {},
        { Year: "2015/16", level: "SCHOOL", Term: "Six half terms" },
        { URN: 900002, LAEstab: 9987002, School_type: "Special", ...missing },
        { level: "national", URN: "" },
        { level: "LOCAL AUTHORITY", URN: "" },
      ]),
    );
    expect(report).toMatchObject({
      rowsStored: 3,
      rejected: [],
      rowsSkipped: { "level national": 1, "level LOCAL AUTHORITY": 1 },
      unknownLabels: {},
    });
    expect(await stored()).toEqual([
      { urn: 900001, year: "2015/16", overall: 6 },
      { urn: 900001, year: "2017/18", overall: 6 },
      { urn: 900002, year: "2017/18", overall: null },
    ]);
    expect(await database.query("SELECT urn, laestab, region, block, stub FROM school ORDER BY urn")).toEqual([
      { urn: 900001, laestab: 9984001, region: "North West", block: "SECONDARY", stub: true },
      { urn: 900002, laestab: 9987002, region: "North West", block: "SPECIAL", stub: true },
    ]);
  });

  it.each<[cells: Cells, column: string, reason: RegExp]>([
    [{ sess_overall_percent: 9 }, "sess_overall_percent", /own counts/],
    [{ sess_possible: ".", sess_overall_percent: ".", sess_unauthorised: 4801 }, "sess_authorised", /exceed the whole/],
    [{ sess_authorised: 9700 }, "sess_authorised", /exceed the whole/],
    [{ sess_overall: 240001 }, "sess_overall", /more than the total/],
    [{ enrolments_pa_10_exact: 801 }, "enrolments_pa_10_exact", /more than the total/],
    [{ enrolments_pa_10_exact: 0, enrolments_pa_10_exact_percent: 20 }, "enrolments_pa_10_exact_percent", /own counts/],
    [{ URN: "12" }, "URN", /not a URN/],
    [{ Year: "2017" }, "Year", /not an academic year/],
  ])("has rows rejected that contradict themselves, by the file's column: %o", async (cells, column, reason) => {
    const report = await imported(oldText([{ URN: 900009 }, cells]));
    expect(report).toMatchObject({
      rowsStored: 1,
      rejected: [{ line: 3, column, reason: expect.stringMatching(reason) }],
    });
  });

  it("has types of school that are not known reported by name", async () => {
    const report = await imported(oldText([{}, { URN: 900002, School_type: "Sea school" }]));
    expect(report).toMatchObject({ rowsStored: 2, unknownLabels: { "School_type: Sea school": 1 } });
  });
});

describe("a row about part of a year", () => {
  const years = (rows: readonly Cells[]) => imported(absenceText(rows.map((row) => ({ school_name: "Elm", ...row }))));

  it.each(["Academic year", "academic Year", "Full year", "Six half terms", "six half terms"])(
    "is not one where its time is %s",
    async (time) => {
      expect(await years([{ time_identifier: time }])).toMatchObject({ rowsStored: 1, rowsSkipped: {} });
    },
  );

  it.each(["Autumn term", "Spring term", "Summer term", "Autumn and spring term", "Five half terms", "2026"])(
    "is skipped by the name of its time: %s",
    async (time) => {
      const report = await years([{ time_identifier: time }]);
      expect(report).toMatchObject({ rowsStored: 0, rowsSkipped: { [`part of a year: ${time}`]: 1 } });
      expect(await stored()).toEqual([]);
    },
  );

  it("is skipped where its time is not given", async () => {
    expect(await years([{ time_identifier: "" }])).toMatchObject({ rowsSkipped: { "part of a year: unknown": 1 } });
  });

  it("may be five half terms until 2011/12, when no more were collected", async () => {
    const five = { time_identifier: "Five half terms" };
    const report = await years([
      { time_period: 201112, ...five },
      { time_period: 201213, ...five },
    ]);
    expect(report).toMatchObject({ rowsStored: 1, rowsSkipped: { "part of a year: Five half terms": 1 } });
    expect(await stored()).toMatchObject([{ year: "2011/12" }]);
  });

  it("is recognised by year_breakdown beside an academic year, in whatever order the rows are", async () => {
    const text = csv({ ...base, year_breakdown: "six half terms" }, [
      { year_breakdown: "five half terms", sess_overall_percent: 9 },
      {},
      { school_urn: 900002, year_breakdown: "" },
    ]);
    expect(await imported(text)).toMatchObject({
      rowsStored: 2,
      rowsSkipped: { "part of a year: five half terms": 1 },
    });
    expect(await stored()).toMatchObject([
      { urn: 900001, overall: 6 },
      { urn: 900002, overall: 6 },
    ]);
  });
});

const base: Cells = {
  time_period: 202425,
  time_identifier: "Academic year",
  geographic_level: "School",
  school_urn: 900001,
  education_phase: "Primary",
  sess_overall_percent: 6,
  enrolments_pa_10_exact_percent: 15,
};

describe("a row about part of a school", () => {
  it("is skipped by name, in whatever order the rows are", async () => {
    const text = csv({ ...base, breakdown_topic: "Sex", breakdown: "Female" }, [
      { breakdown: "Male", sess_overall_percent: 8 },
      {},
      { breakdown_topic: "Total", breakdown: "Total", sess_overall_percent: 7 },
      { breakdown: "" },
    ]);
    expect(await imported(text)).toMatchObject({
      rowsStored: 1,
      rowsSkipped: { "part of a school: Male": 1, "part of a school: Female": 1, "part of a school: unknown": 1 },
    });
    expect(await stored()).toMatchObject([{ overall: 7 }]);
  });

  it("is skipped by the name of its characteristic", async () => {
    const text = csv({ ...base, characteristic: "Total" }, [{ characteristic: "FSM eligible" }, {}]);
    expect(await imported(text)).toMatchObject({ rowsStored: 1, rowsSkipped: { "part of a school: FSM eligible": 1 } });
  });

  it("is skipped where it is of four-year-olds, whose data set only lacks persistent absence", async () => {
    const { enrolments_pa_10_exact_percent: _, ...columns } = base;
    const report = await imported(csv({ ...columns, enrolments: 65 }, [{}]));
    expect(report).toMatchObject({ rowsStored: 0, rowsRejected: 0 });
    expect(Object.keys(report.rowsSkipped)).toEqual([expect.stringMatching(/^part of a school: four-year-olds/)]);
    expect(await imported(csv(columns, [{}]))).toMatchObject({ rowsStored: 1 });
  });
});

describe("a file of absence that is not the release by school", () => {
  it.each<[what: string, header: string, message: RegExp]>([
    [
      "without the part of the year",
      "time_period,geographic_level,school_urn,sess_overall_percent,enrolments_pa_10_exact_percent",
      /Missing columns: time_identifier\. Give/,
    ],
    [
      "by region and local authority",
      "time_period,time_identifier,geographic_level,sess_overall_percent,enrolments_pa_10_exact_percent",
      /looks like absence by region and local authority .*, without schools\./,
    ],
    [
      "of pupils with one or more sessions",
      "time_period,time_identifier,geographic_level,school_urn,enrolments,enrol_overall",
      /looks like the number of pupils with one or more sessions of absence\./,
    ],
    ["of groups of pupils", "year,urn,all_oa_percent,boy_oa_percent", /looks like overall absence .* each group/],
    ["of persistent absence by group", "year,urn,all_pa_percent", /looks like persistent absence .* each group/],
  ])("is refused as what it is: %s", async (_what, header, message) => {
    const text = `${header}\n${header.replaceAll(/\w+/g, "1")}\n`;
    await expect(imported(text)).rejects.toMatchObject({ code: "WRONG_FILE", message: expect.stringMatching(message) });
    expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  });
});
