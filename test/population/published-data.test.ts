// The populations of the published files, in aggregates.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { findOrFreeze, populationWarnings } from "../../src/population/freeze.js";
import { blocks, type Population } from "../../src/population/population.js";
import { testDatabase } from "../support/database.js";

const data = resolve(import.meta.dirname, "../../../shared/data");
const absent = existsSync(data) ? "" : " (skipped: ../shared/data is absent)";

/** block -> peers, of them reference rows, and schools that only seek */
function countsOf(population: Population) {
  const rows = Array.from(population.urn, (_, row) => row);
  return Object.fromEntries(
    blocks
      .map((name) => [name, rows.filter((row) => population.block[row] === name)] as const)
      .filter(([, own]) => own.length > 0)
      .map(([name, own]) => {
        const peers = own.filter((row) => population.eligible[row]).length;
        const reference = own.filter((row) => population.reference[row]).length;
        return [name, { peers, reference, seekers: own.length - peers }];
      }),
  );
}

/** No two peers of one lineage, no school twice, no attendance outside 0-100, no missing value read as 0. */
function expectSound(population: Population) {
  const rows = Array.from(population.urn, (_, row) => row);
  const lineages = rows.filter((row) => population.eligible[row]).map((row) => population.lineage[row]);
  expect(new Set(lineages).size).toBe(lineages.length);
  expect(rows.every((row) => row === 0 || population.urn[row]! > population.urn[row - 1]!)).toBe(true);
  const { attendance } = population.columns;
  expect(attendance.some((value) => value <= 0 || value > 100)).toBe(false);
  expect(rows.every((row) => !population.reference[row] || !Number.isNaN(attendance[row]))).toBe(true);
}

let database: Database;

describe.skipIf(absent)(`2018/19, performance tables${absent}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    await importFiles(database, {
      performanceTables: { directory: resolve(data, "performance-tables/2018-2019"), year: "2018/19" },
      links: resolve(data, "gias/links_edubasealldata.csv"),
    });
  });
  afterAll(() => database.close());

  it("has every state-funded block", async () => {
    const population = await findOrFreeze(database, { baseYear: "2018/19" });
    expectSound(population);
    expect(countsOf(population)).toEqual({
      PRIMARY: { peers: 16_652, reference: 16_595, seekers: 592 },
      SECONDARY: { peers: 3_190, reference: 3_166, seekers: 122 },
      ALL_THROUGH: { peers: 160, reference: 159, seekers: 3 },
      SPECIAL: { peers: 1_031, reference: 1_007, seekers: 43 },
      ALTERNATIVE_PROVISION: { peers: 336, reference: 0, seekers: 0 },
    });
    // Every school of england_abs is here: none is lost to its block or its lineage.
    expect(population.columns.attendance.filter((value) => !Number.isNaN(value))).toHaveLength(21_214);
    expect(populationWarnings(population)).toEqual([]);
  });
});

describe.skipIf(absent)(`2022/23, GIAS, absence and similar schools of 2025/26${absent}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    await importFiles(database, {
      gias: resolve(data, "gias/edubasealldata.csv"),
      links: resolve(data, "gias/links_edubasealldata.csv"),
      absence: resolve(data, "absence/1a_absence_3term_school.csv"),
      similarSchools: { path: resolve(data, "similar-schools/secondary_values_2026-05.csv"), year: "2025/26" },
    });
  });
  afterAll(() => database.close());

  it("has circumstances for secondary and all-through schools, and warns that primary ones have none", async () => {
    const population = await findOrFreeze(database, { baseYear: "2022/23", circumstancesYear: "2025/26" });
    expectSound(population);
    expect(countsOf(population)).toEqual({
      PRIMARY: { peers: 455, reference: 0, seekers: 0 },
      SECONDARY: { peers: 1_293, reference: 1_262, seekers: 8 },
      ALL_THROUGH: { peers: 129, reference: 84, seekers: 3 },
    });
    expect(populationWarnings(population)).toEqual(["PRIMARY: no school has circumstances of 2025/26."]);
  });
});
