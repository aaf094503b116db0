// Files that spreadsheets and statistics programs saved again, from ../shared/cases.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { readTable } from "../../src/table/table.js";
import { testDatabase } from "../support/database.js";

const cases = resolve(import.meta.dirname, "../../../shared/cases");
const absent = existsSync(cases) ? "" : " (skipped: ../shared/cases is absent)";

describe.skipIf(absent)(`a published file that was saved again${absent}`, () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(() => database.close());

  const gias = (file: string) => importFiles(database, { gias: join(cases, file) });
  const schools = (columns: string) => database.query(`SELECT ${columns} FROM school ORDER BY urn`);

  it("keeps the names on other lines when it has one stray byte", async () => {
    const [report] = await gias("one-stray-byte/gias.csv");
    expect(report).toMatchObject({ encoding: "utf-8", rowsStored: 3 });
    expect(await schools("name")).toEqual([
      { name: "École Saint-Égide" },
      { name: "Thérèse House School" },
      { name: "Stray’s School" },
    ]);
  });

  it("keeps its dates when they are in another format", async () => {
    const [report] = await gias("saved-again/iso-dates.csv");
    expect(report).toMatchObject({ rowsStored: 4, rowsRejected: 0 });
    expect(await schools("open_date::text AS date")).toEqual([
      { date: "2018-09-01" },
      { date: "2018-09-01" },
      { date: "2018-09-01" },
      { date: null },
    ]);
  });

  it("keeps whole numbers that are written with a decimal point", async () => {
    await gias("saved-again/floats.csv");
    expect(await schools("urn, establishment_number AS number")).toEqual([{ urn: 900_121, number: 4001 }]);
  });

  it("keeps round numbers that are written with an exponent", async () => {
    await gias("saved-again/scientific.csv");
    expect(await schools("urn, register_pupils AS pupils")).toEqual([
      { urn: 100_000, pupils: 800 },
      { urn: 900_131, pupils: 1000 },
    ]);
  });

  it("is read when semicolons separate its cells", async () => {
    await gias("saved-again/semicolons.csv");
    expect(await schools("urn, name")).toEqual([{ urn: 900_151, name: "Plain School" }]);
  });
});

describe.skipIf(absent)(`a table as R writes it${absent}`, () => {
  it("is read in full, with NA as a missing value", async () => {
    const columns = ["fsm", "roll"].map((column) => ({ column, missing: "median" }) as const);
    const table = await readTable({ path: join(cases, "match/na.csv"), id: "id", where: [], columns });
    expect(table).toMatchObject({ rows: 5, rejected: [] });
    expect([...table.frame.columns.fsm!]).toEqual([10, Number.NaN, 12, 11, 10.5]);
    expect([...table.frame.columns.roll!]).toEqual([800, 810, 820, Number.NaN, 805]);
  });
});
