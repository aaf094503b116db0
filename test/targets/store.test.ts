import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everySchool, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { unpackPopulation } from "../../src/population/packing.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { draftTargetsOf, ownCohorts, ownRuns, targetsOf } from "../../src/targets/store.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";
import { department, insertRun, viewerOf } from "./world.js";

let database: Database;
let setId: string;
beforeAll(async () => {
  database = await testDatabase();
  const runId = await insertRun(database);
  const draft = await draftTargets(database, department, { runId });
  setId = draft.setId;
  await workOff(database, targetJobs, draft.jobId);
  await issueTargets(database, department, setId);
});
afterAll(() => database.close());
beforeEach(() => database.query("TRUNCATE audit_entry"));

/** Counts statements: a refused request must not reach the database. */
function counting(): { database: Database; statements: () => number } {
  let statements = 0;
  const query: Database["query"] = (text, parameters) => {
    statements += 1;
    return database.query(text, parameters);
  };
  return { database: { ...database, query }, statements: () => statements };
}

const four = [100_001, 100_002, 100_003, 100_005]; // in trusts 1, 2, 3, 1 and authorities 901, 900, 901, 901
const grants = (...urns: (number | null)[]) => ({
  grants: urns.map((urn) => ({ capability: "TARGETS" as const, ...everySchool, urn })),
});
const urnsSeenBy = async (viewer: Viewer) =>
  (await targetsOf(database, viewer, four)).flatMap((target) => (target ? [target.urn] : []));

describe("issued targets", () => {
  it.each<[string, Viewer, number[]]>([
    ["a school: its own", viewerOf("SCHOOL", { urn: 100_002 }), [100_002]],
    ["a trust without a grant from the department: none", viewerOf("TRUST", { trustCode: 1 }), []],
    ["a trust with a grant: its schools'", viewerOf("TRUST", { trustCode: 1, ...grants(null) }), [100_001, 100_005]],
    ["an authority without a grant from the department: none", viewerOf("LOCAL_AUTHORITY", { laCode: 901 }), []],
    [
      "an authority with a grant: its schools'",
      viewerOf("LOCAL_AUTHORITY", { laCode: 900, ...grants(null) }),
      [100_002],
    ],
    ["a vendor with a grant from a school: that school's", viewerOf("MIS_VENDOR", grants(100_003)), [100_003]],
    ["a vendor without a grant: none", viewerOf("MIS_VENDOR"), []],
    ["an analyst without a grant: none", viewerOf("ANALYST"), []],
    ["an analyst with a grant: all", viewerOf("ANALYST", grants(null)), four],
    ["the department: all", department, four],
  ])("are visible to %s", async (_, viewer, expected) => {
    expect(await urnsSeenBy(viewer)).toEqual(expected);
  });

  it.each(["ANONYMOUS", "OFSTED"] as const)("are null for %s, whatever its token claims, without SQL", async (role) => {
    const viewer = viewerOf(role, { urn: 100_001, trustCode: 1, laCode: 900, ...grants(null, 100_001) });
    const counted = counting();
    expect(await targetsOf(counted.database, viewer, four)).toEqual([null, null, null, null]);
    expect(await draftTargetsOf(counted.database, viewer, setId, four)).toEqual([null, null, null, null]);
    expect(await ownCohorts(counted.database, viewer, four)).toEqual([null, null, null, null]);
    expect(await ownRuns(counted.database, viewer, four)).toEqual([null, null, null, null]);
    expect(counted.statements()).toBe(0);
  });

  it("are read in one statement, aligned with the requested URNs", async () => {
    const counted = counting();
    const rows = await targetsOf(counted.database, department, [100_005, 999_999, 100_001, 100_005]);
    expect(rows.map((row) => row?.urn ?? null)).toEqual([100_005, null, 100_001, 100_005]);
    expect(counted.statements()).toBe(1);
  });

  it("are those of the requested year", async () => {
    expect(await targetsOf(database, department, [100_001], { year: "2024/25" })).toEqual([null]);
    expect(await targetsOf(database, department, [100_001], { year: "2023/24" })).toMatchObject([
      { targetYear: "2023/24" },
    ]);
  });
});

