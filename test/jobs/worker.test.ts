import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { JobContext, JobHandler } from "../../src/jobs/job.js";
import { claim, renew } from "../../src/jobs/lease.js";
import { notifyCancelled } from "../../src/jobs/notify.js";
import { createJob, findJob, requestCancel, requeueJob } from "../../src/jobs/queue.js";
import { startWorker, workOff } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";
import { begun, event, outliveLease, succeed, untilAborted } from "./handlers.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM job"));

/** Jobs of these kinds, each a second older than the next: jobs of one millisecond are in the order of their ids. */
async function createInOrder(...kinds: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const kind of kinds) ids.push(await createJob(database, kind, {}));
  const older = "UPDATE job SET created_at = now() - $2 * interval '1 second' WHERE id = $1";
  for (const [at, id] of ids.entries()) await database.query(older, [id, kinds.length - at]);
  return ids;
}

const statusOf = async (id: string) => (await findJob(database, id))?.status;

describe("a job", () => {
  it("runs with its payload, reports progress, and succeeds", async () => {
    const id = await createJob(database, "count", { upTo: 3 });
    const reports: unknown[] = [];
    const count = async ({ progress }: JobContext, { upTo }: { upTo: number }) => {
      for (let done = 1; done <= upTo; done++) progress("counting", done, upTo);
    };
    await workOff(database, { count }, id, { onProgress: (...given) => reports.push(given) });
    expect(reports).toEqual([1, 2, 3].map((done) => ["counting", done, 3]));
    expect(await findJob(database, id)).toMatchObject({ status: "SUCCEEDED", stage: "counting", done: 3, total: 3 });
  });

  it("fails with the message of a KindredError", async () => {
    const id = await createJob(database, "fail", {});
    const fail = async () => {
      throw new KindredError("NO_DATA", "No attendance of 2022/23 is imported.");
    };
    const expected = { code: "NO_DATA", message: "No attendance of 2022/23 is imported." };
    await expect(workOff(database, { fail }, id)).rejects.toMatchObject(expected);
    expect(await findJob(database, id)).toMatchObject({
      status: "FAILED",
      errorCode: "NO_DATA",
      error: expected.message,
    });
  });

  it("logs an internal fault, without values from the database, and keeps it out of the row", async () => {
    const id = await createJob(database, "fail", {});
    const fault = Object.assign(new Error("it broke"), { code: "23505", params: ["94.9"], detail: "swordfish" });
    const logged: object[] = [];
    const logger = { error: (details: object) => logged.push(details) };
    const fail = async () => {
      throw fault;
    };
    await expect(workOff(database, { fail }, id, { logger })).rejects.toMatchObject({ code: "INTERNAL" });
    expect((await findJob(database, id))?.error).not.toContain("swordfish");
    const err = {
      type: "Error",
      message: "it broke",
      stack: expect.stringMatching(/^ +at .*worker\.test/),
      code: "23505",
    };
    expect(logged).toEqual([{ err, job: id, kind: "fail" }]);
  });

  it("can be put back in the queue after it was cancelled, but not after it succeeded", async () => {
    const id = await createJob(database, "job", {});
    await requestCancel(database, id);
    expect(await statusOf(id)).toBe("CANCELLED");
    await requeueJob(database, id);
    await workOff(database, { job: succeed }, id);
    await requeueJob(database, id);
    expect(await statusOf(id)).toBe("SUCCEEDED");
  });
});

