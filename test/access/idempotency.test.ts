// A request repeated with the same idempotency key is done once. Its record shows nothing without the key.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { once } from "../../src/access/idempotency.js";
import { pruneAnswers } from "../../src/access/retention.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { createJob, findJob } from "../../src/jobs/queue.js";
import { startWorker } from "../../src/jobs/worker.js";
import { event } from "../jobs/handlers.js";
import { testDatabase } from "../support/database.js";
import { rewind } from "../support/rewind.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script("CREATE TABLE thing (name text PRIMARY KEY)");
});
afterAll(() => database.close());
beforeEach(() => database.script("TRUNCATE thing, idempotent_answer"));

const clientId = "00000000-0000-4000-8000-000000000001";
const client: Viewer = { ...anonymous, role: "MIS_VENDOR", clientId, name: "A vendor" };
const other: Viewer = { ...client, clientId: "00000000-0000-4000-8000-000000000002" };
const key = "a key of this test";
const request = { key: key.replaceAll(" ", "-"), operation: "createThing", input: { name: "chair" } };

let count = 0;
/** Adds a thing with a new secret, by a statement and a transaction of its own. */
const createThing = async (given: Database) => {
  const secret = `secret ${++count}`;
  await given.transaction((sql) => sql.query("INSERT INTO thing VALUES ($1)", [secret]));
  return {
    secret,
    at: new Date("2026-01-02T03:04:05.678Z"),
    stored: (await given.query("SELECT name FROM thing")).length,
  };
};
const things = async () => (await database.query("SELECT name FROM thing")).length;
const records = () => database.query<{ row: string }>("SELECT t::text AS row FROM idempotent_answer t");
const codeOf = (work: Promise<unknown>) => work.then(String, ({ code }: { code: string }) => code);

describe("a repeated request", () => {
  it("is done once and returns the same answer, with its dates", async () => {
    const first = await once(database, client, request, createThing);
    const second = await once(database, client, request, createThing);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ secret: `secret ${count}`, at: new Date("2026-01-02T03:04:05.678Z"), stored: 1 });
    expect(await things()).toBe(1);
  });

  it("waits for the first one if that is still running", async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => once(database, client, request, createThing)));
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(1);
    expect(await things()).toBe(1);
  });

  it.each([
    ["input", { ...request, input: { name: "table" } }],
    ["operation", { ...request, operation: "createOther" }],
  ])("is refused with another %s, and does nothing", async (_what, changed) => {
    await once(database, client, request, createThing);
    expect(await codeOf(once(database, client, changed, createThing))).toBe("IDEMPOTENCY_KEY_REUSED");
    expect([await things(), (await records()).length]).toEqual([1, 1]);
  });

  it("of another client, or of a token without a client, has nothing to do with the first", async () => {
    const tokens = ["issuer one", "issuer two"].map((name): Viewer => ({ ...anonymous, role: "DEPARTMENT", name }));
    const viewers = [client, other, ...tokens];
    const answers: { secret: string }[] = [];
    for (const viewer of [...viewers, ...viewers]) answers.push(await once(database, viewer, request, createThing));
    expect(new Set(answers.map(({ secret }) => secret)).size).toBe(4);
    expect(answers.slice(4)).toEqual(answers.slice(0, 4));
  });

  it("is the same client's after its name was changed", async () => {
    const first = await once(database, client, request, createThing);
    expect(await once(database, { ...client, name: "Renamed" }, request, createThing)).toEqual(first);
  });

  it.each(["short", "x".repeat(256), "has a space in it", "not ASCII: é é é é", ""])(
    "is refused with the key %j",
    async (bad) => {
      expect(await codeOf(once(database, client, { ...request, key: bad }, createThing))).toBe("BAD_ARGUMENT");
      expect(await things()).toBe(0);
    },
  );
});

describe("a request that fails", () => {
  const failing = (at: (given: Database) => Promise<unknown>) =>
    once(database, client, request, async (given) => {
      await createThing(given);
      await at(given);
      throw new Error("refused");
    });

  it("keeps nothing, so that it can be corrected and sent again with the same key", async () => {
    await expect(failing(async () => {})).rejects.toThrow("refused");
    expect([await things(), (await records()).length]).toEqual([0, 0]);
    await once(database, client, { ...request, input: { name: "corrected" } }, createThing);
    expect(await things()).toBe(1);
  });

  it("keeps nothing where the process or its connection dies before the commit", async () => {
    // The transaction is rolled back after the record was written, as the server does when a connection ends.
    const dying: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (sql) => {
          await work(sql);
          throw new Error("killed");
        }),
    };
    await expect(once(dying, client, request, createThing)).rejects.toThrow("killed");
    expect([await things(), (await records()).length]).toEqual([0, 0]);
    expect(await once(database, client, request, createThing)).toMatchObject({ stored: 1 });
  });

  it("undoes only the inner transaction if the work goes on after a fault", async () => {
    const answer = await once(database, client, request, async (given) => {
      const duplicate = given.transaction(async (sql) => {
        await sql.query("INSERT INTO thing VALUES ('undone')");
        await sql.query("INSERT INTO thing VALUES ('undone')");
      });
      const beside = given.query("INSERT INTO thing VALUES ('beside') RETURNING name");
      await expect(duplicate).rejects.toThrow();
      return beside;
    });
    expect(answer).toEqual([{ name: "beside" }]);
    expect(await database.query("SELECT name FROM thing")).toEqual([{ name: "beside" }]);
  });
});

describe("a job that the work queues", () => {
  it("starts once the transaction is committed, and never if it is rolled back", async () => {
    const { happen, happened } = event<string>();
    const worker = startWorker(database, { once: async ({ jobId }) => happen(jobId) });
    const queue = (given: Database) => createJob(given, "once", {});
    let undone = "";
    const refused = once(database, client, request, async (given) => {
      undone = await queue(given);
      throw new Error("refused");
    });
    await expect(refused).rejects.toThrow("refused");
    const jobId = await once(database, client, request, queue);
    expect(await happened).toBe(jobId);
    expect(await findJob(database, undone)).toBeNull();
    await worker.stop();
  });
});

describe("the record", () => {
  it("shows neither key, client, operation, input nor answer", async () => {
    await once(database, client, request, createThing);
    const [record] = await records();
    const bytes = [...record!.row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) =>
      Buffer.from(hex!, "hex").toString("latin1"),
    );
    expect(bytes.map(({ length }) => length > 30)).toEqual([true, true, true]);
    for (const text of [request.key, clientId, "createThing", "chair", "secret", "stored"])
      for (const written of [record!.row, ...bytes]) expect(written).not.toContain(text);
  });

  it("has other bytes for the same request and answer of another key", async () => {
    const answer = async () => ({ secret: "the same" });
    await once(database, client, request, answer);
    await once(database, client, { ...request, key: "another-key-of-this-test" }, answer);
    const columns = await database.query<{ count: number }>(
      "SELECT count(DISTINCT id)::int + count(DISTINCT request)::int + count(DISTINCT answer)::int AS count FROM idempotent_answer",
    );
    expect(columns).toEqual([{ count: 6 }]);
  });

  it("is deleted by pruning, but not within 24 hours", async () => {
    await once(database, client, request, createThing);
    await once(database, other, request, createThing);
    await rewind(
      database,
      `UPDATE idempotent_answer SET created_at = now() - CASE WHEN id = (SELECT id FROM idempotent_answer ORDER BY id LIMIT 1)
       THEN interval '1439 minutes' ELSE interval '1441 minutes' END`,
    );
    await database.transaction(pruneAnswers);
    expect(await records()).toHaveLength(1);
  });
});
