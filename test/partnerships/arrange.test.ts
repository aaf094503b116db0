import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everySchool, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { partnershipJobs } from "../../src/partnerships/compute.js";
import { findPlan, linksAsPartner, partnershipsOf } from "../../src/partnerships/store.js";
import { countingFreeze } from "../population/counting.js";
import { testDatabase } from "../support/database.js";
import { department, insertRun, otherRoles, schools, viewerOf } from "../targets/world.js";

let database: Database;
let runId: string;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  runId = await insertRun(database);
});

async function arrange(parameters: object = {}): Promise<string> {
  const { planId, jobId } = await arrangePartnerships(database, department, { runId, parameters });
  await workOff(database, partnershipJobs, jobId);
  return planId;
}

const urns = schools.map(({ urn }) => urn);

describe("a plan", () => {
  it("links each school with its nearest higher peer in another trust", async () => {
    const planId = await arrange();
    // 100001 has the lowest attendance. The top half begins at 100013, its twelfth peer, which is in the same trust.
    const [first, second, best] = await partnershipsOf(database, department, [100_001, 100_002, 100_024]);
    expect(first).toMatchObject({ planId, status: "NONE", partnerUrn: null, reason: "SAME_TRUST" });
    expect(second).toMatchObject({
      status: "PROPOSED",
      partnerUrn: 100_013,
      rank: 11,
      distance: 1.1,
      kilometres: 11,
      gap: 3.3,
      reason: null,
    });
    expect(best).toBeNull(); // its attendance is too high to seek a partner
    expect(await findPlan(database, department, planId)).toMatchObject({
      status: "PROPOSED",
      runId,
      parameters: { capacity: 3, withinKm: 100 },
      summary: { linked: expect.any(Number), unlinked: { SAME_TRUST: 1, NO_HIGHER_PEER: expect.any(Number) } },
    });
  });

  it("gives no partner more schools than its capacity, and counts the schools left unlinked", async () => {
    const planId = await arrange({ capacity: 1, sameTrustAllowed: true });
    const links = await linksAsPartner(database, department, urns);
    expect(Math.max(...links.map((ofPartner) => ofPartner.length))).toBe(1);
    const plan = await findPlan(database, department, planId);
    const linked = links.flat().length;
    const unlinked = Object.values(plan?.summary?.unlinked ?? {}).reduce((sum, count) => sum + count, 0);
    expect([plan?.summary?.linked, linked + unlinked]).toEqual([linked, 23]);
  });

  it("links no school with a partner that is closing", async () => {
    await arrange();
    const before = await linksAsPartner(database, department, [100_013]);
    await database.script("UPDATE school SET status = 'OPEN_PROPOSED_TO_CLOSE' WHERE urn = 100013");
    await arrange();
    expect(before[0]).not.toEqual([]);
    expect(await linksAsPartner(database, department, [100_013])).toEqual([[]]);
  });

  it("supersedes the current plan only when it is complete", async () => {
    const first = await arrange();
    const { planId: second, jobId } = await arrangePartnerships(database, department, { runId });
    expect(await partnershipsOf(database, department, [100_002])).toMatchObject([{ planId: first }]);
    await workOff(database, partnershipJobs, jobId);
    expect(await partnershipsOf(database, department, [100_002])).toMatchObject([{ planId: second }]);
    expect((await findPlan(database, department, first))?.status).toBe("SUPERSEDED");
  });

  it("can be arranged and read only by the department", async () => {
    const planId = await arrange();
    for (const role of otherRoles) {
      const attempt = arrangePartnerships(database, viewerOf(role), { runId });
      await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
      expect(await findPlan(database, viewerOf(role), planId)).toBeNull();
    }
  });

  it("is refused when figures were corrected after the run, and for invalid parameters", async () => {
    await expect(
      arrangePartnerships(database, department, { runId, parameters: { capacity: 0 } }),
    ).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await database.script("UPDATE attendance SET overall_absence = 9 WHERE urn = 100001");
    await expect(arrangePartnerships(database, department, { runId })).rejects.toMatchObject({ code: "STALE_RUN" });
  });
});

