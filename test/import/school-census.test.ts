// The school-level file of the school census: roll and first language, as counts (2022/23) or also percentages.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { readCircumstances } from "../../src/import/circumstances.js";
import { importFiles } from "../../src/import/import.js";
import schoolCensus from "../../src/import/sources/school-census/index.js";
import { testDatabase } from "../support/database.js";
import { type Cells, censusText, csv, write } from "./files.js";
import { read, rejection } from "./read-row.js";

const language = (what: string) => `number of pupils whose first language is ${what}`;
const english = language("known or believed to be English");
const other = language("known or believed to be other than English");
const unclassified = language("unclassified");
const percent = "% of pupils whose first language is known or believed to be other than English";
const ofSchoolAge = "number of pupils of compulsory school age and above (rounded)";

/** The layout of 2022/23, which has only counts. */
const counts: Cells = {
  time_period: 202223,
  geographic_level: "School",
  region_name: "North West",
  old_la_code: 998,
  la_name: "Wexfordshire",
  URN: 900001,
  school_name: "Nettle Lane School",
  LAEstab: 9984008,
  sex_of_school_description: "Mixed",
  "phase-type_grouping": "State-funded secondary",
  admissions_policy: "Selective",
  urban_rural: "(England/Wales) Rural village",
  "headcount of pupils": 900,
  "% of pupils known to be eligible for free school meals (Performa": "30.1",
  [english]: 600,
  [other]: 200,
  [unclassified]: 100,
};
/** The layout since 2023/24, with a percentage of another number of pupils. */
const percentages: Cells = { ...counts, time_period: 202425, [ofSchoolAge]: 850, [percent]: "23.5" };

const figures = (cells: Cells) => {
  const { roll, fsm, eal, codes } = read(schoolCensus, cells).circumstances!;
  return { roll, fsm, eal, codes };
};

describe("EAL of the school census", () => {
  it("is calculated from the counts where the file has only those: of all three, six decimals, half up", () => {
    expect(figures(counts)).toMatchObject({ roll: "900", eal: "22.222222", codes: null });
    expect(figures({ ...counts, [other]: 1, [english]: 63, [unclassified]: 0 })).toMatchObject({ eal: "1.5625" });
    expect(figures({ ...counts, [other]: 1, [english]: 94, [unclassified]: 1 })).toMatchObject({ eal: "1.041667" });
  });

  it("is as published where there is a percentage, whose denominator is another one", () => {
    expect(figures(percentages)).toMatchObject({ eal: "23.5", codes: null });
  });

  it("is 0 where somebody was counted and nobody has another first language", () => {
    expect(figures({ ...counts, [other]: 0 })).toMatchObject({ eal: "0", codes: null });
    expect(figures({ ...percentages, [other]: 0, [percent]: "0" })).toMatchObject({ eal: "0", codes: null });
  });

  it("is missing where nobody was counted, whatever the percentage says", () => {
    const none = { [english]: 0, [other]: 0, [unclassified]: 0 };
    for (const cells of [
      { ...counts, ...none },
      { ...percentages, ...none, [percent]: "0" },
      { ...percentages, [other]: 0, [percent]: "0", [ofSchoolAge]: 0 },
    ]) {
      expect(figures(cells)).toMatchObject({ roll: "900", eal: null, codes: { eal: "0 of 0" } });
    }
  });

  it.each([other, english, unclassified])("is missing with the code of %s", (column) => {
    for (const layout of [counts, percentages]) {
      expect(figures({ ...layout, [column]: "z" })).toMatchObject({ eal: null, codes: { eal: "z" } });
    }
  });

  it("is missing with the code of the percentage, and of its denominator", () => {
    expect(figures({ ...percentages, [percent]: "x" })).toMatchObject({ eal: null, codes: { eal: "x" } });
    expect(figures({ ...percentages, [ofSchoolAge]: "z" })).toMatchObject({ eal: null, codes: { eal: "z" } });
  });

  it("rejects the row if more pupils have a first language than there are pupils", () => {
    expect(rejection(schoolCensus, { ...counts, [other]: 201 })).toMatchObject({ column: other });
    expect(rejection(schoolCensus, { ...percentages, [other]: 901 })).toMatchObject({ column: other });
  });
});

