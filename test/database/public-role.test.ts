import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { tablesOf } from "../../src/database/migrate.js";
import { assertPublicOnly, publicRole, publicTables } from "../../src/database/public-role.js";
import { type Serving, servingOn } from "../../src/database/serving.js";
import { ownTables } from "../../src/database/tables.js";
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
  "comparison",
  "comparison_figure",
  "comparison_school",
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
  "submission",
  "school_half_terms",
  "bulk_submission",
  "bulk_piece",
  "bulk_rejection",
  "access_request",
  "idempotent_answer",
];

let database: Database;
let serving: Serving;
let publicDatabase: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.script(`INSERT INTO source_file
    (id, kind, name, sha256, bytes, encoding, released_at, rows_read, rows_stored, rows_rejected, rows_skipped)
    VALUES (1, 'gias', 'directory.csv', 'abc', 1, 'utf-8', '2026-01-01', 1, 1, 0, '{}');
    INSERT INTO school (urn, name, search_name, stub, file_id, line) VALUES (100001, 'Oakfield', 'oakfield', false, 1, 2)`);
  serving = servingOn(database);
  publicDatabase = serving.public;
});
afterAll(async () => {
  await serving.close();
  await database.close();
});

/** SQLSTATE of a refusal. */
const refused = { code: "42501" };

it("every table is listed as public or secret", () => {
  expect([...ownTables].sort()).toEqual([...publicTables, ...secretTables].sort());
});

describe("the public role", () => {
  it("reads the public tables and no others, by any kind of statement", async () => {
    const read: string[] = [];
    for (const table of await tablesOf(database)) {
      const reading = publicDatabase.query(`SELECT count(*) FROM "${table}"`);
      if (publicTables.includes(table)) read.push(await reading.then(() => table));
      else await expect(reading, table).rejects.toMatchObject(refused);
    }
    expect(read.sort()).toEqual([...publicTables].sort());
    await expect(publicDatabase.query("SELECT last_value FROM audit_entry_id_seq")).rejects.toMatchObject(refused);
    await expect(publicDatabase.query("SELECT last_value FROM act_id_seq")).rejects.toMatchObject(refused);
    await expect(
      publicDatabase.query("SELECT urn FROM school WHERE EXISTS (SELECT FROM target)"),
    ).rejects.toMatchObject(refused);
    await expect(publicDatabase.transaction((sql) => sql.query("SELECT 1 FROM target"))).rejects.toMatchObject(refused);
    await expect(publicDatabase.script("SELECT 1; SELECT 1 FROM target")).rejects.toMatchObject(refused);
    await expect(publicDatabase.prisma.target.findMany()).rejects.toThrow(/permission denied/);
    expect(await publicDatabase.prisma.school.count()).toBe(1);
  });

  it("can neither write nor create anything, even without the read-only setting", async () => {
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
    await expect(publicDatabase.query("CREATE TEMP TABLE t (i int)")).rejects.toThrow(/read-only/);
  });

  it("cannot call Kindred's functions, including later ones", async () => {
    await database.query("CREATE FUNCTION later() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM target'");
    const callable = await database.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege($1, oid, 'EXECUTE')
         AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')`,
      [publicRole],
    );
    expect(callable).toEqual([]);
    await database.query("DROP FUNCTION later()");
  });

  it("compares words with pg_trgm, as search needs", async () => {
    expect(await publicDatabase.query("SELECT 'quen' % 'queen' AS alike")).toEqual([{ alike: true }]);
  });

  it("applies to its own statements only, also after one that failed", async () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? database : publicDatabase).query<{ user: string }>(
        'SELECT current_user::text AS "user" FROM school LIMIT 1',
      ),
    );
    const failing = publicDatabase.query("SELECT 1 FROM target").catch(() => {});
    const users = (await Promise.all(many)).map(([row]) => row?.user === publicRole);
    expect(users).toEqual(many.map((_, index) => index % 2 === 0));
    await failing;
    expect(await database.query("SELECT 1 FROM target")).toEqual([]);
  });
});

describe("assertPublicOnly", () => {
  const proving = () => assertPublicOnly(publicDatabase, publicRole);

  it("accepts the role as the migrations created it", proving);

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
  ])("rejects the role after %s", async (statement, expected, undo) => {
    await database.script(statement);
    await expect(proving()).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringContaining(expected),
    });
    await database.script(undo);
    await proving();
  });
});
