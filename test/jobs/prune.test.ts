import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { claim } from "../../src/jobs/lease.js";
import { pruneJobs, queuePruning } from "../../src/jobs/prune.js";
import { createJob, findJob } from "../../src/jobs/queue.js";
import { workOff } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script("CREATE TABLE report (id int, job_id uuid REFERENCES job)");
});
afterAll(() => database.close());
beforeEach(() => database.script("DELETE FROM report; DELETE FROM job"));

/** @param days since the job ended; null: it has not ended */
async function aged(status: string, days: number | null) {
  const id = await createJob(database, "job", {});
  const end = days === null ? "NULL" : `now() - interval '${days} days'`;
  await rewind(
    database,
    `UPDATE job SET status = '${status}', finished_at = ${end}, created_at = now() - interval '1 year' WHERE id = '${id}'`,
  );
  return id;
}

const prune = async () => workOff(database, pruneJobs({ jobDays: 90, auditDays: 2190 }), await queuePruning(database));
const isKept = async (id: string) => (await findJob(database, id)) !== null;

describe("pruning", () => {
  it.each(["SUCCEEDED", "FAILED", "CANCELLED"])(
    "deletes jobs that have been %s for longer than the retention",
    async (status) => {
      const [old, young] = [await aged(status, 91), await aged(status, 89)];
      await prune();
      expect([await isKept(old), await isKept(young)]).toEqual([false, true]);
    },
  );

  it("keeps jobs that have not ended, however old", async () => {
    const ids = [await aged("QUEUED", null), await aged("RUNNING", null)];
    await prune();
    expect(await Promise.all(ids.map(isKept))).toEqual([true, true]);
  });

  it("keeps jobs that another row references", async () => {
    const id = await aged("SUCCEEDED", 1000);
    await database.query("INSERT INTO report VALUES (1, $1)", [id]);
    await prune();
    expect(await isKept(id)).toBe(true);
  });

  it("is queued once, and again for the next day when it is done", async () => {
    expect(await queuePruning(database)).toBe(await queuePruning(database));
    await prune();
    const kinds = ["prune"];
    expect(await claim(database, { kinds })).toBeNull();
    await database.query("UPDATE job SET run_after = run_after - interval '1 day'");
    expect(await claim(database, { kinds })).not.toBeNull();
  });
});
