// What becomes of submissions: outcomes, the year to date, and what is stored.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import type { Submission } from "../../src/submissions/submission.js";
import { submit, submitIn } from "../../src/submissions/submit.js";
import { testDatabase } from "../support/database.js";
import { agreed, layWorld, now, schoolOf, submitAs, vendorOf, week, withdrawal } from "./world.js";

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

const sameByCode = [
  { code: "/", sessions: 3800 },
  { code: "I", sessions: 150 },
  { code: "O", sessions: 50 },
];

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

describe("a revision", () => {
  it("that is higher corrects the period, and the earlier one is kept", async () => {
    await submitted(week());
    const [answer] = await submitted(week({ revision: 5, totals: second.totals }));
    expect(answer).toMatchObject({ outcome: "STORED", revision: 5, before: oneWeek });
    expect(answer!.after).toMatchObject({ possible: 4000, attended: 3600 });
    expect(await stored()).toEqual(["1 earlier", "5 current"]);
  });

  it("that was stored with the same content changes nothing", async () => {
    await submitted(week());
    const [answer] = await submitted(week());
    expect(answer).toEqual({
      ...{ outcome: "UNCHANGED", rule: null, message: null, warnings: [], revision: 1 },
      ...{ before: oneWeek, after: oneWeek },
    });
    expect(await stored()).toEqual(["1 current"]);
  });

  it.each<[string, Partial<Submission>]>([
    ["sessions", { totals: second.totals }],
    ["enrolments", { enrolments: 399 }],
    ["persistent absentees", { persistent: null }],
    ["severe absentees", { severe: 9 }],
    ["the time of reading", { asAt: new Date("2024-09-16T09:00:00.001Z") }],
    ["codes in place of totals", { totals: null, byCode: sameByCode }],
    ["a withdrawal in place of figures", withdrawal({ revision: 1 })],
  ])("that was stored with other %s is rejected", async (_what, changes) => {
    await submitted(week());
    const [answer] = await submitted(week(changes));
    expect(answer).toMatchObject({ outcome: "REJECTED", rule: "REVISION_USED", revision: 1, before: oneWeek });
    expect(answer!.after).toEqual(oneWeek);
    expect(answer!.message).toBe(
      "Revision 1 of this period is stored with other content. Send a correction with a higher revision.",
    );
    expect(await stored()).toEqual(["1 current"]);
  });

  it("has the same content whatever the order of its codes", async () => {
    await submitted(week({ totals: null, byCode: sameByCode }));
    const [answer] = await submitted(week({ totals: null, byCode: [...sameByCode].reverse() }));
    expect(answer!.outcome).toBe("UNCHANGED");
  });

  it("that is lower is not applied, and the answer names the one that counts", async () => {
    await submitted(week({ revision: 3 }));
    const [answer] = await submitted(week({ revision: 2, totals: second.totals }));
    expect(answer).toMatchObject({ outcome: "SUPERSEDED", rule: null, revision: 3, before: oneWeek, after: oneWeek });
    expect(answer!.message).toContain("Revision 3 of this period is stored, so revision 2 is not applied.");
    expect(await stored()).toEqual(["3 current"]);
  });

  it("counts after another in the same call", async () => {
    const call = [week(), week({ revision: 3, totals: second.totals }), week({ revision: 2 }), week({ revision: 3 })];
    expect(await outcomesOf(...call)).toEqual(["STORED", "STORED", "SUPERSEDED", "REVISION_USED"]);
    expect(await stored()).toEqual(["1 earlier", "3 current"]);
  });

  it("rises whichever vendor or school sends it", async () => {
    const other = await vendorOf(database, "Other Vendor", agreed);
    await submitted(week({ revision: 1 }));
    const [answer] = await submitAs(database, other, week({ revision: 1, totals: second.totals }));
    expect(answer!.rule).toBe("REVISION_USED");
    const [corrected] = await submitAs(database, schoolOf(100_001), week({ revision: 2, totals: second.totals }));
    expect(corrected).toMatchObject({ outcome: "STORED", before: oneWeek });
  });
});

const stored = async () => {
  const rows = await database.query<{ revision: number; current: boolean }>(
    "SELECT revision, current FROM submission ORDER BY revision",
  );
  return rows.map(({ revision, current }) => `${revision} ${current ? "current" : "earlier"}`);
};

