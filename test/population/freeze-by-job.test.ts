// A serving process has a worker freeze populations, and waits.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import type { JobHandler, JobHandlers } from "../../src/jobs/job.js";
import { findJob, requestCancel } from "../../src/jobs/queue.js";
import { startWorker, workOff } from "../../src/jobs/worker.js";
import { findCurrentPopulation } from "../../src/population/current.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { freezeByJob } from "../../src/population/freeze-by-job.js";
import { freezeJobs } from "../../src/population/freeze-job.js";
import { boundedDatabase, statementTurns } from "../../src/server/bounded-database.js";
import { event } from "../jobs/handlers.js";
import { testDatabase } from "../support/database.js";
import { insertWorld } from "./world.js";

const years = { baseYear: "2022/23" };

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("TRUNCATE population, job CASCADE");
  await insertWorld(database, [{ urn: 100001, absence: { "2022/23": "7.1" } }]);
});

const jobs = () =>
  database.query<{ id: string; status: string }>("SELECT id::text AS id, status FROM job ORDER BY created_at");

/** Requests a population. `waiting` resolves to the first reason for waiting, `reasons` collects all of them. */
function request(from = database, options: object = {}) {
  const { happen, happened } = event<string>();
  const reasons: (string | null)[] = [];
  const freeze = freezeByJob((reason) => {
    reasons.push(reason);
    if (reason !== null) happen(reason);
  });
  return { answer: freeze(from, { ...years, ...options }), waiting: happened, reasons };
}

async function working<T>(handlers: JobHandlers, work: () => Promise<T>): Promise<T> {
  const worker = startWorker(database, handlers);
  try {
    return await work();
  } finally {
    await worker.stop();
  }
}

const freezeJob = freezeJobs.freeze as JobHandler;

