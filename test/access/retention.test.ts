// Rows of the audit and of the log of acts never change, and only pruning deletes them, once they are old enough.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pruneRecords } from "../../src/access/retention.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { pruneJobs, queuePruning } from "../../src/jobs/prune.js";
import { workOff } from "../../src/jobs/worker.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.script("TRUNCATE act, audit_entry"));
afterAll(() => database.close());

const tables = ["act", "audit_entry"] as const;
const columns = {
  act: ["type, role, subject_kind", "'RUN_STARTED', 'ANALYST', 'RUN'"],
  audit_entry: ["urns", "'{100001}'"],
} as const;

/** Adds `number` rows, so many days old, to each table. */
async function addRows(days: number, number = 1) {
  for (const table of tables) {
    const [names, values] = columns[table];
    await database.query(
      `INSERT INTO ${table} (at, actor, subject, ${names})
       SELECT now() - $1::float8 * interval '1 day', 'somebody', $1::text || ' days', ${values} FROM generate_series(1, $2::int)`,
      [days, number],
    );
  }
}

const remainingSubjects = async () =>
  Promise.all(
    tables.map(async (table) =>
      (await database.query<{ subject: string }>(`SELECT DISTINCT subject FROM ${table} ORDER BY 1`)).map(
        ({ subject }) => subject,
      ),
    ),
  );

describe.each(tables)("%s", (table) => {
  it("rejects changes, and deletions except by pruning", async () => {
    await addRows(3000);
    const permanent = new RegExp(`a row of ${table} is permanent`);
    await expect(database.query(`UPDATE ${table} SET actor = 'somebody else'`)).rejects.toThrow(permanent);
    await expect(database.query(`DELETE FROM ${table}`)).rejects.toThrow(permanent);
  });

  it("rejects deletion of rows younger than 90 days, whatever retention is set", async () => {
    await addRows(89);
    for (const days of [1000, 90, 89, 0, -1]) {
      const deleting = database.transaction(async (sql) => {
        await sql.query("SELECT set_config('kindred.retention_days', $1, true)", [String(days)]);
        await sql.query(`DELETE FROM ${table}`);
      });
      await expect(deleting, String(days)).rejects.toThrow("permanent");
    }
  });
});

describe("pruning", () => {
  it("deletes every row of both tables that is older than the retention", async () => {
    await addRows(101, 12_000);
    await addRows(99);
    await database.transaction((sql) => pruneRecords(sql, 100));
    expect(await remainingSubjects()).toEqual([["99 days"], ["99 days"]]);
  });

  it("ends the right to delete within its own transaction", async () => {
    await addRows(101);
    const more = database.transaction(async (sql) => {
      await pruneRecords(sql, 1000);
      await sql.query("DELETE FROM act");
    });
    await expect(more).rejects.toThrow("permanent");
  });

  it("is part of the daily job, with the configured retention of six years by default", async () => {
    const { jobDays, auditDays } = readConfig({});
    expect(auditDays).toBe(2190);
    await addRows(2191);
    await addRows(2189);
    await workOff(database, pruneJobs({ jobDays, auditDays }), await queuePruning(database));
    expect(await remainingSubjects()).toEqual([["2189 days"], ["2189 days"]]);
    expect(() => readConfig({ KINDRED_AUDIT_DAYS: "89" })).toThrow("KINDRED_AUDIT_DAYS");
  });
});
