import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import { claim, finish } from "../../src/jobs/lease.js";
import { createJob } from "../../src/jobs/queue.js";
import { countJobs, findJobs, retryJob } from "../../src/jobs/store.js";
import { analyst, department, outsiders } from "../runs/viewers.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let dead: string;
let queued: string;
beforeAll(async () => {
  database = await testDatabase();
  dead = await createJob(database, "run", { secret: "swordfish" });
  const lease = (await claim(database, { kinds: ["run"] }))!;
  await finish(database, lease, "FAILED", new KindredError("NO_DATA", "No attendance is imported."));
  queued = await createJob(database, "targets", { secret: "swordfish" });
  await database.query("UPDATE job SET created_at = created_at - interval '1 hour' WHERE id = $1", [dead]);
});
afterAll(() => database.close());

const idsOf = async (filter: object) =>
  (await findJobs(database, department, { first: 10, filter })).items.map(({ id }) => id);

describe("the list of jobs", () => {
  it("shows each job's state, age, worker and error, newest first, and never its payload", async () => {
    const { items, hasNextPage } = await findJobs(database, department, { first: 10 });
    expect(items).toMatchObject([
      { id: queued, status: "QUEUED", kind: "targets", worker: null, createdAt: expect.any(Date) },
      { id: dead, status: "FAILED", attempts: 1, worker: expect.any(String), errorCode: "NO_DATA" },
    ]);
    expect(hasNextPage).toBe(false);
    expect(JSON.stringify(items)).not.toContain("swordfish");
  });

  it("is paged, and filtered by state and kind", async () => {
    const { items, hasNextPage } = await findJobs(database, department, { first: 1 });
    const after = { at: items[0]!.createdAt, id: items[0]!.id };
    expect(hasNextPage).toBe(true);
    expect((await findJobs(database, department, { first: 1, after })).items).toMatchObject([{ id: dead }]);
    expect(await idsOf({ statuses: ["FAILED"] })).toEqual([dead]);
    expect(await idsOf({ kinds: ["targets"] })).toEqual([queued]);
    expect(await idsOf({ statuses: ["FAILED"], kinds: ["targets"] })).toEqual([]);
    expect(await countJobs(database, department, { statuses: ["QUEUED", "FAILED"] })).toBe(2);
    expect(await countJobs(database, department, { statuses: ["RUNNING"] })).toBe(0);
  });

  it("is empty for other viewers, without a database query", async () => {
    const unreachable = new Proxy({} as Database, {
      get: () => {
        throw new Error("the database was queried");
      },
    });
    for (const viewer of [...outsiders, analyst]) {
      expect(await findJobs(unreachable, viewer, { first: 10 })).toEqual({ items: [], hasNextPage: false });
      expect(await countJobs(unreachable, viewer)).toBe(0);
      await expect(retryJob(unreachable, viewer, dead)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

describe("retrying a job", () => {
  it("puts it back in the queue, and rejects a job that has not ended or does not exist", async () => {
    expect(await retryJob(database, department, dead)).toMatchObject({ id: dead, status: "QUEUED", attempts: 0 });
    await expect(retryJob(database, department, queued)).rejects.toMatchObject({ code: "CONFLICT" });
    const nobody = "00000000-0000-4000-8000-000000000000";
    await expect(retryJob(database, department, nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