describe("arrangePartnerships", () => {
  it("freezes no population when it refuses the request", async () => {
    const { freeze, requests } = countingFreeze();
    const expectArrange = (request: object, viewer = department) =>
      expect(arrangePartnerships(database, viewer, { runId, ...request }, freeze));
    await expectArrange({}, viewerOf("ANALYST")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expectArrange({ parameters: { capacity: 0 } }).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await expectArrange({ runId: "00000000-0000-4000-8000-000000000000" }).rejects.toMatchObject({ code: "NOT_FOUND" });
    await database.script("UPDATE run SET completed_at = NULL");
    await expectArrange({}).rejects.toMatchObject({ code: "RUN_UNFINISHED" });
    expect(requests).toEqual([]);
    await database.script("UPDATE run SET completed_at = now()");
    await expectArrange({}).resolves.toBeDefined();
    expect(requests).toMatchObject([{ baseYear: "2022/23", circumstancesYear: "2022/23" }]);
  });
});

describe("links", () => {
  const grants = (...urns: (number | null)[]) => ({
    grants: urns.map((urn) => ({ capability: "PARTNERSHIPS" as const, ...everySchool, urn })),
  });
  beforeEach(() => arrange().then(() => database.query("TRUNCATE audit_entry")));

  /** 100002 is in trust 2 and authority 900; its partner 100013 is in trust 1 and authority 901. */
  it.each<[string, Viewer, boolean]>([
    ["the school that seeks", viewerOf("SCHOOL", { urn: 100_002 }), true],
    ["another school", viewerOf("SCHOOL", { urn: 100_003 }), false],
    ["its trust without a grant", viewerOf("TRUST", { trustCode: 2 }), false],
    ["its trust with a grant", viewerOf("TRUST", { trustCode: 2, ...grants(null) }), true],
    ["another local authority", viewerOf("LOCAL_AUTHORITY", { laCode: 901, ...grants(null) }), false],
    ["a vendor with a grant from the partner only", viewerOf("MIS_VENDOR", grants(100_013)), false],
    ["a vendor with grants from both schools", viewerOf("MIS_VENDOR", grants(100_002, 100_013)), true],
    ["an analyst with a grant", viewerOf("ANALYST", grants(null)), true],
    ["an analyst without a grant", viewerOf("ANALYST"), false],
  ])("are visible only with a right to read them: %s", async (_, viewer, visible) => {
    const [link] = await partnershipsOf(database, viewer, [100_002]);
    expect(link !== null).toBe(visible);
    if (link) expect(link).toMatchObject({ partnerUrn: 100_013, gap: 3.3, status: "PROPOSED", reason: null });
  });

  it("do not show a vendor the partner that has not agreed, in the answer or in the audit", async () => {
    const vendor = viewerOf("MIS_VENDOR", grants(100_002));
    const [link] = await partnershipsOf(database, vendor, [100_002]);
    const nothing = { partnerUrn: null, kilometres: null, gap: null, rank: null, distance: null, reason: null };
    expect(link).toMatchObject({ urn: 100_002, baseYear: "2022/23", status: "WITHHELD", ...nothing });
    expect(await database.query("SELECT urns FROM audit_entry")).toEqual([{ urns: [100_002] }]);
  });

  it("differ for a vendor between no partner, a partner that has not agreed, and a school outside the plan", async () => {
    const vendor = viewerOf("MIS_VENDOR", grants(100_001, 100_002, 100_024));
    const links = await partnershipsOf(database, vendor, [100_001, 100_002, 100_024]);
    expect(links.map((link) => link?.status ?? null)).toEqual(["NONE", "WITHHELD", null]);
    expect(links[0]).toMatchObject({ partnerUrn: null, reason: null });
  });

  const everyTargetToo = { grants: [...grants(null).grants, { capability: "TARGETS" as const, ...everySchool }] };
  /** 100002 seeks, 100013 is its partner. */
  it.each<[string, Viewer, boolean, boolean]>([
    ["the school that seeks", viewerOf("SCHOOL", { urn: 100_002 }), true, false],
    ["the partner", viewerOf("SCHOOL", { urn: 100_013 }), false, false],
    ["the trust of the school that seeks", viewerOf("TRUST", { trustCode: 2, ...grants(null) }), true, false],
    ["the partner's trust", viewerOf("TRUST", { trustCode: 1, ...grants(null) }), false, false],
    ["the partner's authority", viewerOf("LOCAL_AUTHORITY", { laCode: 901, ...grants(null) }), false, false],
    ["a vendor that both agreed to", viewerOf("MIS_VENDOR", grants(100_002, 100_013)), false, false],
    ["an analyst with a grant", viewerOf("ANALYST", grants(null)), false, false],
    ["an analyst who may also read every target", viewerOf("ANALYST", everyTargetToo), true, true],
    ["the department", department, true, true],
  ])("show rank, distance and reason to those who may read the cohort: %s", async (_, viewer, shown, capacity) => {
    const links = async () => [
      ...(await partnershipsOf(database, viewer, [100_002])),
      ...(await linksAsPartner(database, viewer, [100_013])).flat(),
    ];
    const found = (await links()).filter((link) => link?.urn === 100_002);
    expect(found.length).toBeGreaterThan(0);
    for (const link of found) {
      expect(link).toMatchObject({ rank: shown ? 11 : null, distance: shown ? 1.1 : null, reason: null });
    }
    await database.script("UPDATE partnership SET reason = 'NO_CAPACITY' WHERE urn = 100002");
    const reason = capacity ? "NO_CAPACITY" : "NONE_AVAILABLE";
    const reasons = (await links()).filter((link) => link?.urn === 100_002).map((link) => link?.reason);
    expect(new Set(reasons)).toEqual(new Set([shown ? reason : null]));
  });

  it("can be read by the partner, and by a vendor only with grants from both schools", async () => {
    const asPartner = async (viewer: Viewer) =>
      (await linksAsPartner(database, viewer, [100_013]))[0]!.map(({ urn }) => urn);
    expect(await asPartner(viewerOf("SCHOOL", { urn: 100_013 }))).toContain(100_002);
    expect(await asPartner(viewerOf("MIS_VENDOR", grants(100_013)))).toEqual([]);
    expect(await asPartner(viewerOf("MIS_VENDOR", grants(100_002, 100_013)))).toEqual([100_002]);
  });

  it("show a school that it has no partner, and why", async () => {
    const [link] = await partnershipsOf(database, viewerOf("SCHOOL", { urn: 100_001 }), [100_001]);
    expect(link).toMatchObject({ status: "NONE", partnerUrn: null, kilometres: null, gap: null, reason: "SAME_TRUST" });
  });

  it.each(["ANONYMOUS", "OFSTED"] as const)("are null for %s, without SQL", async (role) => {
    const closed = { ...database, query: () => Promise.reject(new Error("SQL")) };
    const viewer = viewerOf(role, { urn: 100_002, ...grants(null, 100_002, 100_013) });
    expect(await partnershipsOf(closed, viewer, urns)).toEqual(urns.map(() => null));
    expect(await linksAsPartner(closed, viewer, urns)).toEqual(urns.map(() => []));
  });

  it("are audited with the URNs of both schools", async () => {
    const viewer = viewerOf("SCHOOL", { urn: 100_002 });
    await partnershipsOf(database, viewer, [100_002], { operation: "Dashboard" });
    expect(await database.query("SELECT client_id, subject, operation, urns FROM audit_entry")).toEqual([
      { client_id: viewer.clientId, subject: "partnership", operation: "Dashboard", urns: [100_002, 100_013] },
    ]);
  });
});
