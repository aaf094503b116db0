// A suite's database is as new, even if another suite used it before.
import { expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "./database.js";

/** The next suite's answer to `question`, after a suite that ran `statements`. */
async function after(statements: string, question: string): Promise<unknown> {
  const before: Database = await testDatabase();
  await before.script(statements);
  await before.close();
  const next = await testDatabase();
  try {
    return (await next.query(question))[0];
  } finally {
    await next.close();
  }
}

const file = `INSERT INTO source_file (kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
  VALUES ('gias', 'a.csv', 'a', 1, 'utf-8', now(), 0, 0, 0, '{}')`;

it("has no rows of another suite, and ids start at one", async () => {
  expect(await after(file, `${file} RETURNING id::int, (SELECT count(*)::int FROM source_file) AS others`)).toEqual({
    id: 1,
    others: 0,
  });
});

it("has no tables, columns, rights or settings of another suite", async () => {
  const question = `SELECT to_regclass('customers') AS customers, current_setting('search_path') AS path,
    has_table_privilege('kindred_public', 'target', 'SELECT') AS readable,
    (SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'target'::regclass AND attname = 'extra') AS extra`;
  const fresh = await after("SELECT 1", question);
  expect(fresh).toMatchObject({ customers: null, readable: false, extra: 0 });
  for (const changed of [
    "CREATE TABLE customers (id int)",
    "ALTER TABLE target ADD COLUMN extra int",
    "GRANT SELECT ON target TO kindred_public",
    "SET search_path TO pg_catalog",
  ]) {
    expect(await after(changed, question), changed).toEqual(fresh);
  }
});

it("rejects statements after it is closed", async () => {
  const database = await testDatabase();
  await database.close();
  await expect((async () => database.query("SELECT 1"))()).rejects.toThrow();
});
