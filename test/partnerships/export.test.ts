// Exported partnerships against a plan worked out by hand.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { partnershipJobs } from "../../src/partnerships/compute.js";
import { exportPartnerships } from "../../src/partnerships/export.js";
import type { IdOrYear } from "../../src/runs/export/every-school.js";
import { secretFiles, writeSecretFiles } from "../../src/runs/export/secret-files.js";
import { testDatabase } from "../support/database.js";
import { department, insertRun, otherRoles, viewerOf } from "../targets/world.js";

let database: Database;
let runId: string;
let superseded: string;
let current: string;
beforeAll(async () => {
  database = await testDatabase();
  runId = await insertRun(database);
  superseded = await arranged({ capacity: 1 });
  current = await arranged();
});
afterAll(() => database.close());
beforeEach(() => database.query("TRUNCATE audit_entry"));

async function arranged(parameters: object = {}): Promise<string> {
  const { planId, jobId } = await arrangePartnerships(database, department, { runId, parameters });
  await workOff(database, partnershipJobs, jobId);
  return planId;
}

const options = { signal: new AbortController().signal, onProgress: () => {} };
const read = (viewer: Viewer, which: IdOrYear) => exportPartnerships(database, viewer, which, options);

it("has each school that seeks a partner, with the link or why there is none", async () => {
  const { rows } = await read(department, { year: "2022/23" });
  expect(rows).toHaveLength(23); // all but the school whose attendance is too high
  expect(rows.slice(0, 2)).toEqual([
    {
      urn: 100_001,
      partnerUrn: null,
      status: "NONE",
      kilometres: null,
      gap: null,
      rank: null,
      distance: null,
      reason: "SAME_TRUST",
    },
    {
      urn: 100_002,
      partnerUrn: 100_013,
      status: "PROPOSED",
      kilometres: 11,
      gap: 3.3,
      rank: 11,
      distance: 1.1,
      reason: null,
    },
  ]);
});

it("writes the links as CSV and JSON Lines, with the plan and its run in the manifest", async () => {
  const folder = await mkdtemp(join(tmpdir(), "kindred-partnerships-"));
  await writeSecretFiles(await read(department, { id: current }), folder);
  const [csv, jsonLines, manifest] = await Promise.all(
    secretFiles("partnerships").map((file) => readFile(join(folder, file), "utf8")),
  );
  await rm(folder, { recursive: true });
  expect(csv!.split("\n").slice(0, 3)).toEqual([
    "urn,partner,status,reason,rank,distance,kilometres,gap",
    "100001,,NONE,SAME_TRUST,,,,",
    "100002,100013,PROPOSED,,11,1.1,11,3.3",
  ]);
  expect(JSON.parse(jsonLines!.split("\n")[1]!)).toMatchObject({ urn: 100_002, partnerUrn: 100_013, gap: 3.3 });
  const { plan, run, counts } = JSON.parse(manifest!);
  expect(plan).toMatchObject({ id: current, baseYear: "2022/23", status: "PROPOSED", parameters: { capacity: 3 } });
  expect(run.id).toBe(runId);
  expect(counts.PROPOSED + counts.NONE).toBe(23);
});

it("has a superseded plan by its id, for the department alone", async () => {
  const { about } = await read(department, { id: superseded });
  expect(about).toMatchObject({ plan: { id: superseded, status: "SUPERSEDED", parameters: { capacity: 1 } } });
  for (const role of otherRoles)
    await expect(read(viewerOf(role, { urn: 100_002 }), { id: current }), role).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
});

it("has only the link of a school that exports, without what is the department's, and names both in the audit", async () => {
  const { rows, about } = await read(viewerOf("SCHOOL", { urn: 100_002 }), { year: "2022/23" });
  expect(rows).toEqual([
    {
      urn: 100_002,
      partnerUrn: 100_013,
      status: "PROPOSED",
      kilometres: 11,
      gap: 3.3,
      rank: 11,
      distance: 1.1,
      reason: null,
    },
  ]);
  expect(about).toEqual({ plan: { id: current, baseYear: "2022/23" }, counts: { PROPOSED: 1 } });
  expect(await database.query("SELECT subject, operation, urns FROM audit_entry")).toEqual([
    { subject: "partnership", operation: "kindred export", urns: [100_002, 100_013] },
  ]);
});
