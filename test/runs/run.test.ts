import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import type { JobHandler } from "../../src/jobs/job.js";
import { startWorker, workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { cancelRun, startRun } from "../../src/runs/start.js";
import {
  cohortsForAnalysis,
  countPublishedRuns,
  countRuns,
  findPublishedRuns,
  findRuns,
  publishedCohortPages,
  publishedRunsById,
  runsById,
} from "../../src/runs/store.js";
import { publishRun as publish } from "../../src/targets/separation/publish.js";
import { countingFreeze } from "../population/counting.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { testDatabase } from "../support/database.js";
import { markFed } from "../support/marks.js";
import { rewind } from "../support/rewind.js";
import { analyst, department, outsiders, viewers } from "./viewers.js";

const jobs = runJobs([]);
const request = { strategy: "nearest-neighbour", baseYear: "2022/23" };

/** 30 primaries with FSM from 1% up, a secondary without circumstances, and the only special school. */
const schools: WorldSchool[] = [
  ...Array.from({ length: 30 }, (_, index) => ({
    urn: 100001 + index,
    absence: { "2022/23": `${5 + (index % 7) / 10}` },
    census: { "2022/23": { roll: 100 + index, fsm: `${index + 1}` } },
    easting: 400_000 + 1000 * index,
    northing: 300_000,
  })),
  { urn: 100101, block: "SECONDARY", absence: { "2022/23": "8" } },
  { urn: 100201, block: "SPECIAL", absence: { "2022/23": "9" }, census: { "2022/23": { roll: 50, fsm: "40" } } },
];

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await insertWorld(database, schools);
});
afterAll(() => database.close());

/** Starts a run, or finds it, and completes it. */
async function completeRun(parameters: unknown = {}, from = database) {
  const { id, jobId } = await startRun(from, analyst, { ...request, parameters }, []);
  await workOff(from, jobs, jobId);
  return (await runsById(from, analyst, [id]))[0]!;
}

/** Overrides RUNS_TOO_ALIKE: with so few schools all runs are alike. */
const publishRun = (from: Database, viewer: Viewer, runId: string) =>
  publish(from, viewer, { runId, overrideReason: "a small world" });

const cohortTable = (from: Database) => from.query("SELECT * FROM cohort ORDER BY run_id, urn");

