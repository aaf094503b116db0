// Estimates of targets from public data: exact with the same peers, and without figures of a single school.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EstimateRequest, estimate } from "../../bench/estimation/estimate.js";
import { tableOf } from "../../bench/estimation/table.js";
import type { Database } from "../../src/database/database.js";
import { department, viewerOf } from "../targets/world.js";
import { draftedWorld } from "./world.js";

let database: Database;
let setId: string;
let runId: string;
beforeAll(async () => {
  ({ database, setId, runId } = await draftedWorld());
});
afterAll(() => database.close());

const scoresOf = (request: Partial<EstimateRequest> = {}) =>
  estimate(database, department, { packages: [], ...request });
const exactShare = async (guess: string, request?: Partial<EstimateRequest>) =>
  (await scoresOf(request)).scores.find((score) => score.guess === guess && score.block === null)?.exact;

describe("an estimate", () => {
  it("is exact for every school if the run's parameters are known, so they must be secret", async () => {
    const { scores } = await scoresOf({ same: true });
    const same = scores.filter(({ guess }) => guess === "the same parameters");
    expect(same.map(({ exact, meanError }) => [exact, meanError])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("is better from a published run or a near twin than without peers", async () => {
    const none = await exactShare("no peers");
    const twin = await exactShare("near twin, k = 11", { nearTwins: [11] });
    expect(none).toBeLessThan((await exactShare("published rule-bands"))!);
    expect(none).toBeLessThan(twin!);
    expect(twin).toBeLessThan(1);
  });

  it("cuts a longer list of peers to the length of the secret list, and reports that length", async () => {
    const { scores } = await scoresOf({ nearTwins: [15] });
    const twin = scores.find(({ guess, block }) => guess === "near twin, k = 15" && block === null)!;
    expect(twin).toMatchObject({ depth: 12, exact: 1 });
    expect(tableOf([twin])).toContain(" first 12 |");
  });

  it("without peers is wrong only for schools with a contribution from peers, which have separate scores", async () => {
    const { scores, scoresWherePeersAdd } = await scoresOf();
    const all = scores.find(({ guess, block }) => guess === "no peers" && block === null)!;
    const add = scoresWherePeersAdd.find(({ guess, block }) => guess === "no peers" && block === null)!;
    expect(add.schools).toBeLessThan(all.schools);
    expect(add.exact).toBeLessThan(all.exact);
    expect(Math.round(add.meanError * add.schools * 10)).toBe(Math.round(all.meanError * all.schools * 10));
  });

  it("neither shows nor counts a block of fewer than ten schools", async () => {
    const { scores } = await scoresOf();
    expect(new Set(scores.map(({ block }) => block))).toEqual(new Set(["SECONDARY", null]));
    expect(new Set(scores.map(({ schools }) => schools))).toEqual(new Set([24]));
  });

  it("prints no URN", async () => {
    const { scores } = await scoresOf({ same: true });
    expect(tableOf(scores)).not.toMatch(/100[01]\d\d/);
  });

  it("requires a viewer who may govern and an existing set, and is audited", async () => {
    await expect(estimate(database, viewerOf("ANALYST"), { packages: [], setId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(scoresOf({ setId: runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const auditQuery = "SELECT count(*)::int AS count FROM audit_entry WHERE operation = 'bench:estimate'";
    const before = (await database.query<{ count: number }>(auditQuery))[0]!.count;
    await scoresOf();
    expect((await database.query<{ count: number }>(auditQuery))[0]!.count).toBeGreaterThan(before);
  });
});
