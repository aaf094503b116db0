// Two complete runs over a world that is small enough to work out by hand, and comparisons of them.
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import { type RunsRequest, readRuns } from "../../src/comparison/runs/read-runs.js";
import { comparisonJobs, type Extend } from "../../src/comparison/stored/compute.js";
import { compareRuns } from "../../src/comparison/stored/start.js";
import { figuresOf, requireComparison } from "../../src/comparison/stored/store.js";
import { workOff } from "../../src/jobs/worker.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { department } from "../runs/viewers.js";
import { testDatabase } from "../support/database.js";

/**
 * Five primaries, and a special school, which has no circumstances and so no peers. The two nearest, by the last digits
 * of URNs:
 *   by FSM of 1, 2, 4, 8, 16:             1: 2 3   2: 1 3   3: 2 1   4: 3 2   5: 4 3
 *   by roll of 100, 500, 110, 120, 130:   1: 3 4   2: 5 4   3: 1 4   4: 3 5   5: 4 3
 */
const rolls = [100, 500, 110, 120, 130];
const schools: WorldSchool[] = [
  ...rolls.map((roll, index) => ({
    urn: 100001 + index,
    absence: { "2022/23": String(5 + index), "2023/24": String(4 + index) },
    census: { "2022/23": { roll, fsm: String(2 ** index) } },
  })),
  { urn: 100006, block: "SPECIAL", absence: { "2022/23": "9" } },
];

export const analyst: Viewer = {
  ...anonymous,
  role: "ANALYST",
  clientId: "00000000-0000-4000-8000-00000000000a",
  name: "Ada",
};

/** The first run finds peers by FSM, the second by roll. */
export async function openTwoRuns() {
  const database = await testDatabase();
  await insertWorld(database, schools);
  const runs: string[] = [];
  for (const attributes of [{ fsm: 1 }, { roll: 1 }]) {
    const request = { strategy: "nearest-neighbour", baseYear: "2022/23", parameters: { attributes, k: 2 } };
    const { id, jobId } = await startRun(database, analyst, request, []);
    await workOff(database, runJobs([]), jobId);
    runs.push(id);
  }
  const request: RunsRequest = { runs, attributes: [], seed: 1 };
  const start = (given: Partial<RunsRequest> = {}, viewer = analyst) =>
    compareRuns(database, viewer, { ...request, ...given }, []);
  return {
    database,
    runs,
    start,
    complete: async (given: Partial<RunsRequest> = {}, extend?: Extend) => {
      const { id, jobId } = await start(given);
      await workOff(database, comparisonJobs([], extend), jobId);
      return requireComparison(database, analyst, id);
    },
    everyFigure: (id: string) => figuresOf(database, analyst, id, { filter: {}, first: 10_000 }),
    audit: () => database.query("SELECT client_id, actor, subject, operation, urns, run_ids FROM audit_entry"),
    acts: () => database.query("SELECT type, actor, subject, year FROM act ORDER BY id"),
    read: () => readRuns(database, department, request, { packages: [], operation: "a test" }),
    /** Changes the absence of one school in the held-out year, 4 at first. */
    correctHeldOut: (absence: string) =>
      database.query("UPDATE attendance SET overall_absence = $1 WHERE urn = 100001 AND year = '2023/24'", [absence]),
    /** Removes comparisons, and what was recorded. */
    reset: () =>
      database.script(
        "TRUNCATE audit_entry, act, comparison_figure, comparison_school, comparison; DELETE FROM job WHERE kind = 'compare'",
      ),
  };
}
