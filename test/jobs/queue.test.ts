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
  it("is created once while it is queued, however many callers ask", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => createUnique("nightly")));
    expect(new Set(ids).size).toBe(1);
    expect(await createUnique("nightly", "other")).not.toBe(ids[0]);
    expect(await createUnique("weekly")).not.toBe(ids[0]);
  });

  it("can be created again after the first has started, and the first can return to the queue", async () => {
    const first = await createUnique("nightly");
    const lease = (await claim(database, { kinds: ["job"] }))!;
    const second = await createUnique("nightly");
    expect(second).not.toBe(first);
    await release(database, lease);
    expect(await createUnique("nightly")).toBe(second);
    await workOff(database, { job: succeed }, first);
  });

  it("keeps its key when it is put back in the queue", async () => {
    const id = await createUnique("nightly");
    await release(database, (await claim(database, { kinds: ["job"] }))!);
    expect(await createUnique("nightly")).toBe(id);
  });

  it("returns to the queue without its key when it is retried while another has it", async () => {
    const cancelled = await createUnique("nightly");
    await requestCancel(database, cancelled);
    const queued = await createUnique("nightly");
    expect(await requeueJob(database, cancelled)).toBe(true);
    expect(await createUnique("nightly")).toBe(queued);
  });
});

describe("a job with a delay", () => {
  it("does not start before it is due, unless a command waits for it", async () => {
    const id = await createJob(database, "job", {}, { delay: hour });
    expect(await claim(database, { kinds: ["job"] })).toBeNull();
    await workOff(database, { job: succeed }, id);
  });

  it("starts when it is due", async () => {
    const id = await createJob(database, "job", {}, { delay: hour });
    await database.query(`UPDATE job SET run_after = run_after - interval '1 hour'`);
    expect((await claim(database, { kinds: ["job"] }))?.job.id).toBe(id);
  });
});
