// Two writers of one school at once. On the embedded database they take turns anyway.
import { afterAll, beforeAll, expect, it } from "vitest";
import { revokeGrant } from "../../src/access/grants.js";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import type { Submission } from "../../src/submissions/submission.js";
import { submitIn } from "../../src/submissions/submit.js";
import { testDatabase } from "../support/database.js";
import { layWorld, now, schoolOf, submitAs, week, withdrawal } from "./world.js";

let database: Database;
let vendor: Viewer;
beforeAll(async () => {
  database = await testDatabase();
  vendor = await layWorld(database);
});
afterAll(() => database.close());

it("stores one of two submissions of the same revision, and adds up both of two periods", async () => {
  for (let revision = 1; revision <= 20; revision++) {
    const totals = (attended: number) => ({ possible: 10, attended, authorised: 10 - attended, unauthorised: 0 });
    const other: Partial<Submission> = { from: "2024-09-16", to: "2024-09-20", asAt: now };
    const writers = [
      [week({ revision, totals: totals(9) }), week({ urn: 100_002, revision })],
      [
        week({ urn: 100_002, ...other, revision }),
        week({ ...other, revision, totals: totals(7) }),
        week({ revision, totals: totals(8) }),
      ],
    ];
    const answers = await Promise.all(writers.map((submissions) => submitAs(database, vendor, ...submissions)));
    const same = [answers[0]![0]!, answers[1]![2]!];
    expect(same.map(({ rule, outcome }) => rule ?? outcome).sort()).toEqual(["REVISION_USED", "STORED"]);
    const [row] = await database.query(
      "SELECT count(*)::int AS periods, max(revision) AS revision FROM submission WHERE current AND urn = 100001",
    );
    expect(row).toEqual({ periods: 2, revision });
  }
});

it("stores nothing once the school's revocation has returned", async () => {
  const [grant] = await database.query<{ id: string }>(`SELECT id::text AS id FROM "grant" WHERE urn = 100002`);
  await revokeGrant(database, schoolOf(100_002), grant!.id);
  const [first, second] = await submitAs(
    database,
    vendor,
    week({ urn: 100_002, revision: 99 }),
    withdrawal({ revision: 99 }),
  );
  expect([first!.rule, second!.outcome]).toEqual(["NO_AGREEMENT", "STORED"]);
});

it.runIf(process.env.TEST_DATABASE_URL)("makes a revocation wait until a submission in progress ends", async () => {
  const [grant] = await database.query<{ id: string }>(`SELECT id::text AS id FROM "grant" WHERE urn = 100001`);
  const order: string[] = [];
  let revoking: Promise<unknown> | undefined;
  await database.transaction(async (sql) => {
    await submitIn(sql, vendor, [week({ revision: 200 })], { halfTerms: usualHalfTerms, now });
    revoking = revokeGrant(database, schoolOf(100_001), grant!.id).then(() => order.push("revoked"));
    for (let waits = 0; waits === 0; ) {
      const [row] = await sql.query<{ waits: number }>(
        "SELECT count(*)::int AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      waits = row!.waits;
    }
    order.push("submitted");
  });
  await revoking;
  expect(order).toEqual(["submitted", "revoked"]);
});
