// The school-level file of special educational needs: percentages that are calculated from its counts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { readCircumstances } from "../../src/import/circumstances.js";
import { importFiles } from "../../src/import/import.js";
import sen from "../../src/import/sources/sen/index.js";
import { testDatabase } from "../support/database.js";
import { type Cells, censusText, csv, write } from "./files.js";
import { read, rejection } from "./read-row.js";

const needs = ["spld", "mld", "sld", "pmld", "semh", "slcn", "hi", "vi", "msi", "pd", "asd", "oth", "nsa"];
const needsOf = (provision: string, counts: Cells = {}): Cells =>
  Object.fromEntries(needs.map((need) => [`${provision}_Primary_need_${need}`, counts[need] ?? 0]));

const school: Cells = {
  time_period: 202425,
  geographic_level: "School",
  region_name: "E12000002",
  region_code: "North West",
  old_la_code: 998,
  URN: 900001,
  school_name: "Nettle Lane School",
  laestab: 9984008,
  phase_type_grouping: "State-funded primary",
  "Total pupils": 900,
  "SEN support": 110,
  "EHC plan": 30,
  ...needsOf("EHC", { semh: 11, asd: 19 }),
  ...needsOf("SUP", { semh: 42, slcn: 60, nsa: 8 }),
  Prov_SEMH: 1,
};
const noEhc: Cells = { "EHC plan": 0, ...needsOf("EHC") };

const figures = (changed: Cells = {}) => {
  const { semh, senSupport, ehcPlans, codes } = read(sen, { ...school, ...changed }).circumstances!;
  return { semh, senSupport, ehcPlans, codes };
};

describe("the percentages of the SEN file", () => {
  it("are of all pupils, with six decimals, half up; provision for SEMH is not a pupil", () => {
    // 53, 110 and 30 of 900
    expect(figures()).toEqual({ semh: "5.888889", senSupport: "12.222222", ehcPlans: "3.333333", codes: null });
    expect(figures({ "Total pupils": 6400, ...noEhc }).semh).toBe("0.65625");
  });

  it("are 0 where needs were counted and nobody has SEMH, and where nobody has SEN", () => {
    const noSemh = { ...noEhc, "SEN support": 6, ...needsOf("SUP", { mld: 6 }) };
    expect(figures(noSemh)).toMatchObject({ semh: "0", codes: null });
    const noSen = { ...noEhc, "SEN support": 0, ...needsOf("SUP") };
    expect(figures(noSen)).toEqual({ semh: "0", senSupport: "0", ehcPlans: "0", codes: null });
  });

  it("are 0 where the file has no needs but SEMH, and nobody has it", () => {
    const none = { EHC_Primary_need_semh: 0, SUP_Primary_need_semh: 0 };
    const kept = Object.entries({ ...school, ...none }).filter(([name]) => !/_need_(?!semh)/.test(name));
    expect(read(sen, Object.fromEntries(kept)).circumstances).toMatchObject({ semh: "0", codes: null });
  });

  it.each([
    ["EHC_Primary_need_semh", "x", ["semh"]],
    ["SUP_Primary_need_semh", "z", ["semh"]],
    ["SEN support", "x", ["senSupport"]],
    ["EHC plan", ":", ["ehcPlans"]],
    ["Total pupils", "z", ["semh", "senSupport", "ehcPlans"]],
  ])("are missing, never 0, where %s is missing (%s)", (column, code, missing) => {
    const { codes, ...values } = figures({ [column]: code });
    const nulls = Object.entries(values).flatMap(([name, value]) => (value === null ? [name] : []));
    expect(nulls).toEqual(missing);
    expect(codes).toEqual(Object.fromEntries(missing.map((name) => [name, code])));
  });

  it("are missing of a school without pupils", () => {
    const nobody = { "Total pupils": 0, "SEN support": 0, ...noEhc, ...needsOf("SUP") };
    const code = "0 of 0";
    const codes = { semh: code, senSupport: code, ehcPlans: code };
    expect(figures(nobody)).toEqual({ semh: null, senSupport: null, ehcPlans: null, codes });
  });

  it("have no SEMH where pupils have a provision and none of them a primary need", () => {
    for (const uncounted of [needsOf("SUP"), needsOf("EHC")]) {
      expect(figures(uncounted)).toMatchObject({
        semh: null,
        senSupport: "12.222222",
        ehcPlans: "3.333333",
        codes: { semh: "0 of 0" },
      });
    }
  });

  it.each([
    ["EHC_Primary_need_semh", 12, "EHC_Primary_need_spld"],
    ["SUP_Primary_need_nsa", 9, "SUP_Primary_need_spld"],
    ["Total pupils", 139, "EHC plan"],
  ])("reject the row where %s is %d: parts exceed the whole", (changed, value, column) => {
    const reason = expect.stringContaining("parts exceed the whole");
    expect(rejection(sen, { ...school, [changed]: value })).toMatchObject({ column, reason });
  });
});

describe("a SEN file", () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(() => database.close());

  const imported = async (rows: readonly Cells[]) =>
    (await importFiles(database, { sen: write("sen.csv", csv(school, rows)) }))[0]!;
  const circumstances = async () => (await readCircumstances(database, "c.urn = ANY($1::int[])", [[900001]]))[0]!;

  it("skips other levels by name, names unknown schools and finds their region in either column", async () => {
    expect(await imported([{}, { geographic_level: "National" }])).toMatchObject({
      rowsStored: 1,
      rowsSkipped: { "level National": 1 },
    });
    const [stub] = await database.query("SELECT * FROM school");
    expect(stub).toMatchObject({ name: "Nettle Lane School", phase: "PRIMARY", region: "North West", stub: true });
  });

  it("does not show that a school was open", async () => {
    await imported([{}]);
    expect(await circumstances()).toMatchObject({ year: "2024/25", inCensus: false, semh: 5.888889 });
  });

  it("gives SEN support and EHC plans only where the performance tables' census has none", async () => {
    const census = { URN: 900001, LA: 998, ESTAB: 4008, PSENELSE: "3.4", PSENELK: "NA" };
    const tables = write("tables/england_census.csv", censusText([census])).replace(/\/[^/]+$/, "");
    await imported([{}]);
    await importFiles(database, { performanceTables: { path: tables, year: "2024/25" } });
    expect(await circumstances()).toMatchObject({ ehcPlans: 3.4, senSupport: 12.222222, semh: 5.888889 });
  });

  it("in the long format is refused as what it is, and the file to take is named", async () => {
    const long = csv(
      {
        time_period: 202526,
        geographic_level: "School",
        school_urn: 900001,
        sen_provision: "SEN support",
        sen_primary_need: "All pupils",
        pupil_count: 110,
      },
      [{}],
    );
    await expect(importFiles(database, { sen: write("long.csv", long) })).rejects.toMatchObject({
      code: "WRONG_FILE",
      message: expect.stringMatching(/long format.*Give the wide .*sen_school_level_underlying_data.csv/),
    });
    expect(await database.query("SELECT name FROM source_file")).toEqual([]);
  });
});
