// The acts that an import records: one per file, and one per published figure that it corrects.
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anonymous } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { type ImportOptions, type ImportRequest, importFiles } from "../../src/import/import.js";
import { correctionsOf } from "../../src/targets/corrections.js";
import { department } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { absenceText, censusText, giasText, performanceAbsenceText, write } from "./files.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE source_file, act CASCADE"));
afterAll(() => database.close());

/** Imports files and returns the acts and reports. */
async function importAndRead(request: ImportRequest, options?: ImportOptions) {
  await database.script("TRUNCATE act");
  const reports = await importFiles(database, request, options);
  const acts = await recorded();
  const imported = reports.filter(({ alreadyImported }) => !alreadyImported).map(({ sha256 }) => sha256);
  const redated = reports.filter((report) => report.redated).map(({ sha256 }) => sha256);
  const corrected = acts.filter(([type]) => type === "FIGURES_CORRECTED");
  const { schools } = await correctionsOf(database, department, { imported, redated });
  expect(new Set(corrected.map(([, , urn]) => urn)).size, "as many schools as corrections report").toBe(schools);
  return { acts: acts.map((act) => act.map((part) => (part === reports[0]?.sha256 ? "digest" : part))), reports };
}

const recorded = async () =>
  (
    await database.query<{ type: string; kind: string; subject: string; urn: number | null; year: string | null }>(
      "SELECT type, subject_kind AS kind, subject, urn, year FROM act ORDER BY id",
    )
  ).map(({ type, kind, subject, urn, year }) => [
    type,
    kind,
    ...(kind === "FILE" ? subject.split(" ") : []),
    urn,
    year,
  ]);

const absence = (name: string, ...rows: [urn: number, percent: string][]) => ({
  absence: write(
    `${name}.csv`,
    absenceText(rows.map(([school_urn, sess_overall_percent]) => ({ school_urn, sess_overall_percent }))),
  ),
});
const year = "2022/23";
const file = ["FILE_IMPORTED", "FILE", "absence", "digest", null, year];
const correction = (urn: number) => ["FIGURES_CORRECTED", "ATTENDANCE", urn, year];

describe("an import", () => {
  it("records an act of the command line, or of a given viewer, with kind, digest and year", async () => {
    expect((await importAndRead(absence("absence20240401", [100_001, "6"]))).acts).toEqual([file]);
    expect(await database.query("SELECT actor, role, client_id FROM act")).toEqual([
      { actor: "command line", role: "DEPARTMENT", client_id: null },
    ]);
    const { acts } = await importAndRead(
      { gias: write("gias.csv", giasText([{}])) },
      { viewer: { ...department, name: "She" } },
    );
    expect(acts).toEqual([["FILE_IMPORTED", "FILE", "gias", "digest", null, null]]);
    expect(await database.query("SELECT actor FROM act")).toEqual([{ actor: "She" }]);
    await expect(importAndRead(absence("x", [100_001, "6"]), { viewer: anonymous })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("records an act for each figure that it corrects, and none for a figure that it repeats or adds", async () => {
    await importAndRead(absence("absence20240401", [100_001, "6"], [100_002, "7"], [100_003, "8"]));
    const later = absence("absence20250401", [100_001, "6.5"], [100_002, "7"], [100_003, "8.1"], [100_004, "9"]);
    expect((await importAndRead(later)).acts).toEqual([file, correction(100_001), correction(100_003)]);
    expect(await database.query("SELECT count(DISTINCT transaction)::int AS transactions FROM act")).toEqual([
      { transactions: 1 },
    ]);
    const rows = await database.query<{ row: string }>("SELECT (to_jsonb(act) - 'at')::text AS row FROM act");
    expect(JSON.stringify(rows)).not.toMatch(/6\.5|8\.1/);
  });

  it("corrects nothing when later figures supersede its own", async () => {
    await importAndRead(absence("absence20250401", [100_001, "5"]));
    expect((await importAndRead(absence("absence20240401", [100_001, "6"]))).acts).toEqual([file]);
  });

  it("records nothing for the same bytes again, and corrections when their date changes", async () => {
    await importAndRead(absence("absence20240401", [100_001, "6"], [100_002, "7"]));
    const later = absence("later", [100_001, "5"], [100_002, "7"]);
    expect((await importAndRead({ ...later, released: "2025-04-01" })).acts).toEqual([file, correction(100_001)]);
    expect((await importAndRead({ ...later, released: "2025-04-01" })).acts).toEqual([]);
    const redated = ["FILE_REDATED", ...file.slice(1)];
    expect((await importAndRead({ ...later, released: "2023-04-01" })).acts).toEqual([redated, correction(100_001)]);
    expect((await importAndRead({ ...later, released: "2025-04-01" })).acts).toEqual([redated, correction(100_001)]);
  });

  it("corrects circumstances too, and attendance from another kind of file", async () => {
    const tables = (folder: string, name: string, text: string, released: string) => ({
      performanceTables: { directory: dirname(write(`${folder}/${name}.csv`, text)), year },
      released,
    });
    await importAndRead(tables("one", "england_census", censusText([{}]), "2024-01-01"));
    const census = await importAndRead(
      tables("two", "england_census", censusText([{ PNUMFSMEVER: "1.5" }]), "2025-01-01"),
    );
    expect(census.acts).toEqual([
      ["FILE_IMPORTED", "FILE", "performance-census", "digest", null, year],
      ["FIGURES_CORRECTED", "CIRCUMSTANCES", 100_001, year],
    ]);
    await importAndRead(tables("three", "england_abs", performanceAbsenceText([{}]), "2024-01-01"));
    expect((await importAndRead(absence("absence20230401", [100_001, "6"]))).acts).toEqual([file, correction(100_001)]);
  });

  it("records nothing when it is refused", async () => {
    const many = Array.from({ length: 40 }, (_, index): [number, string] => [100_001 + index, "6"]);
    await importAndRead(absence("absence20240401", ...many));
    await database.script("TRUNCATE act");
    const gone = many.map(([urn]): [number, string] => [urn, "c"]);
    await expect(importFiles(database, absence("absence20250401", ...gone))).rejects.toMatchObject({
      code: "WRONG_FILE",
    });
    expect(await recorded()).toEqual([]);
  });

  it("writes its corrections in one statement for any number of schools", async () => {
    const urns = Array.from({ length: 3000 }, (_, index) => 100_001 + index);
    await importAndRead(absence("absence20240401", ...urns.map((urn): [number, string] => [urn, "6"])));
    let inserting = 0;
    const counting: Database = {
      ...database,
      transaction: (work) =>
        database.transaction((sql) =>
          work({
            ...sql,
            query: (text, parameters) => {
              if (/insert into "?act"? /i.test(text)) inserting++;
              return sql.query(text, parameters);
            },
          }),
        ),
    };
    await database.script("TRUNCATE act");
    await importFiles(counting, absence("absence20250401", ...urns.map((urn): [number, string] => [urn, "5"])));
    expect((await recorded()).length).toBe(3001);
    expect(inserting).toBe(3); // the file, attendance, circumstances
  });
});
