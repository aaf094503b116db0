// A worker that lost its job to another worker can write nothing of it, however late it resumes.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { JobContext } from "../../src/jobs/job.js";
import { claim, finish, type Lease, lockLease, putOff, release, renew, writeProgress } from "../../src/jobs/lease.js";
import { createJob, findJob, requeueJob } from "../../src/jobs/queue.js";
import { type WorkOptions, work } from "../../src/jobs/work.js";
import { testDatabase } from "../support/database.js";
import { event, outliveLease, succeed } from "./handlers.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script("CREATE TABLE written (worker text, batch int PRIMARY KEY)");
});
afterAll(() => database.close());
beforeEach(() => database.script("DELETE FROM job; DELETE FROM written"));

const kinds = ["job"];
const options: WorkOptions = { stop: new AbortController().signal, logger: { error: () => {} }, retry: true };
const fault = new KindredError("INTERNAL", "It broke.");

/** A worker's expired lease, and the lease of another worker that has claimed the job. */
async function takenOver() {
  const id = await createJob(database, "job", {});
  const old = (await claim(database, { kinds }))!;
  await outliveLease(database, id);
  const current = (await claim(database, { kinds }))!;
  return { id, old, current };
}

const rowOf = (id: string) => database.query("SELECT * FROM job WHERE id = $1", [id]);
const written = () => database.query("SELECT worker, batch FROM written ORDER BY batch");

const writes: [what: string, write: (lease: Lease) => Promise<unknown>][] = [
  ["its progress", (lease) => writeProgress(database, lease, { stage: "late", done: 1, total: 2 })],
  ["a renewal", (lease) => renew(database, lease)],
  ["success", (lease) => finish(database, lease, "SUCCEEDED")],
  ["failure", (lease) => finish(database, lease, "FAILED", fault)],
  ["another attempt", (lease) => putOff(database, lease, 0, fault)],
  ["its release", (lease) => release(database, lease)],
];

describe("a worker whose job another has claimed", () => {
  it.each(writes)("cannot write %s", async (_what, write) => {
    const { id, old } = await takenOver();
    const before = await rowOf(id);
    await write(old);
    expect(await rowOf(id)).toEqual(before);
  });

  it.each(writes)("cannot write %s after the other has ended the job", async (_what, write) => {
    const { id, old, current } = await takenOver();
    await finish(database, current, "SUCCEEDED");
    const before = await rowOf(id);
    await write(old);
    expect(await rowOf(id)).toEqual(before);
  });

  it("cannot begin a transaction of the job", async () => {
    const { old } = await takenOver();
    await expect(database.transaction((sql) => lockLease(sql, old))).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("has a lower fencing token than every later claim, also after a retry", async () => {
    const { id, old, current } = await takenOver();
    await finish(database, current, "FAILED", fault);
    await requeueJob(database, id);
    const latest = (await claim(database, { kinds }))!;
    expect(current.fence).toBeGreaterThan(old.fence);
    expect(latest.fence).toBeGreaterThan(current.fence);
  });
});

/** Writes two batches, each in a transaction; `sleep` may pause before or within one. */
function batches(worker: string, sleep: (where: string) => Promise<void> = async () => {}) {
  return async ({ transaction, progress }: JobContext) => {
    for (const batch of [1, 2]) {
      await sleep(`before ${batch}`);
      await transaction(async (sql) => {
        await sql.query("DELETE FROM written WHERE batch = $1", [batch]);
        await sql.query("INSERT INTO written VALUES ($1, $2)", [worker, batch]);
        await sleep(`within ${batch}`);
      });
      progress(worker, batch, 2);
    }
  };
}

describe("a worker that was suspended while another did its job", () => {
  /** Suspends a worker at `place`, runs `meanwhile`, has another do the job, and resumes the first to its end. */
  async function sleepAt(place: string, meanwhile: (id: string) => Promise<unknown>) {
    const id = await createJob(database, "job", {});
    const [asleep, awake] = [event(), event()];
    const sleep = async (where: string) => {
      if (where !== place) return;
      asleep.happen();
      await awake.happened;
    };
    const first = (await claim(database, { kinds }))!;
    const ended = work(database, { job: batches("asleep", sleep) }, first, options);
    await asleep.happened;
    await meanwhile(id);
    await outliveLease(database, id);
    // The first worker may be writing its progress, and a locked row is skipped.
    const second = await vi.waitUntil(() => claim(database, { kinds }));
    await work(database, { job: batches("other") }, second, options);
    awake.happen();
    await ended;
    return id;
  }
  const byOther = [
    { worker: "other", batch: 1 },
    { worker: "other", batch: 2 },
  ];

  it.each(["before 1", "before 2"])("writes nothing when it resumes: %s", async (place) => {
    const id = await sleepAt(place, async () => {});
    expect(await written()).toEqual(byOther);
    expect(await findJob(database, id)).toMatchObject({
      status: "SUCCEEDED",
      stage: "other",
      attempts: 2,
      error: null,
    });
  });

  // On PGlite all others wait while a transaction is open, so no other worker can claim the job then.
  it.runIf(process.env.TEST_DATABASE_URL)(
    "writes nothing when it resumes within a batch: PostgreSQL has ended its transaction",
    async () => {
      const id = await sleepAt("within 2", async () => {
        const sleeper = "datname = current_database() AND state = 'idle in transaction'";
        expect(await claim(database, { kinds })).toBeNull();
        const ended = await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${sleeper}`);
        expect(ended).toHaveLength(1);
      });
      expect(await written()).toEqual(byOther);
      expect(await findJob(database, id)).toMatchObject({ status: "SUCCEEDED", stage: "other", error: null });
    },
  );

  it("loses an idle transaction after the time of a lease", async () => {
    await createJob(database, "job", {});
    const lease = (await claim(database, { kinds }))!;
    const shown = await database.transaction(async (sql) => {
      await lockLease(sql, lease);
      return sql.query("SHOW idle_in_transaction_session_timeout");
    });
    expect(shown).toEqual([{ idle_in_transaction_session_timeout: "30s" }]);
    await work(database, { job: succeed }, lease, options);
  });
});
