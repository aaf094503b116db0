// Shared by the suites on published figures of real schools. Aggregates only: no school's computed target is shown.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { partnershipJobs } from "../../src/partnerships/compute.js";
import { findPlan } from "../../src/partnerships/store.js";
import { blocks, type Population } from "../../src/population/population.js";
import { runJobs } from "../../src/runs/compute.js";
import { startRun } from "../../src/runs/start.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets } from "../../src/targets/draft.js";
import { targetStatistics } from "../../src/targets/set-store.js";

const data = resolve(import.meta.dirname, "../../../shared/data");

/** Path of a published file. */
export const published = (name: string): string => join(data, name);

/** Empty, or why the suites are skipped. */
export const absent = existsSync(data) ? "" : " (skipped: ../shared/data is absent)";

/** The same for suites that take long on PGlite. */
export const absentOrLong =
  absent || (process.env.TEST_DATABASE_URL ? "" : " (skipped: long on PGlite; npm run test:postgres)");

export const viewer: Viewer = { ...anonymous, role: "DEPARTMENT" };

/** block -> peers, reference rows among them, and schools that only seek peers */
export function countsOf(population: Population) {
  const rows = Array.from(population.urn, (_, row) => row);
  return Object.fromEntries(
    blocks
      .map((name) => [name, rows.filter((row) => population.block[row] === name)] as const)
      .filter(([, blockRows]) => blockRows.length > 0)
      .map(([name, blockRows]) => {
        const peers = blockRows.filter((row) => population.eligible[row]).length;
        const reference = blockRows.filter((row) => population.reference[row]).length;
        return [name, { peers, reference, seekers: blockRows.length - peers }];
      }),
  );
}

/** No two peers of one lineage, no school twice, no attendance outside 0-100, no missing value read as 0. */
export function expectSound(population: Population) {
  const rows = Array.from(population.urn, (_, row) => row);
  const lineages = rows.filter((row) => population.eligible[row]).map((row) => population.lineage[row]);
  expect(new Set(lineages).size).toBe(lineages.length);
  expect(rows.every((row) => row === 0 || population.urn[row]! > population.urn[row - 1]!)).toBe(true);
  const { attendance } = population.columns;
  expect(attendance.some((value) => value <= 0 || value > 100)).toBe(false);
  expect(rows.every((row) => !population.reference[row] || !Number.isNaN(attendance[row]))).toBe(true);
}

export async function matched(database: Database, baseYear: string, circumstancesYear: string): Promise<string> {
  const request = { strategy: "nearest-neighbour", baseYear, circumstancesYear };
  const run = await startRun(database, viewer, request, []);
  await workOff(database, runJobs([]), run.jobId);
  return run.id;
}

export async function drafted(database: Database, runId: string): Promise<string> {
  const { setId, jobId } = await draftTargets(database, viewer, { runId });
  await workOff(database, targetJobs, jobId);
  return setId;
}

/** outcome -> schools */
export async function outcomesOf(database: Database, setId: string): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { outcome, schools } of (await targetStatistics(database, viewer, setId))!) {
    totals[outcome] = (totals[outcome] ?? 0) + schools;
  }
  return totals;
}

/** The number of rows of a table, with an optional condition. */
export async function count(database: Database, from: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  return row!.n;
}

export async function summaryOf(database: Database, runId: string, parameters: object) {
  const { planId, jobId } = await arrangePartnerships(database, viewer, { runId, parameters });
  await workOff(database, partnershipJobs, jobId);
  return (await findPlan(database, viewer, planId))?.summary;
}
