import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import { claim } from "../../src/jobs/lease.js";
import { createJob, findJob, requeueJob } from "../../src/jobs/queue.js";
import { backoffDelay, maxAttempts } from "../../src/jobs/retry.js";
import { work } from "../../src/jobs/work.js";
import { workOff } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";
import { outliveLease, succeed } from "./handlers.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM job"));

const kinds = ["job"];
const makeDue = (id: string) => database.query("UPDATE job SET run_after = now() WHERE id = $1", [id]);

/** One attempt of a worker, which fails with `fault`. */
async function attempt(fault: unknown) {
  const lease = (await claim(database, { kinds }))!;
  const options = { stop: new AbortController().signal, logger: { error: () => {} }, retry: true };
  await work(database, { job: () => Promise.reject(fault) }, lease, options);
}

describe("a job that fails", () => {
  it("with a transient fault is queued again for later, with its error", async () => {
    const id = await createJob(database, "job", {});
    await attempt(new Error("connection lost"));
    expect(await findJob(database, id)).toMatchObject({ status: "QUEUED", attempts: 1, errorCode: "INTERNAL" });
    expect(await claim(database, { kinds })).toBeNull();
    await makeDue(id);
    await workOff(database, { job: succeed }, id);
    expect(await findJob(database, id)).toMatchObject({
      status: "SUCCEEDED",
      attempts: 2,
      errorCode: null,
      error: null,
    });
  });

  it.each(["TIMEOUT", "UNAVAILABLE"] as const)(
    "because the database was busy or unreachable, %s, is queued again",
    async (code) => {
      const id = await createJob(database, "job", {});
      await attempt(new KindredError(code, "The database was too busy."));
      expect(await findJob(database, id)).toMatchObject({ status: "QUEUED", errorCode: code });
    },
  );

  it("with an error of the request is not retried", async () => {
    const id = await createJob(database, "job", {});
    await attempt(new KindredError("NO_DATA", "No attendance of 2022/23 is imported."));
    expect(await findJob(database, id)).toMatchObject({ status: "FAILED", attempts: 1, errorCode: "NO_DATA" });
  });

  it(`fails for good after ${maxAttempts} attempts, until somebody retries it`, async () => {
    const id = await createJob(database, "job", {});
    for (let attempts = 1; attempts <= maxAttempts; attempts++) {
      expect((await findJob(database, id))?.status).toBe("QUEUED");
      await makeDue(id);
      await attempt(new Error("it broke"));
    }
    expect(await findJob(database, id)).toMatchObject({ status: "FAILED", attempts: maxAttempts });
    expect(await requeueJob(database, id)).toBe(true);
    expect(await findJob(database, id)).toMatchObject({ status: "QUEUED", attempts: 0, error: null });
    expect(await claim(database, { kinds })).not.toBeNull();
  });

  it("is reported at once to a command that waits for it", async () => {
    const id = await createJob(database, "job", {});
    const fail = () => Promise.reject(new Error("it broke"));
    await expect(workOff(database, { job: fail }, id, { logger: { error: () => {} } })).rejects.toMatchObject({
      code: "INTERNAL",
    });
    expect((await findJob(database, id))?.status).toBe("FAILED");
  });
});

describe("a job that crashes its process", () => {
  it(`is not started more than ${maxAttempts} times`, async () => {
    const id = await createJob(database, "job", {});
    for (let attempts = 1; attempts <= maxAttempts; attempts++) {
      await claim(database, { kinds });
      await outliveLease(database, id);
    }
    await expect(workOff(database, { job: succeed }, id)).rejects.toMatchObject({ code: "INTERNAL" });
    expect((await findJob(database, id))?.status).toBe("FAILED");
  });
});

describe("the delay before another attempt", () => {
  it("grows with each attempt, and varies from half to one and a half times", () => {
    const seconds = (random: number) => [1, 2, 3, 4].map((attempts) => backoffDelay(attempts, random) / 1000);
    expect(seconds(0)).toEqual([2.5, 10, 40, 160]);
    expect(seconds(0.5)).toEqual([5, 20, 80, 320]);
    expect(seconds(1)).toEqual([7.5, 30, 120, 480]);
  });
});
