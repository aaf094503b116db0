// How the rows of each kind of file are stored, skipped or rejected.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import {
  absenceText,
  type Cells,
  censusText,
  csv,
  giasRow,
  giasText,
  linksText,
  performanceAbsenceText,
  regionsText,
  similarText,
  spineText,
  windows1252,
  write,
} from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
afterAll(() => database.close());

describe("a GIAS extract", () => {
  it("is read by column name, whatever the order of columns, in Windows-1252", async () => {
    const columns = Object.entries({ "Extra (name)": "", ...giasRow }).reverse();
    const text = csv(Object.fromEntries(columns), [
      {
        EstablishmentName: "École à Paris",
        OpenDate: "01-09-1999",
        "Trusts (code)": 17,
        "Trusts (name)": "T",
        "AdmissionsPolicy (name)": "Selective",
      },
    ]);
    const [report] = await importFiles(database, { gias: write("gias.csv", windows1252(text)) });
    expect(report).toMatchObject({ kind: "gias", encoding: "windows-1252", rowsRead: 1, rowsStored: 1 });
    const [school] = await database.query("SELECT *, open_date::text AS open_date FROM school");
    expect(school).toMatchObject({
      urn: 100001,
      name: "École à Paris",
      search_name: "ecole a paris",
      laestab: 2022001,
      open_date: "1999-09-01",
      close_date: null,
      phase: "PRIMARY",
      block: "PRIMARY",
      status: "OPEN",
      selective: true,
      sixth_form: false,
      trust_code: 17,
      region: "London",
      urban: true,
      easting: 528230,
      stub: false,
      line: 2,
    });
  });

  it("rejects impossible rows with line, column, value and reason, and stores the rest", async () => {
    const [report] = await importFiles(database, {
      gias: write(
        "gias.csv",
        giasText([
          { EstablishmentName: "a name,\nover two lines" },
          { URN: "ABC" },
          { URN: 100002, NumberOfPupils: -3 },
          { URN: 100003, Easting: 900000 },
          { URN: 100004, OpenDate: "31-02-2020" },
          { URN: 100001 },
          { URN: 100005, "EstablishmentStatus (name)": "Ajar" },
          { URN: 100006, Easting: 0, Northing: 0 },
        ]),
      ),
    });
    expect(report).toMatchObject({ rowsRead: 8, rowsStored: 3, rowsRejected: 5, rowsSkipped: {} });
    expect(report?.unknownLabels).toEqual({ "EstablishmentStatus (name): Ajar": 1 });
    expect(report?.rejected).toEqual([
      { line: 4, column: "URN", value: "ABC", reason: "not a URN (six digits, 100000 to 999999)" },
      { line: 5, column: "NumberOfPupils", value: "-3", reason: "below the minimum of 0" },
      { line: 6, column: "Easting", value: "900000", reason: "above the maximum of 700000" },
      { line: 7, column: "OpenDate", value: "31-02-2020", reason: "not a date like 31-08-2021" },
      { line: 8, column: "URN", value: "100001", reason: "repeated: line 2 already has 100001" },
    ]);
    expect(await database.query(`SELECT line, "column", value, reason FROM rejected_row ORDER BY line`)).toEqual(
      report?.rejected,
    );
    expect(await database.query("SELECT easting FROM school WHERE urn = 100006")).toEqual([{ easting: null }]);
  });

  it("rejects a row with the wrong number of cells", async () => {
    const text = `${giasText([{}])}100002,202\n`;
    const [report] = await importFiles(database, { gias: write("gias.csv", text) });
    expect(report).toMatchObject({ rowsStored: 1, rowsRejected: 1 });
    expect(report?.rejected[0]).toMatchObject({
      line: 3,
      reason: "wrong number of cells: 2, but the header has 23",
    });
  });
});

describe("links", () => {
  it("are stored whatever they name, and schools without a directory entry become stubs with their name", async () => {
    const links: Cells[] = [
      { LinkEstablishedDate: "31-08-2021" },
      { URN: 100002, LinkURN: 400215, LinkName: "Ysgol Bryn" },
      { URN: 100001, LinkURN: 100001, LinkType: "Other" },
      {},
      { LinkEstablishedDate: "" },
    ];
    const [report] = await importFiles(database, { links: write("links.csv", linksText(links)) });
    expect(report).toMatchObject({ rowsRead: 5, rowsStored: 4, rowsRejected: 1 });
    const stored = await database.query(
      "SELECT urn, link_urn, established::text AS established, current FROM school_link ORDER BY line",
    );
    expect(stored[0]).toEqual({ urn: 100001, link_urn: 100002, established: "2021-08-31", current: true });
    expect(await database.query("SELECT urn, name, stub, block FROM school ORDER BY urn")).toEqual([
      { urn: 100001, name: "Oak School", stub: true, block: null },
      { urn: 100002, name: "Oak School", stub: true, block: null },
      { urn: 400215, name: "Ysgol Bryn", stub: true, block: null },
    ]);
  });
});

