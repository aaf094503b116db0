import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everySchool, type SchoolSet } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { metCounts } from "../../src/targets/met-counts.js";
import { examplePolicy } from "../../src/targets/policy.js";
import { findTargetSets, originsOf, targetSetsById, targetStatistics } from "../../src/targets/set-store.js";
import { draftTargetsOf, targetsOf } from "../../src/targets/store.js";
import { countingFreeze } from "../population/counting.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";
import { department, insertRun, otherRoles, viewerOf } from "./world.js";

let database: Database;
let runId: string;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  runId = await insertRun(database);
});

async function draft(request: Omit<Parameters<typeof draftTargets>[2], "runId"> = {}): Promise<string> {
  const { setId, jobId } = await draftTargets(database, department, { runId, ...request });
  await workOff(database, targetJobs, jobId);
  return setId;
}

const statusOf = async (setId: string) => (await targetSetsById(database, department, [setId]))[0]?.status;

describe("draftTargets", () => {
  it("computes a row for every school and stores the policy", async () => {
    const setId = await draft();
    const [set] = await targetSetsById(database, department, [setId]);
    expect(set).toMatchObject({
      status: "DRAFT",
      baseYear: "2022/23",
      targetYear: "2023/24",
    });
    expect(await originsOf(database, department, [setId])).toEqual([{ id: setId, runId, policy: examplePolicy }]);
    const [first, ceiling] = await draftTargetsOf(database, department, setId, [100_001, 100_024]);
    // 90.1 with a median of the next twelve schools of 92.05: 0.3 + 0.2 * 1.95 = 0.69
    expect(first).toMatchObject({
      outcome: "SET",
      target: 90.8,
      baseline: 90.1,
      baselineKind: "OWN",
      flags: [],
      parts: { peers: 12, median: "92.05", contribution: "0.39", improvement: "0.69", improvementShown: "0.7" },
    });
    expect(ceiling).toMatchObject({ target: 97, baseline: 97, flags: ["MAINTAIN"] });
    expect(await targetStatistics(database, department, setId)).toEqual([
      { block: "SECONDARY", outcome: "SET", schools: 24, meanImprovement: expect.any(Number) },
    ]);
  });

  it("shows no row of a set before it is complete", async () => {
    const { setId } = await draftTargets(database, department, { runId });
    await database.query(
      "INSERT INTO target (set_id, urn, outcome, flags, parts) VALUES ($1, 100001, 'SET', '{}', '{}')",
      [setId],
    );
    expect(await draftTargetsOf(database, department, setId, [100_001])).toEqual([null]);
    expect(await targetStatistics(database, department, setId)).toBeNull();
    await expect(issueTargets(database, department, setId)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("starts from the beginning after an interruption", async () => {
    const { setId, jobId } = await draftTargets(database, department, { runId });
    await database.query(
      "INSERT INTO target (set_id, urn, outcome, flags, parts) VALUES ($1, 100001, 'NEW', '{}', '{}')",
      [setId],
    );
    await workOff(database, targetJobs, jobId);
    expect(await draftTargetsOf(database, department, setId, [100_001])).toMatchObject([{ outcome: "SET" }]);
  });

  it("is allowed only for the department", async () => {
    for (const role of otherRoles) {
      const viewer = viewerOf(role);
      await expect(draftTargets(database, viewer, { runId })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(issueTargets(database, viewer, runId)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  it("refuses a run that is unknown, unfinished, published, or older than a correction of its figures", async () => {
    const expectError = (code: string) =>
      expect(draftTargets(database, department, { runId })).rejects.toMatchObject({ code });
    await database.script("UPDATE attendance SET overall_absence = 9 WHERE urn = 100001");
    await expectError("STALE_RUN");
    await database.script("UPDATE attendance SET overall_absence = 9.9 WHERE urn = 100001 AND year = '2022/23'");
    await database.script("UPDATE attendance SET overall_absence = 10 WHERE urn = 100001 AND year = '2021/22'");
    await database.script("UPDATE run SET completed_at = NULL");
    await expectError("RUN_UNFINISHED");
    await database.script("UPDATE run SET completed_at = now()");
    await database.script("INSERT INTO fingerprint_mark (fingerprint, mark) SELECT fingerprint, 'PUBLISHED' FROM run");
    await expectError("FINGERPRINT_PUBLISHED");
    expect(await database.query("SELECT 1 FROM target_set")).toEqual([]);
    runId = "00000000-0000-4000-8000-000000000000";
    await expectError("NOT_FOUND");
  });

  it("accepts only the two years after the base year as target year", async () => {
    const draftFor = (targetYear: string) => draftTargets(database, department, { runId, targetYear });
    await expect(draftFor("2022/23")).rejects.toThrow(/must be 2023\/24 or 2024\/25/);
    await expect(draftFor("2025/26")).rejects.toThrow(/must be 2023\/24 or 2024\/25/);
    await expect(draftFor("2024")).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    expect(await statusOf(await draft({ targetYear: "2024/25" }))).toBe("DRAFT");
  });

  it("freezes a population for the run's years, but not when it refuses the request", async () => {
    const { freeze, requests } = countingFreeze();
    const expectDraft = (request: object, viewer = department) =>
      expect(draftTargets(database, viewer, { runId, ...request }, freeze));
    await expectDraft({}, viewerOf("ANALYST")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expectDraft({ policy: { ceiling: 970 } }).rejects.toMatchObject({ code: expect.stringMatching(/^BAD_/) });
    await expectDraft({ runId: "00000000-0000-4000-8000-000000000000" }).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expectDraft({ targetYear: "2025/26" }).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expectDraft({ targetYear: "2024" }).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await database.script("UPDATE run SET completed_at = NULL");
    await expectDraft({}).rejects.toMatchObject({ code: "RUN_UNFINISHED" });
    await database.script(`UPDATE run SET completed_at = now();
      INSERT INTO fingerprint_mark (fingerprint, mark) SELECT fingerprint, 'PUBLISHED' FROM run`);
    await expectDraft({}).rejects.toMatchObject({ code: "FINGERPRINT_PUBLISHED" });
    expect(requests).toEqual([]);
    runId = await insertRun(database);
    await expectDraft({}).resolves.toBeDefined();
    expect(requests).toMatchObject([{ baseYear: "2022/23", circumstancesYear: "2022/23" }]);
  });

  it("marks the run permanently as one that fed targets", async () => {
    await draft();
    expect(
      await database.query("SELECT mark FROM fingerprint_mark WHERE fingerprint = (SELECT fingerprint FROM run)"),
    ).toEqual([{ mark: "FED_TARGET" }]);
  });
});

describe("issueTargets", () => {
  it("supersedes the set issued before for the year, and shows only the new targets", async () => {
    const first = await draft();
    await issueTargets(database, department, first);
    const second = await draft({ policy: { ...examplePolicy, version: "2.0.0", universalImprovement: 0.5 } });
    expect(await targetsOf(database, department, [100_001])).toMatchObject([{ setId: first, target: 90.8 }]);
    await issueTargets(database, department, second);
    expect(await Promise.all([first, second].map(statusOf))).toEqual(["SUPERSEDED", "ISSUED"]);
    expect(await targetsOf(database, department, [100_001])).toMatchObject([{ setId: second, target: 91 }]);
    await expect(issueTargets(database, department, first)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("refuses a draft whose figures have been corrected", async () => {
    const setId = await draft();
    await database.script("UPDATE attendance SET overall_absence = 9 WHERE urn = 100001");
    await expect(issueTargets(database, department, setId)).rejects.toMatchObject({ code: "STALE_RUN" });
  });

  it("checks a draft's figures against a newly frozen population, but freezes nothing for other sets", async () => {
    const { freeze, requests } = countingFreeze();
    const setId = await draft();
    await rewind(database, "UPDATE target_set SET status = 'DRAFTING'");
    await expect(issueTargets(database, department, setId, freeze)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(requests).toEqual([]);
    await database.script("UPDATE target_set SET status = 'DRAFT'");
    await issueTargets(database, department, setId, freeze);
    expect(requests).toHaveLength(1);
  });

  it("refuses a set that cannot be found", async () => {
    await expect(issueTargets(database, department, "nonsense")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("target sets", () => {
  it("are listed for the department, and once issued for analysts who may read every target", async () => {
    const [first, second] = [await draft(), await draft()];
    await issueTargets(database, department, first);
    const idsFor = async (viewer: typeof department) =>
      (await findTargetSets(database, viewer, { first: 10 })).items.map(({ id }) => id);
    expect(new Set(await idsFor(department))).toEqual(new Set([first, second]));
    const grantOn = (schools: Partial<SchoolSet>) => ({
      grants: [{ capability: "TARGETS" as const, ...everySchool, ...schools }],
    });
    expect(await idsFor(viewerOf("ANALYST", grantOn({})))).toEqual([first]);
    expect(await idsFor(viewerOf("ANALYST", grantOn({ laCode: 900 })))).toEqual([]);
    expect(await idsFor(viewerOf("TRUST", { trustCode: 1, ...grantOn({}) }))).toEqual([]);
    for (const role of otherRoles) {
      expect(await idsFor(viewerOf(role))).toEqual([]);
    }
  });

  it("are paged newest first without gaps or repeats", async () => {
    const all = new Set([await draft(), await draft(), await draft()]);
    const { items, hasNextPage } = await findTargetSets(database, department, { first: 2 });
    const { createdAt: at, id } = items[1]!;
    const rest = await findTargetSets(database, department, { first: 2, after: { at, id } });
    expect([hasNextPage, rest.hasNextPage]).toEqual([true, false]);
    expect(new Set([...items, ...rest.items].map((set) => set.id))).toEqual(all);
  });

  it("have counts of the schools that met their target in a later year", async () => {
    const setId = await draft();
    await database.script("DELETE FROM attendance WHERE urn = 100002 AND year = '2023/24'");
    // Every school gains 0.5 in 2023/24. SchoolSet far below their peers have targets 0.7 higher. The yearly change has
    // sd 0.
    expect(await metCounts(database, department, setId, "2023/24")).toEqual([
      { block: "SECONDARY", met: 10, missed: 13, withinNoise: 0, withoutFigure: 1 },
    ]);
    expect(await metCounts(database, viewerOf("ANALYST"), setId, "2023/24")).toBeNull();
    await expect(metCounts(database, department, setId, "2022/23")).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expect(metCounts(database, department, setId, "2024/25")).rejects.toMatchObject({ code: "NO_DATA" });
  });
});