describe("a withdrawal", () => {
  it("takes the period out of the year to date, and a higher revision brings it back", async () => {
    await submitted(week(), week(second));
    const [withdrawn] = await submitted(withdrawal());
    expect(withdrawn).toMatchObject({ outcome: "STORED", revision: 2, before: twoWeeks, warnings: [] });
    expect(withdrawn!.after).toMatchObject({ possible: 4000, attended: 3600 });
    const [again] = await submitted(week({ revision: 3 }));
    expect(again!.after).toEqual(twoWeeks);
  });

  it("leaves no year to date where nothing else is submitted", async () => {
    await submitted(week());
    const [answer] = await submitted(withdrawal());
    expect(answer).toMatchObject({ before: oneWeek, after: null });
  });

  it("of what was never submitted is rejected", async () => {
    const [answer] = await submitted(withdrawal());
    expect(answer).toMatchObject({ outcome: "REJECTED", rule: "NOTHING_TO_WITHDRAW", revision: null });
    expect(answer!.message).toContain("This period was never submitted.");
  });

  it("makes room for another period on its days", async () => {
    await submitted(week());
    const day: Partial<Submission> = { to: "2024-09-09" };
    expect(await outcomesOf(week(day), withdrawal(), week(day))).toEqual(["OVERLAP", "STORED", "STORED"]);
    expect(await outcomesOf(week({ revision: 3 }))).toEqual(["OVERLAP"]);
  });

  it("is possible whatever has changed since: half terms, the school's dates", async () => {
    await submitted(week());
    await database.query("UPDATE school SET close_date = '2024-09-01' WHERE urn = 100001");
    await database.query(
      `INSERT INTO school_half_terms VALUES (100001, '2024/25',
         '{2024-08-01,2024-09-11,2025-01-01,2025-02-17,2025-04-21,2025-05-26}')`,
    );
    const outcomes = await outcomesOf(week({ revision: 2 }), withdrawal());
    await database.query("UPDATE school SET close_date = null WHERE urn = 100001");
    expect(outcomes).toEqual(["HALF_TERM", "STORED"]);
  });
});

describe("an act", () => {
  const actsOf = () =>
    database.query(
      `SELECT type, subject_kind AS kind, subject, urn, year, client_id::text AS client FROM act
       WHERE type LIKE 'ATTENDANCE%' AND id > $1 ORDER BY id`,
      [last],
    );
  let last = "0";
  beforeEach(async () => {
    const [row] = await database.query<{ id: string }>("SELECT coalesce(max(id), 0)::text AS id FROM act");
    last = row!.id;
  });

  it("is recorded for each stored submission, without a figure, and for no other", async () => {
    await submitted(week(), week(), week(second), withdrawal(), week({ enrolments: -1 }));
    const act = { kind: "SUBMISSION", urn: 100_001, year: "2024/25", client: vendor.clientId };
    expect(await actsOf()).toEqual([
      { ...act, type: "ATTENDANCE_SUBMITTED", subject: "100001 AGE_5_15 2024-09-09 2024-09-13" },
      { ...act, type: "ATTENDANCE_SUBMITTED", subject: "100001 AGE_5_15 2024-09-16 2024-09-20" },
      { ...act, type: "ATTENDANCE_WITHDRAWN", subject: "100001 AGE_5_15 2024-09-09 2024-09-13" },
    ]);
  });

  it("and its submission are both undone if the transaction fails", async () => {
    const fails = database.transaction(async (sql) => {
      await submitIn(sql, vendor, [week()], { halfTerms: usualHalfTerms, now });
      throw new Error("power cut");
    });
    await expect(fails).rejects.toThrow("power cut");
    expect([await actsOf(), await stored()]).toEqual([[], []]);
  });
});

describe("the audit", () => {
  it("records that the year to date was read, of the schools that have one", async () => {
    await submitted(week());
    const before = await auditOf();
    await submitted(week(second), week({ urn: 100_002 }), week({ urn: 100_003 }));
    expect((await auditOf()).slice(before.length)).toEqual([
      { subject: "attendance", urns: [100_001], actor: vendor.name },
    ]);
  });

  const auditOf = () => database.query("SELECT subject, urns, actor FROM audit_entry ORDER BY id");
});
