// A small world: a draft target set from a `nearest-neighbour` run with 12 peers, and a published `rule-bands` run.
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { startRun } from "../../src/runs/start.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { jobHandlers } from "../../src/work.js";
import { insertWorld } from "../population/world.js";
import { testDatabase } from "../support/database.js";
import { baseYear, department, schools } from "../targets/world.js";

/** The number of peers in the run that feeds the targets. */
export const peers = 12;

export async function draftedWorld(): Promise<{ database: Database; setId: string; runId: string }> {
  const database = await testDatabase();
  const run = async (strategy: string, parameters: object) => {
    const started = await startRun(database, department, { strategy, parameters, baseYear }, []);
    await workOff(database, jobHandlers([]), started.jobId);
    return started.id;
  };
  // FSM is unrelated to attendance here, so that many schools have peers with higher attendance. Three schools are
  // primary.
  const world = schools.map((school, index) => ({
    ...school,
    census: { [baseYear]: { roll: 500, fsm: `${30 + ((index * 7) % 24)}` } },
  }));
  const primaries = [100_101, 100_102, 100_103].map((urn) => ({ ...world[0]!, urn, block: "PRIMARY" as const }));
  await insertWorld(database, [...world, ...primaries]);
  const runId = await run("nearest-neighbour", { k: peers });
  const { setId, jobId } = await draftTargets(database, department, { runId });
  await workOff(database, targetJobs, jobId);
  const overrideReason = "a small world";
  await publishRun(database, department, { runId: await run("rule-bands", {}), overrideReason });
  return { database, setId, runId };
}