describe("an absence release", () => {
  it("keeps figures as published and codes beside nulls, and skips rows that are not a school's whole year", async () => {
    const [report] = await importFiles(database, {
      absence: write(
        "absence.csv",
        absenceText([
          {},
          { time_period: 202324, sess_overall_percent: "x", enrolments_pa_10_exact_percent: "0" },
          { geographic_level: "National", school_urn: "" },
          { geographic_level: "National", school_urn: "" },
          { time_identifier: "Autumn term" },
          { time_period: 202324 },
          { school_urn: 100002, sess_overall_percent: 140 },
          { school_urn: 100003, time_period: 202225 },
          { school_urn: 100004, sess_overall_percent: "n/a" },
        ]),
      ),
    });
    expect(report).toMatchObject({
      rowsRead: 9,
      rowsStored: 2,
      rowsRejected: 4,
      rowsSkipped: { "level National": 2, "part of a year: Autumn term": 1 },
    });
    expect(report?.rejected.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [7, "school_urn", "repeated: line 3 already has 100001 in 2023/24"],
      [8, "sess_overall_percent", "above the maximum of 100"],
      [9, "time_period", "not an academic year like 202223"],
      [
        10,
        "sess_overall_percent",
        "not a number or a published code for a missing figure: leave a missing figure empty, or write NA",
      ],
    ]);
    const rows = await database.query(
      `SELECT year, line, overall_absence AS overall, persistent_absence AS persistent, codes FROM attendance ORDER BY year`,
    );
    expect(rows).toEqual([
      {
        year: "2022/23",
        line: 2,
        overall: "6.677430",
        persistent: "20.547950",
        codes: { authorisedAbsence: "x", unauthorisedAbsence: "x" },
      },
      {
        year: "2023/24",
        line: 3,
        overall: null,
        persistent: "0.000000",
        codes: { overallAbsence: "x", authorisedAbsence: "x", unauthorisedAbsence: "x" },
      },
    ]);
    expect(await database.query("SELECT year FROM source_file")).toEqual([{ year: "2023/24" }]);
    expect(await database.query("SELECT urn, name, region, block, stub FROM school")).toEqual([
      { urn: 100001, name: "Elm School", region: "London", block: "PRIMARY", stub: true },
    ]);
  });
});

describe("performance tables", () => {
  it("give figures, circumstances and a directory with regions, and skip summary rows", async () => {
    write("tables/la_and_region_codes_meta.csv", regionsText([{}]));
    write("tables/england_spine.csv", spineText([{ OPENDATE: 43709 }]));
    write("tables/england_census.csv", censusText([{}, { URN: "NAT", LA: "", ESTAB: "SEC" }]));
    write("tables/england_abs.csv", `\uFEFF${performanceAbsenceText([{}, { LA: "NAT", ESTAB: "PRI", URN: "" }])}`);
    const directory = dirname(write("tables/readme.txt", ""));
    const reports = await importFiles(database, { performanceTables: { directory, year: "2018/19" } });
    expect(reports.map((report) => [report.kind, report.encoding, report.rowsStored, report.rowsSkipped])).toEqual([
      ["performance-regions", "utf-8", 1, {}],
      ["performance-spine", "utf-8", 1, {}],
      ["performance-census", "utf-8", 1, { "summary row": 1 }],
      ["performance-absence", "utf-8-bom", 1, { "summary row": 1 }],
    ]);
    expect(await database.query("SELECT *, open_date::text AS open_date FROM school")).toMatchObject([
      {
        name: "Elm Primary",
        la_name: "Camden",
        region: "London",
        open_date: "2019-09-01",
        phase: "PRIMARY",
        stub: false,
      },
    ]);
    expect(await database.query("SELECT * FROM circumstances")).toMatchObject([
      {
        year: "2018/19",
        school_type: "State-funded primary",
        roll: 285,
        fsm: "16.2000000000",
        fsm_source: "PNUMFSMEVER",
        eal: null,
        codes: { eal: "NA" },
      },
    ]);
    expect(await database.query("SELECT * FROM attendance")).toMatchObject([
      { overall_absence: "4.200000", persistent_absence: null, codes: { persistentAbsence: "SUPP" } },
    ]);
  });
});

describe("the values of similar schools", () => {
  it("become circumstances of the given year, in either layout, with all published decimals", async () => {
    const earlier = csv(
      {
        URN: 100002,
        Ks2Rp: "104.522459",
        Ks2Mp: "104.17217",
        PpPerc: "NA",
        PercentEal: "39.5",
        Polar4QuintilePupils: 3,
        PStability: 90,
        IdaciPupils: "0.3",
        PercentSchSupport: "16.3",
        NumberOfPupils: 760,
        Att8Scr: "42.1",
        PercentStatementOrEhp: "2.1",
      },
      [{}, { URN: 100003, IdaciPupils: "31.6" }],
    );
    await importFiles(database, { similarSchools: { path: write("values.csv", similarText([{}])), year: "2025/26" } });
    const [report] = await importFiles(database, {
      similarSchools: { path: write("earlier.csv", earlier), year: "2024/25" },
    });
    expect(report?.rejected).toEqual([
      { line: 3, column: "IdaciPupils", value: "31.6", reason: "above the maximum of 1" },
    ]);
    expect(await database.query("SELECT * FROM circumstances ORDER BY urn")).toMatchObject([
      {
        year: "2025/26",
        fsm: "72.5589225610",
        fsm_source: "PPPerc",
        ks2: "103.7600000000",
        ks2_reading: null,
        roll: 909,
      },
      { year: "2024/25", fsm: null, fsm_source: null, ks2: null, ks2_reading: "104.5224590000", codes: { fsm: "NA" } },
    ]);
  });
});