describe("a run", () => {
  it("stores a cohort, or the reason for having none, for every school, and counts both in its summary", async () => {
    const run = await completeRun();
    expect(run).toMatchObject({
      strategy: "nearest-neighbour",
      status: "SUCCEEDED",
      baseYear: "2022/23",
      circumstancesYear: "2022/23",
      published: false,
      summary: { schools: 32, matched: 30, unmatched: { MISSING_CIRCUMSTANCES: 1, NO_CANDIDATES: 1 } },
    });
    expect(run.warnings).toContain("SECONDARY: no school has circumstances of 2022/23.");
    const urns = [100001, 100101, 100201, 999999];
    const [first, withoutCircumstances, alone, notInRun] = await cohortsForAnalysis(
      database,
      analyst,
      urns.map((urn) => ({ runId: run.id, urn })),
    );
    expect(first?.peers).toHaveLength(20);
    expect(first?.peers[0]).toMatchObject({ urn: 100002, rank: 1, kilometres: 1 });
    const distances = first!.peers.map(({ distance }) => distance);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    for (const { shares } of first!.peers) {
      expect(shares.map(({ attribute }) => attribute)).toEqual(
        first!.peers[0]!.shares.map(({ attribute }) => attribute),
      );
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 3);
    }
    expect(withoutCircumstances).toMatchObject({
      reason: "MISSING_CIRCUMSTANCES",
      peers: [],
      missing: expect.arrayContaining(["fsm"]),
    });
    expect(alone).toMatchObject({ reason: "NO_CANDIDATES", peers: [] });
    expect(notInRun).toBeNull();
  });

  it("is returned when it is requested again", async () => {
    const first = await completeRun();
    const again = await startRun(database, department, { ...request, constraints: { notSameTrust: false } }, []);
    expect(again).toEqual(first);
    const other = await startRun(database, analyst, { ...request, constraints: { sameRegion: true } }, []);
    expect(other.id).not.toBe(first.id);
  });

  it("is byte for byte the same in another database, whatever the order of imports", async () => {
    await completeRun();
    const other = await testDatabase();
    try {
      await insertWorld(other, [...schools].reverse());
      const run = await completeRun({}, other);
      const [sameRun] = await runsById(database, analyst, [run.id]);
      expect(sameRun?.fingerprint).toBe(run.fingerprint);
      const rows = await database.query("SELECT * FROM cohort WHERE run_id = $1 ORDER BY urn", [run.id]);
      expect(JSON.stringify(await cohortTable(other))).toBe(JSON.stringify(rows));
    } finally {
      await other.close();
    }
  });

  it("shows no cohorts before it is complete", async () => {
    const { id } = await completeRun({ k: 3 });
    await database.query("UPDATE run SET completed_at = NULL WHERE id = $1", [id]);
    expect(await cohortsForAnalysis(database, analyst, [{ runId: id, urn: 100001 }])).toEqual([null]);
    await expect(publishRun(database, department, id)).rejects.toMatchObject({ code: "RUN_UNFINISHED" });
  });

  it("starts from the beginning after a crash and keeps no cohort of the first attempt", async () => {
    const { id, jobId } = await completeRun({ k: 4 });
    const before = await cohortTable(database);
    await database.query("UPDATE run SET completed_at = NULL WHERE id = $1", [id]);
    await database.query("UPDATE cohort SET peers = '{1}' WHERE run_id = $1 AND urn < 100010", [id]);
    await rewind(database, `UPDATE job SET status = 'QUEUED' WHERE id = '${jobId}'`);
    await workOff(database, jobs, jobId);
    expect(await cohortTable(database)).toEqual(before);
  });

  it("can be cancelled in the queue, and is queued again when it is requested again", async () => {
    const repeated = { ...request, parameters: { k: 5 } };
    const { id } = await startRun(database, analyst, repeated, []);
    expect(await cancelRun(database, analyst, id)).toMatchObject({ status: "CANCELLED", completedAt: null });
    expect(await startRun(database, analyst, repeated, [])).toMatchObject({ id, status: "QUEUED" });
  });

  it("can be cancelled while it is computed, and then stores no cohort", async () => {
    const { id, jobId } = await startRun(database, analyst, { ...request, parameters: { k: 6 } }, []);
    const run: JobHandler = async (context, payload) => {
      await cancelRun(database, analyst, id);
      return (jobs.run as JobHandler)(context, payload);
    };
    await expect(workOff(database, { run }, jobId)).rejects.toMatchObject({ code: "CANCELLED" });
    expect((await runsById(database, analyst, [id]))[0]).toMatchObject({ status: "CANCELLED", completedAt: null });
    expect(await database.query("SELECT urn FROM cohort WHERE run_id = $1", [id])).toEqual([]);
  });

  it("is refused to all but analysts and the department, and for invalid requests", async () => {
    for (const viewer of outsiders) {
      await expect(startRun(database, viewer, request, []), viewer.role).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(cancelRun(database, viewer, "any"), viewer.role).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const start = (change: object) => startRun(database, analyst, { ...request, ...change }, []);
    await expect(start({ strategy: "horoscope" })).rejects.toMatchObject({ code: "UNKNOWN_STRATEGY" });
    await expect(start({ parameters: { k: -1 } })).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await expect(start({ constraints: { sameStar: true } })).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await expect(start({ baseYear: "1999/00" })).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(start({ baseYear: "2022" })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expect(cancelRun(database, analyst, "no-uuid")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("startRun", () => {
  it("freezes no population when it refuses the request", async () => {
    const { freeze, requests } = countingFreeze();
    const start = (change: object, viewer = analyst) =>
      startRun(database, viewer, { ...request, ...change }, [], freeze);
    await expect(start({}, viewers.SCHOOL)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(start({ strategy: "horoscope" })).rejects.toMatchObject({ code: "UNKNOWN_STRATEGY" });
    await expect(start({ parameters: { k: -1 } })).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await expect(start({ constraints: { sameStar: true } })).rejects.toMatchObject({ code: "BAD_PARAMETERS" });
    await expect(start({ baseYear: "2022" })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expect(start({ circumstancesYear: "2022-23" })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await expect(start({ baseYear: "1999/00" })).rejects.toMatchObject({ code: "NO_DATA" });
    expect(requests).toEqual([]);
    await start({});
    expect(requests).toMatchObject([{ baseYear: "2022/23" }]);
  });
});

describe("unpublished runs", () => {
  it("cannot be found by outsiders, without SQL", async () => {
    const { id } = await completeRun();
    const unreachable = new Proxy({} as Database, {
      get: () => {
        throw new Error("unexpected database access");
      },
    });
    for (const viewer of outsiders) {
      expect(await findRuns(unreachable, viewer, { first: 10 })).toEqual({ items: [], hasNextPage: false });
      expect(await countRuns(unreachable, viewer)).toBe(0);
      expect(await runsById(unreachable, viewer, [id])).toEqual([null]);
      expect(await cohortsForAnalysis(unreachable, viewer, [{ runId: id, urn: 100001 }])).toEqual([null]);
    }
    expect(await publishedRunsById(database, viewers.ANONYMOUS, [id])).toEqual([null]);
    expect(await publishedCohortPages(database, viewers.ANONYMOUS, [id], { first: 1 })).toEqual([[]]);
  });

  it("are paged newest first without gaps or repeats", async () => {
    const total = await countRuns(database, analyst);
    const seen: string[] = [];
    let page = await findRuns(database, analyst, { first: 2 });
    seen.push(...page.items.map(({ id }) => id));
    while (page.hasNextPage) {
      const { createdAt: at, id } = page.items.at(-1)!;
      page = await findRuns(database, analyst, { first: 2, after: { at, id } });
      seen.push(...page.items.map((run) => run.id));
    }
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
    expect((await findRuns(database, analyst, { first: 1 })).items[0]?.id).toBe(seen[0]);
    await expect(findRuns(database, analyst, { first: 101 })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  });
});

describe("publishRun", () => {
  it("copies the run and its cohorts for anyone, once and permanently", async () => {
    const run = await completeRun({ k: 7 });
    const published = await publishRun(database, department, run.id);
    expect(await publishRun(database, department, run.id)).toEqual(published);
    for (const name of ["fingerprint", "parameters", "constraints", "summary", "warnings", "baseYear"] as const) {
      expect(published[name], name).toEqual(run[name]);
    }
    const keys = schools.map(({ urn }) => ({ runId: run.id, urn }));
    const [copies] = await publishedCohortPages(database, viewers.ANONYMOUS, [run.id], { first: 100 });
    expect(copies).toEqual(await cohortsForAnalysis(database, analyst, keys));
    expect(copies).not.toContain(null);
    expect((await findPublishedRuns(database, viewers.OFSTED, { first: 10 })).items).toEqual([published]);
    expect(await countPublishedRuns(database, viewers.OFSTED)).toBe(1);
    expect((await runsById(database, analyst, [run.id]))[0]?.published).toBe(true);
    await expect(markFed(database, run)).rejects.toMatchObject({
      code: "FINGERPRINT_PUBLISHED",
    });
  });

  it("refuses a run that fed targets, and stores nothing", async () => {
    const run = await completeRun({ k: 8 });
    await markFed(database, run);
    await markFed(database, run);
    await expect(publishRun(database, department, run.id)).rejects.toMatchObject({ code: "FINGERPRINT_FED_TARGETS" });
    expect(await publishedRunsById(database, viewers.ANONYMOUS, [run.id])).toEqual([null]);
  });

  it("refuses a run whose different parameters gave the same peers as a run that fed targets", async () => {
    const fed = await completeRun({ k: 6 });
    await markFed(database, fed);
    const twin = await startRun(
      database,
      analyst,
      { ...request, parameters: { k: 6 }, constraints: { withinKm: 2000 } },
      [],
    );
    await workOff(database, jobs, twin.jobId);
    expect(twin.fingerprint).not.toBe(fed.fingerprint);
    await expect(publishRun(database, department, twin.id)).rejects.toMatchObject({ code: "FINGERPRINT_FED_TARGETS" });
  });

  it("is allowed only for the department", async () => {
    const { id } = await completeRun();
    for (const viewer of [...outsiders, analyst]) {
      await expect(publishRun(database, viewer, id), viewer.role).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(publishRun(database, department, "no-uuid")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a worker that stops during a run", () => {
  it("puts the run back in the queue and shows none of its cohorts", async () => {
    await database.query("DELETE FROM run USING job j WHERE j.id = job_id AND j.status <> 'SUCCEEDED'");
    await database.query("DELETE FROM job WHERE status <> 'SUCCEEDED'");
    const { id } = await startRun(database, analyst, { ...request, parameters: { k: 9 } }, []);
    let reportStarted = () => {};
    const started = new Promise<void>((resolve) => {
      reportStarted = resolve;
    });
    const run: JobHandler = (context, payload) => {
      reportStarted();
      return (jobs.run as JobHandler)(context, payload);
    };
    const worker = startWorker(database, { run });
    await started;
    await worker.stop(0);
    expect((await runsById(database, analyst, [id]))[0]).toMatchObject({ status: "QUEUED", completedAt: null });
  });
});