describe("a population that a serving process requests", () => {
  it("is found without a job when it is current", async () => {
    const { id } = await findOrFreeze(database, years);
    expect(await request().answer).toBe(id);
    expect(await jobs()).toEqual([]);
  });

  it("is frozen by a worker, not by the serving process", async () => {
    const { answer, waiting, reasons } = request();
    expect(await waiting).toMatch(/^No worker has started the freezing of the figures of 2022\/23/);
    expect(await database.query("SELECT 1 FROM population")).toEqual([]);
    const id = await working(freezeJobs, () => answer);
    expect(id).toBe((await findOrFreeze(database, years)).id);
    expect((await jobs()).map(({ status }) => status)).toEqual(["SUCCEEDED"]);
    expect(reasons.at(-1)).toBeNull();
  });

  it("is frozen once for simultaneous requests", async () => {
    const requests = [request(), request(), request()];
    await Promise.all(requests.map(({ waiting }) => waiting));
    expect(await jobs()).toHaveLength(1);
    const ids = await working(freezeJobs, () => Promise.all(requests.map(({ answer }) => answer)));
    expect(new Set(ids).size).toBe(1);
  });

  it("stays queued when no worker runs before the request's deadline, and a later request succeeds", async () => {
    const deadline = new AbortController();
    const { answer, waiting } = request(boundedDatabase(database, deadline.signal, statementTurns(database)));
    await waiting;
    deadline.abort(new KindredError("TIMEOUT", "late"));
    await expect(answer).rejects.toMatchObject({ code: "TIMEOUT", message: "late" });
    expect((await jobs()).map(({ status }) => status)).toEqual(["QUEUED"]);
    expect(await working(freezeJobs, () => request().answer)).toBe((await findOrFreeze(database, years)).id);
  });

  it("is found when another process freezes it meanwhile", async () => {
    const { answer, waiting } = request();
    await waiting;
    const { id } = await findOrFreeze(database, years);
    expect(await answer).toBe(id);
  });

  it("is frozen again when figures changed while it was composed", async () => {
    let composed = 0;
    const freeze: JobHandler = (context, payload) => {
      const transaction: typeof context.transaction = async (work) => {
        if (composed++ === 0) await database.script("UPDATE attendance SET overall_absence = 8");
        return context.transaction(work);
      };
      return freezeJob({ ...context, transaction }, payload);
    };
    const id = await working({ freeze }, () => request().answer);
    expect(composed).toBe(2);
    expect(id).toBe((await findOrFreeze(database, years)).id);
    expect(await jobs()).toHaveLength(2);
  });

  it("fails with the code and message of a job that failed or was cancelled", async () => {
    const freeze = () => Promise.reject(new KindredError("STRATEGY_FAILED", "The figures are cursed."));
    const answered = working({ freeze }, () => request().answer);
    await expect(answered).rejects.toMatchObject({ code: "STRATEGY_FAILED", message: "The figures are cursed." });
    const { answer, waiting } = request();
    const refused = expect(answer).rejects.toMatchObject({ code: "CANCELLED" });
    await waiting;
    await requestCancel(database, (await jobs()).find(({ status }) => status === "QUEUED")!.id);
    await refused;
  });

  it("is refused without a job when there are no figures or a year is malformed", async () => {
    await expect(request(database, { baseYear: "2017/18" }).answer).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(request(database, { circumstancesYear: "x" }).answer).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    expect(await jobs()).toEqual([]);
  });

  it("is refused when the worker runs another release", async () => {
    const freeze: JobHandler = async (context, payload) => {
      await freezeJob(context, payload);
      await database.script("UPDATE current_population SET composition = 'of another release'");
    };
    await expect(working({ freeze }, () => request().answer)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("reports the state of its job while it waits", async () => {
    const { happen, happened } = event();
    const { happen: begin, happened: begun } = event();
    const freeze: JobHandler = async (context, payload) => {
      begin();
      await happened;
      await freezeJob(context, payload);
    };
    const running = event();
    const answered = freezeByJob((wait) => {
      if (
        wait?.startsWith(
          "A worker is still busy with the freezing of the figures of 2022/23 with circumstances of 2021/22",
        )
      ) {
        running.happen();
      }
    })(database, { ...years, circumstancesYear: "2021/22" });
    await working({ freeze }, async () => {
      await begun;
      await running.happened;
      happen();
      await answered;
    });
    await database.script("UPDATE attendance SET overall_absence = 8");
    const { answer, waiting } = request();
    await waiting;
    const tried = event();
    const again = freezeByJob((wait) => wait?.includes("retried later: It broke. Try again then.") && tried.happen());
    await database.script("UPDATE job SET attempts = 1, error = 'It broke.' WHERE status = 'QUEUED'");
    const second = again(database, years);
    await tried.happened;
    await working(freezeJobs, () => Promise.all([answer, second]));
  });
});

describe("the job that freezes", () => {
  it("composes nothing when the population is current", async () => {
    const { waiting, answer } = request();
    await waiting;
    const [job] = await jobs();
    const { id } = await findOrFreeze(database, years);
    await answer;
    await workOff(database, freezeJobs, job!.id);
    expect(await findJob(database, job!.id)).toMatchObject({ status: "SUCCEEDED", stage: null, total: 0 });
    expect(await findCurrentPopulation(database, years)).toBe(id);
  });

  it("stores nothing when another process has taken it over", async () => {
    const { answer, waiting } = request();
    const refused = expect(answer).rejects.toMatchObject({ code: "CANCELLED" });
    await waiting;
    const [job] = await jobs();
    const freeze: JobHandler = async (context, payload) => {
      await database.query("UPDATE job SET fence = fence + 1 WHERE id = $1", [job!.id]);
      await expect(freezeJob(context, payload)).rejects.toMatchObject({ code: "CANCELLED" });
      await database.query("UPDATE job SET status = 'CANCELLED', lease_until = NULL WHERE id = $1", [job!.id]);
    };
    await expect(workOff(database, { freeze }, job!.id)).rejects.toMatchObject({ code: "CANCELLED" });
    await refused;
    expect(await database.query("SELECT 1 FROM population")).toEqual([]);
  });
});
