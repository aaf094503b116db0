// A process that serves has a worker freeze populations, and waits.
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

/** What is asked, and the first words that it waits with. */
function ask(from = database, given: object = {}) {
  const { happen, happened } = event<string>();
  const told: (string | null)[] = [];
  const freeze = freezeByJob((wait) => {
    told.push(wait);
    if (wait !== null) happen(wait);
  });
  return { answer: freeze(from, { ...years, ...given }), waiting: happened, told };
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

describe("a population that a process that serves asks for", () => {
  it("is found without a job where it is current", async () => {
    const { id } = await findOrFreeze(database, years);
    expect(await ask().answer).toBe(id);
    expect(await jobs()).toEqual([]);
  });

  it("is frozen by a worker, not by who asks", async () => {
    const { answer, waiting, told } = ask();
    expect(await waiting).toMatch(/^No worker has started the freezing of the figures of 2022\/23/);
    expect(await database.query("SELECT 1 FROM population")).toEqual([]);
    const id = await working(freezeJobs, () => answer);
    expect(id).toBe((await findOrFreeze(database, years)).id);
    expect((await jobs()).map(({ status }) => status)).toEqual(["SUCCEEDED"]);
    expect(told.at(-1)).toBeNull();
  });

  it("is frozen once for all who ask at once", async () => {
    const asked = [ask(), ask(), ask()];
    await Promise.all(asked.map(({ waiting }) => waiting));
    expect(await jobs()).toHaveLength(1);
    const ids = await working(freezeJobs, () => Promise.all(asked.map(({ answer }) => answer)));
    expect(new Set(ids).size).toBe(1);
  });

  it("stays queued where nobody works until the request's time is over, and asking again succeeds", async () => {
    const deadline = new AbortController();
    const { answer, waiting } = ask(boundedDatabase(database, deadline.signal, statementTurns(database)));
    await waiting;
    deadline.abort(new KindredError("TIMEOUT", "late"));
    await expect(answer).rejects.toMatchObject({ code: "TIMEOUT", message: "late" });
    expect((await jobs()).map(({ status }) => status)).toEqual(["QUEUED"]);
    expect(await working(freezeJobs, () => ask().answer)).toBe((await findOrFreeze(database, years)).id);
  });

  it("is taken from whoever else froze it meanwhile", async () => {
    const { answer, waiting } = ask();
    await waiting;
    const { id } = await findOrFreeze(database, years);
    expect(await answer).toBe(id);
  });

  it("is frozen again where figures changed while it was composed", async () => {
    let composed = 0;
    const freeze: JobHandler = (context, payload) => {
      const transaction: typeof context.transaction = async (work) => {
        if (composed++ === 0) await database.script("UPDATE attendance SET overall_absence = 8");
        return context.transaction(work);
      };
      return freezeJob({ ...context, transaction }, payload);
    };
    const id = await working({ freeze }, () => ask().answer);
    expect(composed).toBe(2);
    expect(id).toBe((await findOrFreeze(database, years)).id);
    expect(await jobs()).toHaveLength(2);
  });

  it("is not there where the job failed or was cancelled: the job's code and words are thrown", async () => {
    const freeze = () => Promise.reject(new KindredError("STRATEGY_FAILED", "The figures are cursed."));
    const asked = working({ freeze }, () => ask().answer);
    await expect(asked).rejects.toMatchObject({ code: "STRATEGY_FAILED", message: "The figures are cursed." });
    const { answer, waiting } = ask();
    const refused = expect(answer).rejects.toMatchObject({ code: "CANCELLED" });
    await waiting;
    await requestCancel(database, (await jobs()).find(({ status }) => status === "QUEUED")!.id);
    await refused;
  });

  it("needs no job to be refused for want of figures or a malformed year", async () => {
    await expect(ask(database, { baseYear: "2017/18" }).answer).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(ask(database, { circumstancesYear: "x" }).answer).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
    expect(await jobs()).toEqual([]);
  });

  it("is refused, not waited for without end, where the worker is of another release", async () => {
    const freeze: JobHandler = async (context, payload) => {
      await freezeJob(context, payload);
      await database.script("UPDATE current_population SET composition = 'of another release'");
    };
    await expect(working({ freeze }, () => ask().answer)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("is waited for in words that say how its job stands", async () => {
    const { happen, happened } = event();
    const { happen: begin, happened: begun } = event();
    const freeze: JobHandler = async (context, payload) => {
      begin();
      await happened;
      await freezeJob(context, payload);
    };
    const waits = new Set<string | null>();
    const running = event();
    const asked = freezeByJob((wait) => {
      waits.add(wait);
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
      await asked;
    });
    await database.script("UPDATE attendance SET overall_absence = 8");
    const { answer, waiting } = ask();
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
  it("composes nothing where the population is current", async () => {
    const { waiting, answer } = ask();
    await waiting;
    const [job] = await jobs();
    const { id } = await findOrFreeze(database, years);
    await answer;
    await workOff(database, freezeJobs, job!.id);
    expect(await findJob(database, job!.id)).toMatchObject({ status: "SUCCEEDED", stage: null, total: 0 });
    expect(await findCurrentPopulation(database, years)).toBe(id);
  });

  it("stores nothing once another process has it", async () => {
    const { answer, waiting } = ask();
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