describe("a worker", () => {
  it("takes the oldest job of the kinds that it has handlers for", async () => {
    await createJob(database, "unknown", {});
    const ids = [await createJob(database, "job", {}), await createJob(database, "job", {})];
    await database.query("UPDATE job SET created_at = created_at - interval '1 hour' WHERE id = $1", [ids[1]]);
    const order: string[] = [];
    const job: JobHandler = async ({ jobId }) => {
      order.push(jobId);
      if (order.length === 2) both.happen();
    };
    const both = event();
    const worker = startWorker(database, { job });
    await both.happened;
    await worker.stop();
    expect(order).toEqual([ids[1], ids[0]]);
  });

  it("is notified of a new job, without polling", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const { handler, began } = begun(succeed);
      const worker = startWorker(database, { job: handler });
      await createJob(database, "job", {});
      await began;
      await worker.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("finds a job without a notification, by polling", async () => {
    const { handler, began } = begun(succeed);
    const deaf = { ...database, listen: () => ({ close: async () => {} }) };
    const worker = startWorker(deaf, { job: handler });
    await createJob(database, "job", {});
    await began;
    await worker.stop();
  });

  it("limits the jobs of a kind that run at once, and leaves kinds with a limit of 0 to others", async () => {
    const ids = await createInOrder("other", "single", "single", "double", "double", "double");
    const [allBegun, end] = [event(), event()];
    const running: string[] = [];
    const handler: JobHandler = async ({ jobId }) => {
      running.push(jobId);
      if (running.length === 3) allBegun.happen();
      await end.happened;
    };
    const handlers = { other: handler, single: handler, double: handler };
    const worker = startWorker(database, handlers, { concurrency: { other: 0, double: 2 } });
    await allBegun.happened;
    const stopped = worker.stop();
    end.happen();
    await stopped;
    expect(running.sort()).toEqual([ids[1], ids[3], ids[4]].sort());
  });

  it("that stops lets the running job end, and starts no other", async () => {
    const ids = await createInOrder("job", "job");
    const end = event();
    const { handler, began } = begun(() => end.happened);
    const worker = startWorker(database, { job: handler });
    await began;
    const stopped = worker.stop();
    end.happen();
    await stopped;
    expect(await Promise.all(ids.map(statusOf))).toEqual(["SUCCEEDED", "QUEUED"]);
  });

  it("that stops puts the running job back in the queue after the grace period, without counting the attempt", async () => {
    const id = await createJob(database, "job", {});
    const { handler, began } = begun(untilAborted);
    const worker = startWorker(database, { job: handler });
    await began;
    await worker.stop(0);
    expect(await findJob(database, id)).toMatchObject({ status: "QUEUED", attempts: 0 });
  });

  it("aborts a job at once when it is cancelled in the same process", async () => {
    const id = await createJob(database, "job", {});
    const { handler, began } = begun(untilAborted);
    const done = workOff(database, { job: handler }, id);
    await began;
    await Promise.all([requestCancel(database, id), expect(done).rejects.toMatchObject({ code: "CANCELLED" })]);
    expect(await statusOf(id)).toBe("CANCELLED");
  });

  it("aborts a job that another process cancels, before it renews the lease", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    try {
      const id = await createJob(database, "job", {});
      const { handler, began } = begun(untilAborted);
      const worker = startWorker(database, { job: handler });
      const { signal } = await began;
      while (!signal.aborted) await notifyCancelled(database, id); // repeated until the worker listens
      await worker.stop();
      expect(await statusOf(id)).toBe("CANCELLED");
    } finally {
      vi.useRealTimers();
    }
  });

  it("learns of a cancellation at the latest when it renews the lease", async () => {
    const id = await createJob(database, "job", {});
    const lease = (await claim(database, { kinds: ["job"] }))!;
    expect(await renew(database, lease)).toEqual({ held: true, cancelRequested: false });
    await requestCancel(database, id);
    expect(await renew(database, lease)).toEqual({ held: true, cancelRequested: true });
  });
});

describe("workOff", () => {
  it("cancels the job when its signal aborts", async () => {
    const id = await createJob(database, "job", {});
    const { handler, began } = begun(untilAborted);
    const interrupt = new AbortController();
    const done = workOff(database, { job: handler }, id, { signal: interrupt.signal });
    await began;
    interrupt.abort();
    await expect(done).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await statusOf(id)).toBe("CANCELLED");
    expect(await database.query("SELECT type, actor FROM act WHERE subject = $1", [id])).toEqual([
      { type: "JOB_CANCELLED", actor: "command line" },
    ]);
  });

  it("waits for the worker that runs the job", async () => {
    const id = await createJob(database, "job", {});
    const release = event();
    const { handler, began } = begun(() => release.happened);
    const worker = startWorker(database, { job: handler });
    await began;
    await workOff(database, { job: () => Promise.reject(new Error("claimed twice")) }, id, {
      onProgress: () => release.happen(),
    });
    await worker.stop();
    expect(await findJob(database, id)).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
  });
});

describe("a job whose process died", () => {
  it("cannot be claimed until its lease expires, then by any worker", async () => {
    const id = await createJob(database, "job", {});
    const first = (await claim(database, { kinds: ["job"] }))!;
    expect(await claim(database, { kinds: ["job"] })).toBeNull();
    await outliveLease(database, id);
    await workOff(database, { job: succeed }, id);
    expect(await renew(database, first)).toEqual({ held: false, cancelRequested: false });
    expect(await findJob(database, id)).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
  });

  it("can be claimed at once on the embedded database, which only one process uses", async () => {
    await createJob(database, "job", {});
    await claim(database, { kinds: ["job"] });
    await database.query("UPDATE job SET worker = 'another process'");
    expect((await claim(database, { kinds: ["job"] })) !== null).toBe(database.kind === "pglite");
  });

  it("is cancelled, not started again, if its cancellation was requested", async () => {
    const id = await createJob(database, "job", {});
    await claim(database, { kinds: ["job"] });
    await requestCancel(database, id);
    await outliveLease(database, id);
    await expect(workOff(database, { job: succeed }, id)).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
