// The shared cases of layouts that users hold, each with its expected result. See their README.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { readCircumstances } from "../../src/import/circumstances.js";
import { importFiles } from "../../src/import/import.js";
import { testDatabase } from "../support/database.js";

const cases = resolve(import.meta.dirname, "../../../shared/cases");
const absent = existsSync(cases) ? "" : " (skipped: ../shared/cases is absent)";
const at = (name: string) => join(cases, name);

let database: Database;

describe.skipIf(absent)(`the shared cases of layouts${absent}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(() => database.close());

  it("local-authority: one authority's files are read, and its summary rows and England's skipped", async () => {
    const reports = await importFiles(database, {
      performanceTables: { path: at("local-authority"), year: "2024/25" },
    });
    const counts = reports.map(({ name, rowsRead, rowsStored, rowsRejected, rowsSkipped }) => [
      name,
      rowsRead,
      rowsStored,
      rowsRejected,
      rowsSkipped,
    ]);
    expect(counts).toEqual([
      ["998_school_information.csv", 3, 3, 0, {}],
      ["998_census.csv", 11, 6, 0, { "summary row": 5 }],
      ["998_abs.csv", 9, 3, 0, { "summary row": 6 }],
    ]);
    expect(reports.every(({ unknownLabels }) => Object.keys(unknownLabels).length === 0)).toBe(true);
    const columns = "name, laestab, block, status, open_date::text, close_date::text, low_age, high_age";
    const schools = await database.query(`SELECT ${columns} FROM school WHERE urn IN (900001, 900008) ORDER BY urn`);
    expect(schools).toMatchObject([
      {
        name: "Nettle Lane Technical Academy",
        laestab: 9_984_008,
        block: "SECONDARY",
        ...{ status: "OPEN", open_date: "2018-09-01", low_age: 14, high_age: 19 },
      },
      { laestab: 9_982_000, block: "PRIMARY", status: "CLOSED", close_date: "2026-03-31" },
    ]);
  });

  it("primary-values: the attributes of primary schools are circumstances", async () => {
    const path = at("primary-values/primary_values_2026-05.csv");
    const [report] = await importFiles(database, { similarSchools: { path, year: "2025/26" } });
    expect(report).toMatchObject({ rowsRead: 3, rowsStored: 3, rowsRejected: 0 });
    const range = [900_601, 900_603, "2025/26"] as const;
    const [first, , third] = await readCircumstances(database, "c.urn BETWEEN $1 AND $2 AND c.year = $3", range);
    expect(first).toMatchObject({
      ...{ fsm: 48.1, fsmSource: "PPPerc", eal: 47.2, senSupport: 16.5, ehcPlans: 2.34 },
      ...{ idaci: 0.2471, polar4: 3.55, stability: 78, roll: 415, codes: {} },
    });
    expect(third).toMatchObject({ fsm: null, ehcPlans: null, codes: { fsm: "NA", ehcPlans: "NA" } });
  });
});
