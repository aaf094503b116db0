// A run gets a mark only after it is compared with every run of its base year that has the other mark.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertRows } from "../../../src/database/bulk.js";
import type { Database } from "../../../src/database/database.js";
import { startWorker } from "../../../src/jobs/worker.js";
import { arrangePartnerships } from "../../../src/partnerships/arrange.js";
import { findOrFreeze } from "../../../src/population/freeze.js";
import { draftTargets } from "../../../src/targets/draft.js";
import { examplePolicy } from "../../../src/targets/policy.js";
import { compareByJob, separationJobs } from "../../../src/targets/separation/compare.js";
import { publishRun } from "../../../src/targets/separation/publish.js";
import { insertWorld } from "../../population/world.js";
import { testDatabase } from "../../support/database.js";
import { viewerOf } from "../world.js";

const baseYear = "2022/23";
const size = 120;
const department = viewerOf("DEPARTMENT");

/**
 * Attendance is 96% and 92% in turn, so any twelve neighbours have the median of the phase: peers reveal nothing more.
 */
const schools = Array.from({ length: size }, (_, index) => ({
  urn: 100_001 + index,
  block: "SECONDARY" as const,
  absence: { [baseYear]: index % 2 ? "8" : "4" },
  census: { [baseYear]: { roll: 500, fsm: "20" } },
}));
const steps = (from: number, count = 12) => Array.from({ length: count }, (_, index) => from + index);

let database: Database;
let secretId: string;
let apartId: string;
beforeAll(async () => {
  database = await testDatabase();
  await insertWorld(database, schools);
});
beforeEach(async () => {
  await database.script(
    "TRUNCATE job, run, target_set, partnership_plan, published_run, fingerprint_mark, run_separation, act CASCADE",
  );
  secretId = await addRun("invented", steps(1));
  apartId = await addRun("another", steps(20));
});
afterAll(() => database.close());

