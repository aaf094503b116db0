// Who may submit, and what those without agreement learn.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { department, layWorld, schoolOf, submitAs, week, withdrawal } from "./world.js";

let database: Database;
let vendor: Viewer;
beforeAll(async () => {
  database = await testDatabase();
  vendor = await layWorld(database);
});
beforeEach(() => database.query("TRUNCATE submission"));
afterAll(() => database.close());

describe("who may submit", () => {
  it("is a school for itself alone", async () => {
    const answers = await submitAs(database, schoolOf(100_003), week({ urn: 100_003 }), week());
    expect(answers.map(({ rule, outcome }) => rule ?? outcome)).toEqual(["STORED", "NO_AGREEMENT"]);
  });

  it.each(["ANONYMOUS", "OFSTED", "TRUST", "LOCAL_AUTHORITY", "ANALYST", "DEPARTMENT"] as const)(
    "is not %s",
    async (role) => {
      await expect(submitAs(database, { ...department, role }, week())).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );

  it("is not a vendor without a registered client, whatever grants its viewer claims", async () => {
    const grants = [{ capability: "ATTENDANCE", urn: 100_001, trustCode: null, laCode: null }] as const;
    const [answer] = await submitAs(database, { ...vendor, clientId: null, grants }, week());
    expect(answer!.rule).toBe("NO_AGREEMENT");
  });

  it("gets the same answer without agreement, whatever is stored and however wrong the submission is", async () => {
    const other = [
      week({ urn: 100_003 }),
      week({ urn: 100_003, to: "2024-09-01", enrolments: -1 }),
      withdrawal({ urn: 100_003 }),
    ];
    const empty = await submitAs(database, vendor, ...other);
    await submitAs(database, schoolOf(100_003), week({ urn: 100_003 }));
    expect(await submitAs(database, vendor, ...other)).toEqual(empty);
    expect(new Set(empty.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});
