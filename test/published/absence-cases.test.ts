// The shared cases of absence releases, each with its expected result. See their README.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { kindredHere } from "../commands/kindred.js";
import { layDatabase } from "../support/data-directory.js";
import { testDatabase } from "../support/database.js";

const cases = resolve(import.meta.dirname, "../../../shared/cases");
const absent = existsSync(cases) ? "" : " (skipped: ../shared/cases is absent)";
const at = (name: string) => join(cases, name);

let database: Database;
let dataDirectory: string;

describe.skipIf(absent)(`the shared cases of absence${absent}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    dataDirectory = await mkdtemp(join(tmpdir(), "kindred-absence-"));
    await layDatabase(dataDirectory);
    vi.stubEnv("KINDRED_DATA", dataDirectory);
    vi.stubEnv("DATABASE_URL", "");
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(async () => {
    vi.unstubAllEnvs();
    await database.close();
    await rm(dataDirectory, { recursive: true });
  });

  it("absence-2017-18: the row of the school is stored with all its figures, the row of England is skipped", async () => {
    const [report] = await importFiles(database, {
      absence: at("absence-2017-18/Absence_3term_201718_nat_reg_la_sch.csv"),
    });
    expect(report).toMatchObject({ rowsStored: 1, rowsRejected: 0, rowsSkipped: { "level national": 1 } });
    const rows = await database.query(
      `SELECT urn, year, overall_absence::float8 AS overall, authorised_absence::float8 AS authorised,
       unauthorised_absence::float8 AS unauthorised, persistent_absence::float8 AS persistent,
       absent_sessions::int AS absent, possible_sessions::int AS possible,
       (100 - 100 * absent_sessions / possible_sessions)::float8 AS attendance FROM attendance`,
    );
    expect(rows).toEqual([
      {
        ...{ urn: 900241, year: "2017/18", overall: 6, authorised: 4, unauthorised: 2, persistent: 15 },
        ...{ absent: 14400, possible: 240000, attendance: 94 },
      },
    ]);
  });

  it("absence-part-year: six half terms are the whole year", async () => {
    const [report] = await importFiles(database, { absence: at("absence-part-year/half-terms.csv") });
    expect(report).toMatchObject({ rowsStored: 2, rowsRejected: 0, rowsSkipped: {} });
    expect(
      await database.query("SELECT urn, year, overall_absence::float8 AS overall FROM attendance ORDER BY urn"),
    ).toEqual([
      { urn: 900203, year: "2018/19", overall: 9 },
      { urn: 900204, year: "2018/19", overall: 6 },
    ]);
  });

  it("absence-part-year: the command says that nothing of two terms is stored, and why, and fails", async () => {
    const { code, out } = await kindredHere([
      "import",
      "--absence",
      at("absence-part-year/1_absence_2term_school.csv"),
    ]);
    expect(code).toBe(1);
    expect(out).toContain("0 stored, 0 rejected, 2 skipped (part of a year: Autumn and spring term)");
    expect(out).toContain("NOTHING WAS STORED");
  });
});