/** Adds a complete run in which each school's peers are the schools so many places after it. */
async function addRun(strategy: string, places: readonly number[]): Promise<string> {
  const population = await findOrFreeze(database, { baseYear });
  const id = randomUUID();
  const jobId = randomUUID();
  await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [jobId]);
  await database.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, summary, warnings)
     VALUES ($1, $2, $3, '1.0.0', '0.0.0', '{}', '{}', $4, $5, now(), '{}', '[]')`,
    [id, `fingerprint of ${id}`, strategy, population.id, jobId],
  );
  const cohorts = schools.map(({ urn }, index) => {
    const peers = places.map((place) => schools[(index + place) % size]!.urn);
    return { run_id: id, urn, peers, distances: places, detail: { kilometres: [], shares: {} } };
  });
  const columns = { run_id: "uuid", urn: "int", peers: "int[]", distances: "float8[]", detail: "json" };
  await insertRows(database, "cohort", columns, cohorts);
  return id;
}

const draft = (runId: string, more: object = {}) => draftTargets(database, department, { runId, ...more });
const publish = (runId: string, overrideReason?: string) => publishRun(database, department, { runId, overrideReason });
const arrange = (runId: string) => arrangePartnerships(database, department, { runId });
const comparisons = () =>
  database.query(
    `SELECT published_run_id AS published, secret_run_id AS secret, same_strategy AS same, overlap, apart,
       override_reason AS reason FROM run_separation ORDER BY at, published_run_id`,
  );
const marks = () => database.query("SELECT mark, count(*)::int AS count FROM fingerprint_mark GROUP BY mark");
const tooAlike = { code: "RUNS_TOO_ALIKE" };

describe("a run of another strategy with other peers", () => {
  it("is published beside a run that fed targets, and feeds beside a published run, after a comparison", async () => {
    await draft(secretId);
    expect(await comparisons()).toEqual([]);
    await publish(apartId);
    const comparison = { published: apartId, secret: secretId, same: false, overlap: 0, apart: true, reason: null };
    expect(await comparisons()).toEqual([comparison]);
    const third = await addRun("third", steps(40));
    await arrange(third);
    expect(await comparisons()).toEqual([comparison, { ...comparison, secret: third }]);
  });

  it("is compared under each policy of the target sets", async () => {
    await publish(apartId);
    await draft(secretId);
    await draft(secretId);
    await draft(secretId, { policy: { ...examplePolicy, id: "other", contributionRate: 0.5 } });
    expect(await comparisons()).toHaveLength(2);
  });
});

describe.each([
  ["with more peers", "another", steps(1, 13)],
  ["with fewer peers", "another", steps(1, 6)],
  ["with all but a few of the same peers", "another", steps(4)],
  ["of the same strategy, whatever its peers", "invented", steps(60)],
])("a run %s", (_, strategy, places) => {
  it("is not published beside a run that fed targets", async () => {
    await draft(secretId);
    const near = await addRun(strategy, places);
    await expect(publish(near)).rejects.toMatchObject(tooAlike);
    expect(await database.query("SELECT id FROM published_run")).toEqual([]);
    expect(await marks()).toEqual([{ mark: "FED_TARGET", count: 2 }]);
  });

  it("feeds neither targets nor partnerships beside a published run", async () => {
    await publish(secretId);
    const near = await addRun(strategy, places);
    await expect(draft(near)).rejects.toMatchObject(tooAlike);
    await expect(arrange(near)).rejects.toMatchObject(tooAlike);
    expect(await database.query("SELECT id FROM target_set")).toEqual([]);
  });

  it("is published with an override reason, which is stored in the log of acts and with the comparison", async () => {
    await draft(secretId);
    const near = await addRun(strategy, places);
    await expect(publish(near, " ")).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    await publish(near, "agreed with schools");
    expect(await comparisons()).toMatchObject([{ apart: false, reason: "agreed with schools" }]);
    const acts = await database.query("SELECT reason FROM act WHERE type = 'RUN_PUBLISHED'");
    expect(acts).toEqual([{ reason: "agreed with schools" }]);
    await expect(database.query("UPDATE run_separation SET override_reason = 'another'")).rejects.toThrow("permanent");
  });
});

it("a run with the same peers in another order is never published, even with a reason", async () => {
  await draft(secretId);
  const reordered = await addRun("another", steps(1).toReversed());
  await expect(publish(reordered, "a reason")).rejects.toMatchObject({ code: "FINGERPRINT_FED_TARGETS" });
});

it("an override reason that is not needed is not stored", async () => {
  await draft(secretId, { overrideReason: "to be sure" });
  await publish(apartId, "to be sure");
  expect(await database.query("SELECT DISTINCT reason FROM act")).toEqual([{ reason: null }]);
  expect(await comparisons()).toMatchObject([{ reason: null }]);
});

describe("the database", () => {
  it("rejects a mark of a run that was not compared, or that is too alike", async () => {
    await draft(secretId);
    const near = await addRun("another", steps(1, 13));
    const mark = (id: string) =>
      database.query("INSERT INTO fingerprint_mark (fingerprint, mark) VALUES ($1, 'PUBLISHED')", [
        `fingerprint of ${id}`,
      ]);
    await expect(mark(apartId)).rejects.toThrow("not proven");
    await expect(publish(near)).rejects.toMatchObject(tooAlike);
    await expect(mark(near)).rejects.toThrow("not proven");
    await publish(apartId);
  });

  it("rejects a comparison that reports runs as apart when they are not", async () => {
    const insertComparison = (overlap: number | null) =>
      database.query(
        `INSERT INTO run_separation (published_run_id, secret_run_id, policy, same_strategy, overlap, exact, guessed,
           most_overlap, most_gain, apart) VALUES ($1::uuid, $2::uuid, 'p', false, $3::float8, 0, 0, 0.5, 0.01, true)`,
        [apartId, secretId, overlap],
      );
    await expect(insertComparison(0.6)).rejects.toThrow("run_separation_apart");
    await expect(insertComparison(Number.NaN)).rejects.toThrow("run_separation_apart");
    await insertComparison(0.4);
    await expect(database.query("DELETE FROM run_separation")).rejects.toThrow("permanent");
  });
});

it.runIf(process.env.TEST_DATABASE_URL)(
  "one of two near twins is refused when one is published and the other drafted at the same time",
  async () => {
    for (let round = 0; round < 5; round++) {
      const one = await addRun(`a${round}`, steps(1 + 2 * round));
      const other = await addRun(`b${round}`, steps(1 + 2 * round, 13));
      const outcomes = await Promise.allSettled([publish(one, undefined), draft(other)]);
      const refused = outcomes.filter(({ status }) => status === "rejected");
      expect(refused).toMatchObject([{ reason: tooAlike }]);
      await database.script("TRUNCATE published_run, target_set CASCADE; TRUNCATE fingerprint_mark");
    }
  },
);

it("a server has a worker compare the runs, and waits for it", async () => {
  await draft(secretId);
  const waits: (string | null)[] = [];
  const compare = compareByJob((wait) => waits.push(wait));
  const worker = startWorker(database, separationJobs);
  await publishRun(database, department, { runId: apartId }, compare);
  await worker.stop();
  expect(await database.query("SELECT kind, status FROM job WHERE kind = 'separation'")).toEqual([
    { kind: "separation", status: "SUCCEEDED" },
  ]);
  expect(waits.at(-1)).toBeNull();
});
