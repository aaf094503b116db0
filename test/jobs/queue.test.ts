import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { claim, release } from "../../src/jobs/lease.js";
import { createJob, requestCancel, requeueJob } from "../../src/jobs/queue.js";
import { workOff } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";
import { succeed } from "./handlers.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM job"));

const hour = 3_600_000;
const createUnique = (key: string, kind = "job") => createJob(database, kind, {}, { unique: key });

describe("a job with a key", () => {
  it("is the one that is queued already, whoever asks", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => createUnique("nightly")));
    expect(new Set(ids).size).toBe(1);
    expect(await createUnique("nightly", "other")).not.toBe(ids[0]);
    expect(await createUnique("weekly")).not.toBe(ids[0]);
  });

  it("is another once the first was begun, and the first goes back in the queue beside it", async () => {
    const first = await createUnique("nightly");
    const lease = (await claim(database, { kinds: ["job"] }))!;
    const second = await createUnique("nightly");
    expect(second).not.toBe(first);
    await release(database, lease);
    expect(await createUnique("nightly")).toBe(second);
    await workOff(database, { job: succeed }, first);
  });

  it("is still the queued one after it was put back", async () => {
    const id = await createUnique("nightly");
    await release(database, (await claim(database, { kinds: ["job"] }))!);
    expect(await createUnique("nightly")).toBe(id);
  });

  it("goes back in the queue beside another when it is retried", async () => {
    const cancelled = await createUnique("nightly");
    await requestCancel(database, cancelled);
    const queued = await createUnique("nightly");
    expect(await requeueJob(database, cancelled)).toBe(true);
    expect(await createUnique("nightly")).toBe(queued);
  });
});

describe("a job with a delay", () => {
  it("is not begun before it is due, unless somebody waits for it", async () => {
    const id = await createJob(database, "job", {}, { delay: hour });
    expect(await claim(database, { kinds: ["job"] })).toBeNull();
    await workOff(database, { job: succeed }, id);
  });

  it("is begun when it is due", async () => {
    const id = await createJob(database, "job", {}, { delay: hour });
    await database.query(`UPDATE job SET run_after = run_after - interval '1 hour'`);
    expect((await claim(database, { kinds: ["job"] }))?.job.id).toBe(id);
  });
});
