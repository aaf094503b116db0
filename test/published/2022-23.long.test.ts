// Import, matching, targets and partnerships on GIAS, absence and similar schools files. Asserts aggregates only.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { findOrFreeze, populationWarnings } from "../../src/population/freeze.js";
import { metCounts } from "../../src/targets/met-counts.js";
import { testDatabase } from "../support/database.js";
import {
  absent,
  count,
  countsOf,
  drafted,
  expectSound,
  matched,
  outcomesOf,
  published,
  summaryOf,
  viewer,
} from "./published.js";

let database: Database;

describe.skipIf(absent)(`published figures of 2022/23 with circumstances of 2025/26${absent}`, () => {
  let runId: string;
  let setId: string;
  beforeAll(async () => {
    database = await testDatabase();
    await importFiles(database, {
      gias: published("gias/edubasealldata.csv"),
      links: published("gias/links_edubasealldata.csv"),
      absence: published("absence/1a_absence_3term_school.csv"),
      similarSchools: { path: published("similar-schools/secondary_values_2026-05.csv"), year: "2025/26" },
    });
    runId = await matched(database, "2022/23", "2025/26");
    setId = await drafted(database, runId);
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

  it("gives every school an outcome", async () => {
    expect(await outcomesOf(database, setId)).toEqual({ SET: 1870, NEW: 46, SUCCEEDED: 1 });
    expect(await count(database, "target WHERE baseline_kind = 'INHERITED'")).toBe(1);
    // Primary schools have no circumstances in these files, so no peers.
    const withoutPeers = "target JOIN school USING (urn) WHERE 'UNIVERSAL_ONLY' = ANY(flags)";
    expect([
      await count(database, withoutPeers),
      await count(database, `${withoutPeers} AND block = 'PRIMARY'`),
    ]).toEqual([521, 452]);
  });

  it("counts the schools that would have met their target in 2023/24", async () => {
    expect(await metCounts(database, viewer, setId, "2023/24")).toEqual([
      { block: "ALL_THROUGH", met: 60, missed: 69, withinNoise: 22, withoutFigure: 0 },
      { block: "PRIMARY", met: 326, missed: 126, withinNoise: 58, withoutFigure: 0 },
      { block: "SECONDARY", met: 519, missed: 770, withinNoise: 228, withoutFigure: 0 },
    ]);
  });

  it("links schools with nearby schools that have better attendance", async () => {
    expect(await summaryOf(database, runId, {})).toMatchObject({
      linked: 823,
      unlinked: { NO_PEERS: 498, NO_HIGHER_PEER: 169, SAME_TRUST: 2, NONE_NEAR: 291, NO_CAPACITY: 48 },
    });
    expect(await count(database, "partnership WHERE gap < 0.5 OR kilometres > 100")).toBe(0);
    const loads = "(SELECT count(*) AS schools FROM partnership WHERE partner_urn IS NOT NULL GROUP BY partner_urn)";
    expect(await count(database, `${loads} AS loads WHERE schools > 3`)).toBe(0);
    const related = "JOIN school a ON a.urn = partnership.urn JOIN school b ON b.urn = partner_urn";
    expect(await count(database, `partnership ${related} WHERE a.trust_code = b.trust_code`)).toBe(0);
    expect(
      await count(database, "partnership JOIN school ON school.urn = partner_urn WHERE school.status = 'CLOSED'"),
    ).toBe(0);
  });
});
