// The whole way on published figures about real schools. Aggregates only: no school's computed target is told.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { importFiles } from "../../src/import/import.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { partnershipJobs } from "../../src/partnerships/compute.js";
import { findPlan } from "../../src/partnerships/store.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { metCounts } from "../../src/targets/met-counts.js";
import { targetStatistics } from "../../src/targets/set-store.js";
import { testDatabase } from "../support/database.js";
import { department as viewer } from "./world.js";

const data = resolve(import.meta.dirname, "../../../shared/data");

async function matched(database: Database, baseYear: string, circumstancesYear: string): Promise<string> {
  const request = { strategy: "nearest-neighbour", baseYear, circumstancesYear };
  const run = await startRun(database, viewer, request, []);
  await workOff(database, runJobs([]), run.jobId);
  return run.id;
}

async function drafted(database: Database, runId: string): Promise<string> {
  const { setId, jobId } = await draftTargets(database, viewer, { runId });
  await workOff(database, targetJobs, jobId);
  return setId;
}

/** outcome -> schools */
async function outcomesOf(database: Database, setId: string): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { outcome, schools } of (await targetStatistics(database, viewer, setId))!) {
    totals[outcome] = (totals[outcome] ?? 0) + schools;
  }
  return totals;
}

/** `count(*)` of rows, under a condition where one is given. */
async function count(database: Database, from: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return row!.n;
}

async function summaryOf(database: Database, runId: string, parameters: object) {
  const { planId, jobId } = await arrangePartnerships(database, viewer, { runId, parameters });
  await workOff(database, partnershipJobs, jobId);
  return (await findPlan(database, viewer, planId))?.summary;
}

describe.skipIf(!existsSync(data))(
  "on real figures of 2022/23, circumstances of 2025/26 (needs ../shared/data)",
  () => {
    let database: Database;
    let runId: string;
    let setId: string;
    beforeAll(async () => {
      database = await testDatabase();
      await importFiles(database, {
        gias: join(data, "gias/edubasealldata.csv"),
        links: join(data, "gias/links_edubasealldata.csv"),
        absence: join(data, "absence/1a_absence_3term_school.csv"),
        similarSchools: { path: join(data, "similar-schools/secondary_values_2026-05.csv"), year: "2025/26" },
      });
      runId = await matched(database, "2022/23", "2025/26");
      setId = await drafted(database, runId);
    });
    afterAll(() => database.close());

    it("gives every school an outcome", async () => {
      expect(await outcomesOf(database, setId)).toEqual({ SET: 1870, NEW: 46, SUCCEEDED: 1 });
      expect(await count(database, "target WHERE baseline_kind = 'INHERITED'")).toBe(1);
      // Primary schools have no circumstances in these files, so no peers.
      const alone = "target JOIN school USING (urn) WHERE 'UNIVERSAL_ONLY' = ANY(flags)";
      expect([await count(database, alone), await count(database, `${alone} AND block = 'PRIMARY'`)]).toEqual([
        521, 452,
      ]);
    });

    it("tells how many would have met their target in 2023/24", async () => {
      expect(await metCounts(database, viewer, setId, "2023/24")).toEqual([
        { block: "ALL_THROUGH", met: 60, missed: 69, withinNoise: 22, withoutFigure: 0 },
        { block: "PRIMARY", met: 326, missed: 126, withinNoise: 58, withoutFigure: 0 },
        { block: "SECONDARY", met: 519, missed: 770, withinNoise: 228, withoutFigure: 0 },
      ]);
    });

    it("links schools with better-attending ones near them", async () => {
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
  },
);

describe.skipIf(!existsSync(data))("on real figures of 2018/19 (needs ../shared/data)", () => {
  let database: Database;
  let runId: string;
  beforeAll(async () => {
    database = await testDatabase();
    await importFiles(database, {
      performanceTables: { directory: join(data, "performance-tables/2018-2019"), year: "2018/19" },
      links: join(data, "gias/links_edubasealldata.csv"),
    });
    runId = await matched(database, "2018/19", "2018/19");
  });
  afterAll(() => database.close());

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

  it("links nobody within a distance that is unknown, and thousands where distance does not matter", async () => {
    expect(await summaryOf(database, runId, {})).toMatchObject({ linked: 0, unlinked: { NONE_NEAR: 16_305 } });
    expect(await summaryOf(database, runId, { withinKm: null })).toMatchObject({
      linked: 15_296,
      unlinked: { NO_PEERS: 51, NO_HIGHER_PEER: 1_819, NO_CAPACITY: 1_009 },
    });
  });
});
