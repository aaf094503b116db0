// What becomes of submissions: outcomes, the year to date, and what is stored.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { revokeClient } from "../../src/access/clients.js";
import { revokeGrant } from "../../src/access/grants.js";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import type { Submission } from "../../src/submissions/submission.js";
import { submit } from "../../src/submissions/submit.js";
import { testDatabase } from "../support/database.js";
import { agreed, department, layWorld, now, schoolOf, submitAs, vendorOf, week, withdrawal } from "./world.js";

let database: Database;
let vendor: Viewer;
beforeAll(async () => {
  database = await testDatabase();
  vendor = await layWorld(database);
});
beforeEach(() => database.query("TRUNCATE submission, school_half_terms"));
afterAll(() => database.close());

const submitted = (...submissions: Submission[]) => submitAs(database, vendor, ...submissions);
const outcomesOf = async (...submissions: Submission[]) =>
  (await submitted(...submissions)).map(({ outcome, rule }) => rule ?? outcome);

const second: Partial<Submission> = {
  from: "2024-09-16",
  to: "2024-09-20",
  asAt: new Date("2024-09-23T09:00:00Z"),
  totals: { possible: 4000, attended: 3600, authorised: 300, unauthorised: 100 },
};
const lastYear: Partial<Submission> = { from: "2023-09-11", to: "2023-09-15" };
const oneWeek = { possible: 4000, attended: 3800, authorised: 150, unauthorised: 50, attendance: "95.000000" };
const twoWeeks = { possible: 8000, attended: 7400, authorised: 450, unauthorised: 150, attendance: "92.500000" };

describe("a call", () => {
  it("answers each submission in order with the year to date before and after it", async () => {
    const answers = await submitted(week(), week(second));
    expect(answers).toEqual([
      { outcome: "STORED", rule: null, message: null, warnings: [], revision: 1, before: null, after: oneWeek },
      { outcome: "STORED", rule: null, message: null, warnings: [], revision: 1, before: oneWeek, after: twoWeeks },
    ]);
  });

  it("continues the year to date of earlier calls, by school, scope and year", async () => {
    await submitted(week());
    const elsewhere = [week({ urn: 100_002 }), week({ scope: "SIXTH_FORM" }), week({ ...lastYear })];
    const answers = await submitted(...elsewhere, week(second));
    expect(answers.map(({ before }) => before)).toEqual([null, null, null, oneWeek]);
    expect(answers[3]!.after).toEqual(twoWeeks);
  });

  it("stores what is right and rejects what is wrong", async () => {
    expect(await outcomesOf(week({ enrolments: -1 }), week(second))).toEqual(["COUNTS", "STORED"]);
  });

  it("counts sessions by code, approved activity as attendance and blank marks as not possible", async () => {
    const byCode = [
      { code: "-", sessions: 5 },
      { code: "/", sessions: 1800 },
      { code: "\\", sessions: 1700 },
      { code: "B", sessions: 300 },
      { code: "I", sessions: 150 },
      { code: "O", sessions: 50 },
      { code: "X", sessions: 400 },
    ];
    const [answer] = await submitted(week({ totals: null, byCode }));
    expect(answer).toMatchObject({ outcome: "STORED", after: oneWeek, warnings: [] });
    const [row] = await database.query("SELECT by_code::text AS codes, current, year FROM submission");
    expect(row).toEqual({
      codes: '{"/":1800,"\\\\":1700,"B":300,"I":150,"O":50,"X":400,"-":5}',
      current: true,
      year: "2024/25",
    });
  });

  it("answers nothing possible with no attendance", async () => {
    const [answer] = await submitted(week({ totals: { possible: 0, attended: 0, authorised: 0, unauthorised: 0 } }));
    expect(answer!.after).toEqual({ possible: 0, attended: 0, authorised: 0, unauthorised: 0, attendance: null });
  });

  it("has at most 500 submissions", async () => {
    const call = submit(database, vendor, Array(501).fill(week()), { halfTerms: usualHalfTerms, now });
    await expect(call).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  });

  it("may be empty", async () => {
    expect(await submitted()).toEqual([]);
  });
});
