// Random submissions, corrections, withdrawals, replays and late revisions, in calls of random size and by two vendors: the
// year to date is always the fold of what was accepted.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import { submissionsOf } from "../../src/submissions/store.js";
import type { Submission } from "../../src/submissions/submission.js";
import { submit } from "../../src/submissions/submit.js";
import { testDatabase } from "../support/database.js";
import { fold } from "./fold.js";
import { agreed, department, layWorld, now, vendorOf, week } from "./world.js";

let database: Database;
let vendors: Viewer[];
beforeAll(async () => {
  database = await testDatabase();
  vendors = [await layWorld(database), await vendorOf(database, "Other Vendor", agreed)];
});
afterAll(() => database.close());

const spans = [
  ["2024-09-09", "2024-09-13"],
  ["2024-09-09", "2024-09-09"],
  ["2024-09-12", "2024-09-18"],
  ["2024-09-16", "2024-09-20"],
  ["2023-09-11", "2023-09-15"],
] as const;
const count = fc.integer({ min: 0, max: 5000 });
const figures: fc.Arbitrary<Partial<Submission>> = fc.oneof(
  fc.tuple(count, count, count).map(([attended, authorised, unauthorised]) => ({
    totals: { possible: attended + authorised + unauthorised, attended, authorised, unauthorised },
  })),
  fc.tuple(count, count, count, count, count).map((counts) => ({
    totals: null,
    byCode: ["/", "B", "I", "O", "X"].map((code, index) => ({ code, sessions: counts[index]! })),
  })),
  fc.constant({ totals: null, withdrawn: true, enrolments: null, persistent: null, severe: null }),
  fc.constant({ enrolments: -1 }),
);
const submission: fc.Arbitrary<Submission> = fc
  .record({
    urn: fc.constantFrom(...agreed, 100_003),
    scope: fc.constantFrom("AGE_5_15" as const, "SIXTH_FORM" as const),
    span: fc.constantFrom(...spans),
    revision: fc.integer({ min: 0, max: 5 }),
    figures,
  })
  .map(({ urn, scope, span: [from, to], revision, figures }) =>
    week({ urn, scope, from, to, revision, asAt: now, ...figures }),
  );
const call = fc.record({
  vendor: fc.nat(1),
  submissions: fc.array(submission, { maxLength: 8 }),
  /** Whether the answer was lost, and the call is repeated. */
  again: fc.boolean(),
});

it("is the fold of what was accepted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 8 }), async (calls) => {
      await database.query("TRUNCATE submission");
      const accepted: Submission[] = [];
      for (const { vendor, submissions, again } of calls) {
        for (let sent = 0; sent < (again ? 2 : 1); sent++) {
          const answers = await submit(database, vendors[vendor]!, submissions, { halfTerms: usualHalfTerms, now });
          for (const [index, { outcome, before, after }] of answers.entries()) {
            const { urn, scope, from } = submissions[index]!;
            const year = `${urn} ${scope} ${from < "2024-08-01" ? "2023/24" : "2024/25"}`;
            if (urn !== 100_003) expect(shown(before)).toEqual(fold(accepted)[year]);
            if (outcome === "STORED") accepted.push(submissions[index]!);
            if (urn !== 100_003) expect(shown(after)).toEqual(fold(accepted)[year]);
          }
        }
      }
      expect(await stored()).toEqual(fold(accepted));
    }),
    { numRuns: 100 },
  );
});

const shown = (toDate: { possible: number; attended: number; authorised: number; unauthorised: number } | null) =>
  toDate ? [toDate.possible, toDate.attended, toDate.authorised, toDate.unauthorised] : undefined;

/** As a reader sums it. */
async function stored(): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const urn of [...agreed, 100_003]) {
    const page = { first: 100, halfTerms: usualHalfTerms };
    for (const { scope, year, totals } of await submissionsOf(database, department, urn, page)) {
      const key = `${urn} ${scope} ${year}`;
      const one = shown(totals);
      if (one) found[key] = one.map((figure, index) => figure + (found[key]?.[index] ?? 0));
    }
  }
  return found;
}
