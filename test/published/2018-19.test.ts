// Import, matching, targets and partnerships on the performance tables. Asserts aggregates only.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { findOrFreeze, populationWarnings } from "../../src/population/freeze.js";
import { testDatabase } from "../support/database.js";
import {
  absentOrLong,
  count,
  countsOf,
  drafted,
  expectSound,
  matched,
  outcomesOf,
  published,
  summaryOf,
} from "./published.js";

let database: Database;

describe.skipIf(absentOrLong)(`published figures of 2018/19, all phases${absentOrLong}`, () => {
  let runId: string;
  beforeAll(async () => {
    database = await testDatabase();
    await importFiles(database, {
      performanceTables: { directory: published("performance-tables/2018-2019"), year: "2018/19" },
      links: published("gias/links_edubasealldata.csv"),
    });
    runId = await matched(database, "2018/19", "2018/19");
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
    // Every school of england_abs is included: none is lost to its block or its lineage.
    expect(population.columns.attendance.filter((value) => !Number.isNaN(value))).toHaveLength(21_214);
    expect(populationWarnings(population)).toEqual([]);
  });

  it("gives every school of every phase an outcome", async () => {
    const setId = await drafted(database, runId);
    expect(await outcomesOf(database, setId)).toEqual({
      SET: 20_102,
      OUT_OF_SCOPE: 4_642,
      CLOSED: 751,
      SUCCEEDED: 86,
      NEW: 75,
      BASELINE_UNAVAILABLE: 9,
    });
    const kinds = ["OWN", "INHERITED", "MERGED", "THREE_YEAR"];
    const counts = kinds.map((kind) => count(database, `target WHERE baseline_kind = '${kind}'`));
    expect(await Promise.all(counts)).toEqual([19_600, 500, 2, 0]);
  });

  it("links no school when distances are unknown, and thousands without a limit on distance", async () => {
    expect(await summaryOf(database, runId, {})).toMatchObject({ linked: 0, unlinked: { NONE_NEAR: 16_305 } });
    expect(await summaryOf(database, runId, { withinKm: null })).toMatchObject({
      linked: 15_296,
      unlinked: { NO_PEERS: 51, NO_HIGHER_PEER: 1_819, NO_CAPACITY: 1_009 },
    });
  });
});
