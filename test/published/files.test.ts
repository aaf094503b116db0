// The published files about real schools: every row is accounted for. docs/importing.md explains the expected counts.
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { type ImportReport, importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";
import { absentOrLong } from "./published.js";

const data = resolve(import.meta.dirname, "../../../shared/data");
const similar = (month: string) => join(data, `similar-schools/secondary_values_${month}.csv`);

describe.skipIf(absentOrLong)(`published files${absentOrLong}`, () => {
  let database: Database;
  let reports: ImportReport[];
  beforeAll(async () => {
    database = await testDatabase();
    reports = await importFiles(database, {
      gias: join(data, "gias/edubasealldata.csv"),
      links: join(data, "gias/links_edubasealldata.csv"),
      absence: join(data, "absence/1a_absence_3term_school.csv"),
      performanceTables: { directory: join(data, "performance-tables/2018-2019"), year: "2018/19" },
      similarSchools: { path: similar("2026-05"), year: "2025/26" },
    });
    reports.push(...(await importFiles(database, { similarSchools: { path: similar("2026-02"), year: "2025/26" } })));
  });
  afterAll(() => database.close());

  const one = async (sql: string) => Object.values((await database.query(sql))[0] ?? {})[0];

  it("have every row stored except the national rows", () => {
    const counts = reports.map(({ kind, encoding, rowsRead, rowsStored, rowsRejected, rowsSkipped }) => [
      kind,
      encoding,
      rowsRead,
      rowsStored,
      rowsRejected,
      rowsSkipped,
    ]);
    expect(counts).toEqual([
      ["performance-regions", "utf-8", 151, 151, 0, {}],
      ["gias", "windows-1252", 1924, 1924, 0, {}],
      ["performance-spine", "utf-8", 26078, 26078, 0, {}],
      ["performance-census", "utf-8-bom", 23942, 23939, 0, { "summary row": 3 }],
      ["similar-schools", "utf-8", 1393, 1393, 0, {}],
      ["absence", "utf-8", 5736, 5736, 0, {}],
      ["performance-absence", "utf-8-bom", 21217, 21214, 0, { "summary row": 3 }],
      ["links", "windows-1252", 33801, 33801, 0, {}],
      ["similar-schools", "utf-8", 82, 82, 0, {}],
    ]);
  });

  it("have no label that is not known", () => {
    expect(reports.map(({ unknownLabels }) => unknownLabels)).toEqual(reports.map(() => ({})));
  });

  it("have 21,156 schools of the spine with absence, roll, FSM, EAL, SEN support and EHC plans in 2018/19", async () => {
    const complete = await one(
      `SELECT count(*)::int FROM attendance a JOIN circumstances c USING (urn, year) JOIN directory_row d USING (urn)
       JOIN source_file f ON f.id = d.file_id AND f.kind = 'performance-spine'
       WHERE a.year = '2018/19' AND a.superseded_by_id IS NULL AND c.superseded_by_id IS NULL AND num_nulls(
         a.overall_absence, c.roll, c.fsm, c.eal, c.sen_support, c.ehc_plans) = 0`,
    );
    expect(complete).toBe(21156);
  });

  it("keep codes in place of missing figures", async () => {
    const coded = `SELECT count(*)::int FROM attendance WHERE codes->>'persistentAbsence' =`;
    expect(await one(`${coded} 'SUPP' AND persistent_absence IS NULL`)).toBe(864);
    expect(await one(`${coded} 'x' AND overall_absence IS NULL`)).toBe(109);
    expect(await one("SELECT count(*)::int FROM circumstances WHERE codes->>'fsm' = 'NA' AND fsm IS NULL")).toBe(
      2412 + 5,
    );
  });

  it("place every school in its block", async () => {
    const rows = await database.query(
      `SELECT block, count(*)::int AS schools, count(*) FILTER (WHERE stub)::int AS stubs FROM school GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { block: "ALL_THROUGH", schools: 181, stubs: 0 },
      { block: "ALTERNATIVE_PROVISION", schools: 352, stubs: 352 },
      { block: "PRIMARY", schools: 18374, stubs: 0 },
      { block: "SECONDARY", schools: 3656, stubs: 0 },
      { block: "SPECIAL", schools: 1139, stubs: 13 },
      { block: null, schools: 18085, stubs: 15181 },
    ]);
    expect(await one("SELECT count(DISTINCT region)::int FROM school")).toBe(9);
  });

  it("keep É and à, and find names without accents", async () => {
    expect(await one("SELECT count(*)::int FROM school WHERE trust_name = 'ARETÉ LEARNING TRUST'")).toBe(2);
    expect(await one("SELECT count(*)::int FROM school WHERE name LIKE '%à Becket%'")).toBe(3);
    expect(await one("SELECT count(*)::int FROM school WHERE search_name LIKE '%thomas a becket%'")).toBeGreaterThan(3);
  });

  it("have the similar schools values of February 2026 superseded by those of May 2026", async () => {
    const superseded = await database.query(
      `SELECT f.name, by.name AS by, count(*)::int AS rows FROM circumstances c JOIN source_file f ON f.id = c.file_id
       JOIN source_file by ON by.id = c.superseded_by_id GROUP BY 1, 2`,
    );
    expect(superseded).toEqual([
      { name: "secondary_values_2026-02.csv", by: "secondary_values_2026-05.csv", rows: expect.any(Number) },
    ]);
  });
});
