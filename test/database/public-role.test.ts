import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { assertPublicOnly, publicRole, publicTables } from "../../src/database/public-role.js";
import { type Serving, servingOn } from "../../src/database/serving.js";
import { ownTables, tablesOf } from "../../src/database/tables.js";
import { testDatabase } from "../support/database.js";

/** Written by hand: a table that is new is put here or among the public ones by somebody who thought about it. */
const secretTables = [
  "directory_row",
  "local_authority",
  "rejected_row",
  "population",
  "figures_version",
  "current_population",
  "job",
  "run",
  "cohort",
  "fingerprint_mark",
  "run_separation",
  "target_set",
  "target",
  "partnership_plan",
  "partnership",
  "client",
  "api_key",
  "grant",
  "audit_entry",
  "act",
  "act_offset",
];

let database: Database;
let serving: Serving;
let wall: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script(`INSERT INTO source_file
    (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
    VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2026-01-01', 1, 1, 0, '{}');
    INSERT INTO school (urn, name, search_name, stub, file_id, line) VALUES (100001, 'Oakfield', 'oakfield', false, 1, 2)`);
  serving = servingOn(database);
  wall = serving.public;
});
afterAll(async () => {
  await serving.close();
  await database.close();
});

/** SQLSTATE of a refusal. */
const refused = { code: "42501" };

it("every table is public or secret, and somebody decided which", () => {
  expect([...ownTables].sort()).toEqual([...publicTables, ...secretTables].sort());
});

describe("the public role", () => {
  it("reads the public tables and no other, however it asks", async () => {
    const read: string[] = [];
    for (const table of await tablesOf(database)) {
      const asked = wall.query(`SELECT count(*) FROM "${table}"`);
      if (publicTables.includes(table)) read.push(await asked.then(() => table));
      else await expect(asked, table).rejects.toMatchObject(refused);
    }
    expect(read.sort()).toEqual([...publicTables].sort());
    await expect(wall.query("SELECT last_value FROM audit_entry_id_seq")).rejects.toMatchObject(refused);
    await expect(wall.query("SELECT last_value FROM act_id_seq")).rejects.toMatchObject(refused);
    await expect(wall.query("SELECT urn FROM school WHERE EXISTS (SELECT FROM target)")).rejects.toMatchObject(refused);
    await expect(wall.transaction((sql) => sql.query("SELECT 1 FROM target"))).rejects.toMatchObject(refused);
    await expect(wall.script("SELECT 1; SELECT 1 FROM target")).rejects.toMatchObject(refused);
    await expect(wall.prisma.target.findMany()).rejects.toThrow(/permission denied/);
    expect(await wall.prisma.school.count()).toBe(1);
  });

  it("writes nothing and makes nothing, with its rights alone", async () => {
    const role = database.limited({ role: publicRole });
    for (const table of publicTables) {
      await expect(role.query(`DELETE FROM "${table}"`)).rejects.toMatchObject(refused);
      await expect(role.query(`TRUNCATE "${table}"`)).rejects.toMatchObject(refused);
      await expect(role.query(`SELECT FROM "${table}" FOR UPDATE`)).rejects.toMatchObject(refused);
    }
    await expect(role.query("UPDATE school SET name = ''")).rejects.toMatchObject(refused);
    for (const thing of [
      "TABLE t (i int)",
      "SCHEMA s",
      "ROLE r",
      "FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ]) {
      await expect(role.query(`CREATE ${thing}`), thing).rejects.toMatchObject(refused);
    }
    await role.close();
    await expect(wall.query("CREATE TEMP TABLE t (i int)")).rejects.toThrow(/read-only/);
  });

  it("can call no function of ours, also of those made later", async () => {
    await database.query("CREATE FUNCTION later() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM target'");
    const callable = await database.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege($1, oid, 'EXECUTE')
         AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')`,
      [publicRole],
    );
    expect(callable).toEqual([]);
    await database.query("DROP FUNCTION later()");
  });

  it("compares words, for which search needs an extension's functions", async () => {
    expect(await wall.query("SELECT 'quen' % 'queen' AS alike")).toEqual([{ alike: true }]);
  });

  it("is left again after each statement, one that failed too, and meanwhile by everyone else", async () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? database : wall).query<{ user: string }>('SELECT current_user::text AS "user" FROM school LIMIT 1'),
    );
    const failing = wall.query("SELECT 1 FROM target").catch(() => {});
    const users = (await Promise.all(many)).map(([row]) => row?.user === publicRole);
    expect(users).toEqual(many.map((_, index) => index % 2 === 0));
    await failing;
    expect(await database.query("SELECT 1 FROM target")).toEqual([]);
  });
});

describe("the proof of the wall", () => {
  const proving = () => assertPublicOnly(wall, publicRole);

  it("accepts the role as the migrations made it", proving);

  it.each([
    ["GRANT SELECT ON target TO PUBLIC", "may read public.target", "REVOKE SELECT ON target FROM PUBLIC"],
    [
      "GRANT SELECT (urn) ON target TO kindred_public",
      "may read public.target",
      "REVOKE SELECT (urn) ON target FROM kindred_public",
    ],
    [
      "GRANT SELECT ON audit_entry_id_seq TO kindred_public",
      "may read public.audit_entry_id_seq",
      "REVOKE ALL ON audit_entry_id_seq FROM kindred_public",
    ],
    [
      "GRANT INSERT ON school TO kindred_public",
      "may write public.school",
      "REVOKE INSERT ON school FROM kindred_public",
    ],
    [
      "GRANT CREATE ON SCHEMA public TO kindred_public",
      "may create objects in the schema public",
      "REVOKE CREATE ON SCHEMA public FROM kindred_public",
    ],
    [
      "CREATE VIEW leak AS SELECT urn FROM target; GRANT SELECT ON leak TO kindred_public",
      "may read public.leak",
      "DROP VIEW leak",
    ],
    [
      "CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM target'; GRANT EXECUTE ON FUNCTION leak() TO PUBLIC",
      "may call leak() with its owner's rights",
      "DROP FUNCTION leak()",
    ],
    [
      "ALTER FUNCTION grant_is_allowed() OWNER TO kindred_public",
      "owns function grant_is_allowed()",
      "ALTER FUNCTION grant_is_allowed() OWNER TO CURRENT_USER",
    ],
    [
      "GRANT SELECT ON pg_statistic TO kindred_public",
      "has rights on table pg_statistic",
      "REVOKE SELECT ON pg_statistic FROM kindred_public",
    ],
    [
      "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO kindred_public",
      "has rights on function pg_read_file(text)",
      "REVOKE EXECUTE ON FUNCTION pg_read_file(text) FROM kindred_public",
    ],
    [
      "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
      "would read tables created later",
      "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC",
    ],
    [
      "REVOKE SELECT ON school_link FROM kindred_public",
      "may not read public.school_link",
      "GRANT SELECT ON school_link TO kindred_public",
    ],
  ])("refuses it after %s", async (statement, told, undo) => {
    await database.script(statement);
    await expect(proving()).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringContaining(told),
    });
    await database.script(undo);
    await proving();
  });
});