describe("drafts", () => {
  it("are visible only to the department", async () => {
    expect(await draftTargetsOf(database, viewerOf("ANALYST", grants(null)), setId, four)).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(await draftTargetsOf(database, department, setId, [100_001])).toMatchObject([{ urn: 100_001 }]);
    expect(await draftTargetsOf(database, department, "nonsense", [100_001])).toEqual([null]);
  });
});

describe("the cohort behind a target", () => {
  it("is visible only to that school", async () => {
    const [own, other] = await ownCohorts(database, viewerOf("SCHOOL", { urn: 100_001 }), [100_001, 100_002]);
    expect(own).toMatchObject({
      urn: 100_001,
      peers: expect.arrayContaining([expect.objectContaining({ urn: 100_002 })]),
    });
    expect(other).toBeNull();
    for (const viewer of [
      viewerOf("TRUST", { trustCode: 1, ...grants(null) }),
      viewerOf("MIS_VENDOR", grants(100_001)),
      department,
    ]) {
      expect(await ownCohorts(database, viewer, [100_001])).toEqual([null]);
    }
  });
});

describe("the run that explains the cohort behind a target", () => {
  const school = viewerOf("SCHOOL", { urn: 100_001 });

  it("is visible only to that school, and null for others without SQL", async () => {
    const [own, other] = await ownRuns(database, school, [100_001, 100_002]);
    expect(own).toMatchObject({ strategy: "invented", version: "1.0.0", parameters: {}, constraints: {} });
    expect([...(await unpackPopulation(await own!.readPopulation())).urn]).toContain(100_001);
    expect(other).toBeNull();
    const counted = counting();
    for (const viewer of [
      viewerOf("TRUST", { trustCode: 1, ...grants(null) }),
      viewerOf("MIS_VENDOR", grants(100_001)),
      viewerOf("ANALYST", grants(null)),
      viewerOf("SCHOOL", { urn: 100_002 }),
      department,
    ]) {
      expect(await ownRuns(counted.database, viewer, [100_001]), viewer.role).toEqual([null]);
    }
    expect(counted.statements()).toBe(0);
  });

  it("is the run of the school's cohort, and is audited as the cohort is", async () => {
    const [cohort] = await ownCohorts(database, school, [100_001], { operation: "Cohort" });
    const [own] = await ownRuns(database, school, [100_001], { operation: "Explain" });
    expect(await database.query("SELECT id FROM run WHERE fingerprint = $1", [own!.fingerprint])).toEqual([
      { id: cohort!.runId },
    ]);
    expect(await database.query("SELECT client_id, subject, operation, urns FROM audit_entry ORDER BY id")).toEqual(
      ["Cohort", "Explain"].map((operation) => ({
        client_id: school.clientId,
        subject: "cohort",
        operation,
        urns: [100_001],
      })),
    );
  });

  it("is null before the target is issued", async () => {
    await rewind(
      database,
      `UPDATE target_set SET status = 'DRAFT', issued_for = NULL, issued_at = NULL WHERE id = '${setId}'`,
    );
    expect(await ownRuns(database, school, [100_001])).toEqual([null]);
    await rewind(
      database,
      `UPDATE target_set SET status = 'ISSUED', issued_for = target_year, issued_at = now() WHERE id = '${setId}'`,
    );
  });
});

describe("the audit", () => {
  it("records the client, the operation and the disclosed schools, but no values", async () => {
    const viewer = viewerOf("TRUST", { trustCode: 1, ...grants(null) });
    await targetsOf(database, viewer, [100_005, ...four], { operation: "Dashboard" });
    expect(await database.query("SELECT client_id, subject, operation, urns FROM audit_entry")).toEqual([
      { client_id: viewer.clientId, subject: "target", operation: "Dashboard", urns: [100_001, 100_005] },
    ]);
  });

  it("has no entry if nothing was disclosed", async () => {
    await targetsOf(database, viewerOf("SCHOOL", { urn: 100_001 }), [100_002]);
    expect(await database.query("SELECT 1 FROM audit_entry")).toEqual([]);
  });
});