it("takes no FSM from the school census: its columns are of pupils eligible in January", () => {
  const now = { "% of pupils known to be eligible for free school meals (Performance Tables)": "30.1" };
  expect(figures({ ...percentages, ...now })).toMatchObject({ fsm: undefined });
});

describe("a school census file", () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(() => database.close());

  const imported = async (rows: readonly Cells[], layout = counts) =>
    (await importFiles(database, { schoolCensus: write("spc.csv", csv(layout, rows)) }))[0]!;

  it("stores a year's circumstances, and skips rows of other levels by name", async () => {
    const levels = ["Local authority", "Regional"].map((geographic_level) => ({ geographic_level, URN: "z" }));
    expect(await imported([{}, { URN: "9e+05", LAEstab: "z", school_name: "Moor School" }, ...levels])).toMatchObject({
      rowsStored: 2,
      rowsRejected: 0,
      rowsSkipped: { "level Local authority": 1, "level Regional": 1 },
    });
    const [file] = await database.query("SELECT year FROM source_file");
    expect(file).toEqual({ year: "2022/23" });
  });

  it("names a school that no register names", async () => {
    await imported([{}]);
    const [school] = await database.query("SELECT * FROM school");
    expect(school).toMatchObject({
      name: "Nettle Lane School",
      laestab: 9984008,
      la_name: "Wexfordshire",
      phase: "SECONDARY",
      block: "SECONDARY",
      region: "North West",
      selective: true,
      urban: false,
      stub: true,
    });
  });

  it("takes missing words for missing, not for names", async () => {
    const missing = { school_name: "z", urban_rural: "z", sex_of_school_description: "Unknown", LAEstab: "z" };
    const report = await imported([{ ...missing, admissions_policy: "Unknown" }]);
    expect(report.unknownLabels).toEqual({});
    const [school] = await database.query("SELECT * FROM school");
    expect(school).toMatchObject({
      name: "URN 900001",
      urban_rural: null,
      gender: null,
      laestab: null,
      selective: null,
    });
  });

  it("with several years names the school as in the latest of them", async () => {
    const rows: Cells[] = [{ time_period: 202425, school_name: "Nettle Lane Academy" }, {}];
    expect(await imported(rows)).toMatchObject({ rowsStored: 2 });
    expect(await database.query("SELECT name FROM school")).toEqual([{ name: "Nettle Lane Academy" }]);
    expect(await database.query("SELECT year FROM source_file")).toEqual([{ year: "2024/25" }]);
  });

  it("gives a figure where the performance tables' census has none, and shows that the school was open", async () => {
    const census = { URN: 900001, LA: 998, ESTAB: 4008, SCHOOLTYPE: "State-funded secondary", NOR: 899, PNUMEAL: "NA" };
    const tables = write("tables/england_census.csv", censusText([census])).replace(/\/[^/]+$/, "");
    await imported([{}]);
    expect((await circumstances())[0]).toMatchObject({ inCensus: true, roll: 900, eal: 22.222222, fsm: null });
    await importFiles(database, { performanceTables: { path: tables, year: "2022/23" } });
    expect((await circumstances())[0]).toMatchObject({ roll: 899, eal: 22.222222, fsm: 16.2, codes: {} });
  });
  const circumstances = () => readCircumstances(database, "c.urn = ANY($1::int[])", [[900001]]);

  it("in the long format is refused as what it is, and the file to take is named", async () => {
    const long = csv(
      {
        time_period: 202526,
        geographic_level: "School",
        school_urn: 900001,
        breakdown_topic: "Total",
        breakdown: "Total",
        pupil_count: 900,
        pupil_percent: 100,
      },
      [{}],
    );
    await expect(importFiles(database, { schoolCensus: write("long.csv", long) })).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringMatching(/long format.*Give the wide .*spc_school_level_underlying_data….csv/),
    });
    expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  });
});
