// Asking for comparisons of runs: once, again, wrongly, and as somebody who may not.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findHeldOut } from "../../src/comparison/runs/held-out.js";
import type { RunsRequest } from "../../src/comparison/runs/read-runs.js";
import { comparisonJobs } from "../../src/comparison/stored/compute.js";
import { cancelComparison } from "../../src/comparison/stored/start.js";
import {
  comparedSchools,
  comparisonsById,
  countComparisons,
  countFigures,
  figuresOf,
  findComparisons,
  mostDifferentSchools,
  requireComparison,
} from "../../src/comparison/stored/store.js";
import { workOff } from "../../src/jobs/worker.js";
import { department, outsiders } from "../runs/viewers.js";
import { analyst, openTwoRuns } from "./two-runs.js";

const { database, runs, start, complete, audit, acts, read, correctHeldOut, reset } = await openTwoRuns();
beforeEach(reset);
afterAll(() => database.close());

describe("asking again", () => {
  it("returns the comparison there is, also for what was left open before", async () => {
    const { id } = await complete();
    expect(await start()).toMatchObject({ id, status: "SUCCEEDED" });
    expect(await start({ attributes: ["roll", "fsm"], heldOut: "2023/24" }, department)).toMatchObject({ id });
    expect(await countComparisons(database, analyst)).toBe(1);
    expect(await acts()).toEqual([{ type: "COMPARISON_STARTED", actor: "Ada", subject: id, year: "2022/23" }]);
  });

  it("makes one comparison and one job, if many ask at once", async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => start()));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await database.query("SELECT count(*)::int AS jobs FROM job WHERE kind = 'compare'")).toEqual([{ jobs: 1 }]);
  });

  it("makes another comparison for another order, seed, attribute or figures of the held-out year", async () => {
    const { id } = await start();
    const others = [
      await start({ runs: runs.toReversed() }),
      await start({ seed: 2 }),
      await start({ attributes: ["fsm"] }),
    ];
    await correctHeldOut("4.5");
    try {
      others.push(await start());
    } finally {
      await correctHeldOut("4");
    }
    expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(5);
    expect((await findComparisons(database, analyst, { first: 10 })).items).toHaveLength(5);
  });

  it("queues one that failed or was cancelled again, as a further act, read as the one who asked last", async () => {
    const { id, jobId } = await start();
    expect((await cancelComparison(database, analyst, id)).status).toBe("CANCELLED");
    expect(await start({}, department)).toMatchObject({ id, status: "QUEUED" });
    await workOff(database, comparisonJobs([]), jobId);
    expect((await acts()).map(({ type, actor }) => [type, actor])).toEqual([
      ["COMPARISON_STARTED", "Ada"],
      ["COMPARISON_CANCELLED", "Ada"],
      ["COMPARISON_STARTED", "DEPARTMENT"],
    ]);
    expect(await audit()).toMatchObject([{ actor: "DEPARTMENT" }]);
  });
});

describe("a queued comparison", () => {
  it("fails if figures of the held-out year were imported since, or the worker is another release", async () => {
    const { id, jobId } = await start();
    await correctHeldOut("4.5");
    try {
      await expect(workOff(database, comparisonJobs([]), jobId)).rejects.toThrow(
        "Attendance of the held-out year was imported after it was requested. Compare the runs again.",
      );
    } finally {
      await correctHeldOut("4");
    }
    await start();
    await database.query("UPDATE comparison SET engine_version = '0.0.1'");
    await expect(workOff(database, comparisonJobs([]), jobId)).rejects.toThrow("requested from Kindred 0.0.1");
    expect(await requireComparison(database, analyst, id)).toMatchObject({ status: "FAILED", errorCode: "CONFLICT" });
  });
});

describe("a queued comparison of a client", () => {
  it("fails if the client was revoked since", async () => {
    const clientId = "3c5e2b1a-0d4f-4a6b-8c7d-9e0f1a2b3c4d";
    const insert = "INSERT INTO client (id, name, role, revoked_at) VALUES ($1, 'Ada', 'ANALYST', now())";
    await database.query(insert, [clientId]);
    const { id, jobId } = await start({}, { ...analyst, clientId });
    await expect(workOff(database, comparisonJobs([]), jobId)).rejects.toThrow("has been revoked");
    expect(await audit()).toEqual([]);
    expect(await requireComparison(database, analyst, id)).toMatchObject({ status: "FAILED", errorCode: "FORBIDDEN" });
  });
});

describe("the held-out year of a request", () => {
  it("has the key of the figures that are read, without the population", async () => {
    const { read: found } = await read();
    const run = found.runs[0]!.run;
    const { year, sha256 } = found.heldOut!;
    expect(await findHeldOut(database, run)).toEqual({ year, sha256 });
    expect(await findHeldOut(database, run, "2023/24")).toEqual({ year, sha256 });
    await expect(findHeldOut(database, run, "2024/25")).rejects.toThrow(
      "No school of these runs has published attendance of 2024/25. Years with figures: 2023/24.",
    );
  });
});

describe("other viewers", () => {
  it("can neither start, cancel nor find a comparison, and nothing is recorded", async () => {
    const { id, names } = await complete();
    await database.query("TRUNCATE audit_entry");
    const before = await acts();
    for (const viewer of outsiders) {
      await expect(start({}, viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(cancelComparison(database, viewer, id)).rejects.toMatchObject({ code: "FORBIDDEN" });
      expect(await comparisonsById(database, viewer, [id])).toEqual([null]);
      expect(await findComparisons(database, viewer, { first: 10 })).toEqual({ items: [], hasNextPage: false });
      expect(await countComparisons(database, viewer)).toBe(0);
      expect(await figuresOf(database, viewer, id, { filter: {}, first: 10 })).toEqual([]);
      expect(await countFigures(database, viewer, id, {})).toBe(0);
      expect(await comparedSchools(database, viewer, { id, names }, [100001])).toEqual([null]);
      const pair = { strategy: names[0]!, other: names[1]!, first: 5 };
      expect(await mostDifferentSchools(database, viewer, { id, names }, pair)).toEqual([]);
    }
    expect([await audit(), await acts()]).toEqual([[], before]);
  });
});

describe("a request that is wrong", () => {
  it.each<[string, Partial<RunsRequest>]>([
    ["Give 2 to 8 runs", { runs: [] }],
    ['attributes: there is no circumstance "fsmm". Use: roll, fsm,', { attributes: ["fsmm"] }],
    ["The held-out year 2021/22 is not later than 2022/23", { heldOut: "2021/22" }],
    ["No school of these runs has published attendance of 2025/26", { heldOut: "2025/26" }],
    ["seed: -1 is below 0", { seed: -1 }],
  ])("is refused before there is a job: %s", async (message, given) => {
    await expect(start(given)).rejects.toThrow(message);
    expect([await database.query("SELECT FROM comparison"), await acts()]).toEqual([[], []]);
  });
});
