// An act and its row in the log are written together: if the log rejects the row, nothing is done.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, createTokenClient, revokeClient } from "../../src/access/clients.js";
import { grantCapability, revokeGrant } from "../../src/access/grants.js";
import { addKey, revokeKey, rotateKey } from "../../src/access/keys.js";
import type { Database } from "../../src/database/database.js";
import { createJob } from "../../src/jobs/queue.js";
import { retryJob } from "../../src/jobs/store.js";
import { workOff } from "../../src/jobs/worker.js";
import { arrangePartnerships } from "../../src/partnerships/arrange.js";
import { cancelRun, startRun } from "../../src/runs/start.js";
import { targetJobs } from "../../src/targets/compute.js";
import { draftTargets, issueTargets } from "../../src/targets/draft.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { digests } from "../confidentiality/tables.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";
import { baseYear, department, insertRun } from "../targets/world.js";

let database: Database;
/** name -> performs an act that the log records */
let acts: Record<string, () => Promise<unknown>>;
beforeAll(async () => {
  database = await testDatabase();
  const runId = await insertRun(database);
  const { setId, jobId } = await draftTargets(database, department, { runId });
  await workOff(database, targetJobs, jobId);
  const requestOf = (k: number) => ({
    strategy: "nearest-neighbour",
    baseYear,
    parameters: { attributes: { fsm: 1 }, k },
  });
  const queued = await startRun(database, department, requestOf(3), []);
  const complete = await startRun(database, department, requestOf(4), []);
  await database.query("UPDATE run SET completed_at = now(), summary = '{}', warnings = '[]' WHERE id = $1", [
    complete.id,
  ]);
  await rewind(database, `UPDATE job SET status = 'SUCCEEDED' WHERE id = '${complete.jobId}'`);
  const failed = await createJob(database, "job", {});
  await rewind(database, `UPDATE job SET status = 'FAILED' WHERE id = '${failed}'`);
  const { client } = await createClient(database, department, { role: "ANALYST", name: "An analyst" });
  const { apiKey } = await addKey(database, department, { clientId: client.id, name: "second" });
  const granted = { clientId: client.id, capability: "TARGETS" } as const;
  const grant = await grantCapability(database, department, granted);
  acts = {
    startRun: () => startRun(database, department, requestOf(5), []),
    cancelRun: () => cancelRun(database, department, queued.id),
    publishRun: () => publishRun(database, department, { runId: complete.id, overrideReason: "a small world" }),
    retryJob: () => retryJob(database, department, failed),
    draftTargets: () => draftTargets(database, department, { runId }),
    issueTargets: () => issueTargets(database, department, setId),
    arrangePartnerships: () => arrangePartnerships(database, department, { runId }),
    createClient: () => createClient(database, department, { role: "ANALYST", name: "Another" }),
    createTokenClient: () => createTokenClient(database, department, { role: "ANALYST", name: "Third", subject: "3" }),
    addKey: () => addKey(database, department, { clientId: client.id, name: "third" }),
    rotateKey: () => rotateKey(database, department, { keyId: apiKey.id }),
    revokeKey: () => revokeKey(database, department, apiKey.id),
    grantCapability: () => grantCapability(database, department, { ...granted, capability: "PARTNERSHIPS" }),
    revokeGrant: () => revokeGrant(database, department, grant.id),
    revokeClient: () => revokeClient(database, department, client.id),
  };
  await database.script("ALTER TABLE act ADD CONSTRAINT full_up CHECK (false) NOT VALID");
});
afterAll(async () => {
  await database.script("ALTER TABLE act DROP CONSTRAINT full_up");
  await database.close();
});

/** Digests of every table except the audit and the comparisons, which keep what was read and measured on the way. */
const digestsWithoutReads = async () => ({ ...(await digests(database)), audit_entry: null, run_separation: null });

describe("a log of acts that rejects rows", () => {
  it("stops every act from being done", async () => {
    for (const [name, act] of Object.entries(acts)) {
      const before = await digestsWithoutReads();
      await expect(act(), name).rejects.toThrow("full_up");
      expect(await digestsWithoutReads(), name).toEqual(before);
    }
  });

  it("is the only cause: without the constraint every act succeeds", async () => {
    await database.script("ALTER TABLE act DROP CONSTRAINT full_up");
    for (const [name, act] of Object.entries(acts)) {
      await expect(act(), name).resolves.not.toThrow();
    }
    await database.script("ALTER TABLE act ADD CONSTRAINT full_up CHECK (false) NOT VALID");
  });
});
