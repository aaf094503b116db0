// PostgreSQL parses and plans a statement once per connection, and a connection holds few statements.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Sql } from "../../src/database/database.js";
import { maxNames } from "../../src/database/prepared.js";
import { publicRole } from "../../src/database/public-role.js";
import { testDatabase } from "../support/database.js";

describe.skipIf(!process.env.TEST_DATABASE_URL)("a statement with parameters on PostgreSQL", () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const heldBy = async (sql: Sql) =>
    (await sql.query<{ n: number }>("SELECT count(*)::int AS n FROM pg_prepared_statements"))[0]!.n;
  const backend = async (sql: Sql) => (await sql.query<{ pid: number }>("SELECT pg_backend_pid() AS pid"))[0]!.pid;

  it("is prepared once, with the role of its connection", async () => {
    const limited = database.limited({ role: publicRole, readOnly: true });
    for (const value of [1, 2, 3]) {
      const [row] = await limited.query<{ n: number; role: string }>("SELECT $1::int AS n, current_user AS role", [
        value,
      ]);
      expect(row).toEqual({ n: value, role: publicRole });
    }
    expect(await heldBy(limited)).toBe(1);
  });

  it("is planned once for all requests", async () => {
    const limited = database.limited({ timeout: 5_000 });
    for (const urn of [1, 2, 3]) await limited.query("SELECT name FROM school WHERE urn = $1", [urn]);
    const [plans] = await limited.query<{ custom: number }>(
      "SELECT max(custom_plans)::int AS custom FROM pg_prepared_statements",
    );
    expect(plans!.custom).toBe(0);
  });

  it("is prepared in a transaction too", async () => {
    await database.transaction(async (sql) => {
      const before = await heldBy(sql);
      for (const value of [1, 2]) await sql.query("SELECT $1::int + 1 AS n", [value]);
      expect(await heldBy(sql)).toBe(before + 1);
    });
  });

  it("gets a new connection after too many others", async () => {
    const limited = database.limited({});
    const first = await backend(limited);
    for (let n = 0; n <= maxNames; n++) await limited.query(`SELECT $1::int + ${n} AS n`, [n]);
    expect(await backend(limited)).not.toBe(first);
    expect(await heldBy(limited)).toBe(0);
  });
});
