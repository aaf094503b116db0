// Figures that files of their own add to a school's circumstances: SEMH and funding.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { findOrFreeze, populationWarnings } from "../../src/population/freeze.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { cohortsForAnalysis } from "../../src/runs/store.js";
import { analyst } from "../runs/viewers.js";
import { testDatabase } from "../support/database.js";
import { insertWorld, type WorldLink, type WorldSchool } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const baseYear = "2022/23";
const attended = { absence: { [baseYear]: "7.1" } };
const census = (fsm: string) => ({ census: { [baseYear]: { roll: 200, fsm } } });
const adds = (semh?: string, fundingPerPupil?: string) => ({ similar: { [baseYear]: { semh, fundingPerPupil } } });

async function freeze(schools: readonly WorldSchool[], links: readonly WorldLink[] = []) {
  await insertWorld(database, schools, links);
  return findOrFreeze(database, { baseYear });
}

describe("SEMH and funding", () => {
  it("are columns of a population, beside the figures of the census", async () => {
    const { columns, reference } = await freeze([
      { urn: 100001, ...attended, ...census("20.5"), ...adds("3.25", "28123.4567") },
      { urn: 100002, ...attended, ...census("30") },
    ]);
    expect([...columns.semh]).toEqual([3.25, Number.NaN]);
    expect([...columns.fundingPerPupil]).toEqual([28123.4567, Number.NaN]);
    expect([...columns.fsm]).toEqual([20.5, 30]);
    expect([...reference]).toEqual([1, 1]);
  });

  it("alone do not count as circumstances: scales ignore the school, and its block is reported", async () => {
    const population = await freeze([{ urn: 100001, ...attended, ...adds("3", "6000") }]);
    expect([...population.reference]).toEqual([0]);
    expect([...population.columns.semh]).toEqual([3]);
    expect(populationWarnings(population)).toEqual(["PRIMARY: no school has circumstances of 2022/23."]);
  });

  it("alone do not stop a school from taking its predecessor's circumstances", async () => {
    const { urn, columns } = await freeze(
      [
        { urn: 100001, ...attended, ...census("20.5"), ...adds("2"), status: "CLOSED", closeDate: "2023-04-01" },
        { urn: 100002, openDate: "2023-04-01", ...adds("4", "6000") },
      ],
      [[100002, 100001, "Predecessor"]],
    );
    expect([...urn]).toEqual([100001, 100002]);
    expect([...columns.fsm]).toEqual([20.5, 20.5]);
    expect([...columns.semh]).toEqual([2, 2]);
    expect([...columns.fundingPerPupil]).toEqual([Number.NaN, Number.NaN]);
  });

  it("stay with a school whose predecessor has no circumstances", async () => {
    const { columns } = await freeze(
      [
        { urn: 100001, ...attended, status: "CLOSED", closeDate: "2023-04-01" },
        { urn: 100002, openDate: "2023-04-01", ...adds("4", "6000") },
      ],
      [[100002, 100001, "Predecessor"]],
    );
    expect([...columns.semh]).toEqual([Number.NaN, 4]);
  });
});

describe("a run by SEMH", () => {
  it("stores the distances and shares that its definition gives", async () => {
    await insertWorld(database, [
      { urn: 100001, ...attended, ...census("10"), ...adds("0") },
      { urn: 100002, ...attended, ...census("20"), ...adds("4") },
      { urn: 100003, ...attended, ...census("30"), ...adds("8") },
    ]);
    const parameters = { attributes: { fsm: 3, semh: 1 } };
    const { id, jobId } = await startRun(
      database,
      analyst,
      { strategy: "nearest-neighbour", parameters, baseYear },
      [],
    );
    await workOff(database, runJobs([]), jobId);
    const [cohort] = await cohortsForAnalysis(database, analyst, [{ runId: id, urn: 100001 }]);
    // Standard deviations 10 and 4: from the first school, one step in each attribute, then two.
    const shares = [
      { attribute: "fsm", share: 0.75 },
      { attribute: "semh", share: 0.25 },
    ];
    expect(cohort!.peers).toMatchObject([
      { urn: 100002, distance: 1, shares },
      { urn: 100003, distance: 2, shares },
    ]);
  });
});
