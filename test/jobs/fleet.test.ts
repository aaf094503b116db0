// Many workers on one queue run every job once, the oldest of each kind first.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import type { JobContext } from "../../src/jobs/job.js";
import { createJob } from "../../src/jobs/queue.js";
import { startWorker } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";
import { event } from "./handlers.js";

/** Two servers and three workers. */
const workers = 5;
const kinds = ["run", "targets"];
const jobsPerKind = 40;

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script("CREATE TABLE did (kind text, number int, at serial)");
});
afterAll(() => database.close());

it(`${workers} workers run every job once, the oldest of a kind first`, async () => {
  for (let number = 0; number < jobsPerKind; number++) {
    for (const kind of kinds) {
      const id = await createJob(database, kind, { number });
      await database.query(
        "UPDATE job SET created_at = '2026-01-01'::timestamptz + $2 * interval '1 second' WHERE id = $1",
        [id, number],
      );
    }
  }
  const all = event();
  let begun = 0;
  const work =
    (kind: string) =>
    async ({ transaction }: JobContext, { number }: { number: number }) => {
      await transaction((sql) => sql.query("INSERT INTO did (kind, number) VALUES ($1, $2)", [kind, number]));
      if (++begun === jobsPerKind * kinds.length) all.happen();
    };
  const handlers = Object.fromEntries(kinds.map((kind) => [kind, work(kind)]));
  const fleet = Array.from({ length: workers }, () => startWorker(database.limited({}), handlers));
  await all.happened;
  await Promise.all(fleet.map((worker) => worker.stop()));

  const left = await database.query("SELECT status, attempts FROM job WHERE status <> 'SUCCEEDED' OR attempts <> 1");
  expect(left).toEqual([]);
  for (const kind of kinds) {
    const did = await database.query<{ number: number }>("SELECT number FROM did WHERE kind = $1 ORDER BY at", [kind]);
    const order = did.map(({ number }) => number);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: jobsPerKind }, (_, number) => number));
    // Jobs that run at the same time may end in any order.
    const early = order.filter((number, position) => number - position >= workers);
    expect(early).toEqual([]);
  }
});
