// The shared cases: small invented inputs in published layouts, each with its expected result. See their README.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { type ImportRequest, importFiles } from "../../src/import/import.js";
import { readTable } from "../../src/table/table.js";
import { testDatabase } from "../support/database.js";
import { count, drafted, matched, summaryOf } from "./published.js";

const cases = resolve(import.meta.dirname, "../../../shared/cases");
const absent = existsSync(cases) ? "" : " (skipped: ../shared/cases is absent)";
const at = (name: string) => join(cases, name);

let database: Database;

describe.skipIf(absent)(`the shared cases${absent}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
  });
  beforeEach(() => database.script("TRUNCATE source_file CASCADE"));
  afterAll(() => database.close());

  const imported = async (request: ImportRequest) => (await importFiles(database, request))[0]!;

  it("census-2024-25: a figure that was not counted is missing, and a count of 0 is 0", async () => {
    await imported({ performanceTables: { directory: at("census-2024-25"), year: "2024/25" } });
    const rows = await database.query<{ urn: number; fsm: number | null; code: string | null }>(
      "SELECT urn, fsm::float8, codes->>'fsm' AS code FROM circumstances ORDER BY urn",
    );
    expect(rows).toEqual([
      { urn: 900001, fsm: null, code: "NA" },
      { urn: 900002, fsm: 0, code: null },
      { urn: 900003, fsm: 10, code: null },
      { urn: 900006, fsm: null, code: "NA" },
      { urn: 900007, fsm: null, code: "NA" },
      { urn: 900008, fsm: 11.93, code: null },
    ]);
    expect(await database.query("SELECT laestab FROM school WHERE urn = 900003")).toEqual([{ laestab: 9984010 }]);
  });

  it("whole-run: a missing figure is in no target, median or partnership", async () => {
    await importFiles(database, {
      gias: at("whole-run/gias.csv"),
      absence: at("whole-run/absence.csv"),
      performanceTables: { directory: at("whole-run/tables"), year: "2024/25" },
    });
    const runId = await matched(database, "2024/25", "2024/25");
    await drafted(database, runId);
    const target = async (urn: number) =>
      (await database.query("SELECT outcome, target::text, flags, parts FROM target WHERE urn = $1", [urn]))[0];
    expect(await target(910000)).toMatchObject({
      target: "87.3",
      flags: ["UNIVERSAL_ONLY"],
      parts: { universalOnly: { why: "MISSING_CIRCUMSTANCES", missing: ["fsm"] } },
    });
    expect(await target(910005)).toMatchObject({ outcome: "BASELINE_UNAVAILABLE", target: null });
    await summaryOf(database, runId, {});
    expect(await count(database, "partnership WHERE partner_urn IS NOT NULL")).toBeGreaterThan(0);
    expect(await count(database, "partnership WHERE partner_urn = 910005")).toBe(0);
    expect(await count(database, "cohort WHERE 910005 = ANY(peers)")).toBe(0);
  });

  it("links-subset: six links stay current", async () => {
    await imported({ links: at("links-subset/links_edubasealldata20250701.csv") });
    const part = imported({ links: at("links-subset/links_edubaseallacademiesandfree20250702.csv") });
    await expect(part).rejects.toMatchObject({ code: "WRONG_FILE", message: expect.stringContaining("--replace") });
    expect(await count(database, "school_link WHERE current")).toBe(6);
  });

  it("one-stray-byte: the other names are unchanged, and the report names the line and the encoding", async () => {
    const report = await imported({ gias: at("one-stray-byte/gias.csv") });
    expect(report).toMatchObject({ encoding: "utf-8", strayLines: [4] });
    const names = await database.query<{ name: string }>("SELECT name FROM school ORDER BY urn");
    expect(names.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["École Saint-Égide", "Thérèse House School"]),
    );
  });

  it.each(["iso-dates", "floats", "scientific", "semicolons"])("saved-again: %s is read in full", async (name) => {
    const report = await imported({ gias: at(`saved-again/${name}.csv`) });
    expect(report).toMatchObject({ rowsRejected: 0, rowsStored: report.rowsRead });
  });

  it("saved-again: three formats give the same date", async () => {
    await imported({ gias: at("saved-again/iso-dates.csv") });
    expect(
      await database.query("SELECT DISTINCT open_date::text AS day FROM school WHERE open_date IS NOT NULL"),
    ).toContainEqual({
      day: "2018-09-01",
    });
  });

  it("match: NA is a missing value, and every row is read", async () => {
    const columns = ["fsm", "roll"].map((column) => ({ column, missing: "median" as const }));
    const { frame, rejected } = await readTable({ path: at("match/na.csv"), id: "id", where: [], columns });
    expect({ size: frame.size, rejected }).toEqual({ size: 5, rejected: [] });
  });
});
