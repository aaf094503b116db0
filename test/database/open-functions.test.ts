// Functions that everybody may call by default, and the role for public viewers may not.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { migrate } from "../../src/database/migrate.js";
import { openFunctions, warningOf } from "../../src/database/open-functions.js";
import { assertPublicOnly, publicRole } from "../../src/database/public-role.js";
import { openServing } from "../../src/database/serving.js";
import { bareDatabase, testDatabase } from "../support/database.js";

let database: Database;
let role: Database;
beforeAll(async () => {
  database = await testDatabase();
  role = database.limited({ role: publicRole });
});
afterAll(async () => {
  await role.close();
  await database.close();
});

/** SQLSTATE of a refusal. */
const refused = { code: "42501" };

/** Opens the serving databases. @returns their warnings about functions */
async function warnings(): Promise<string[]> {
  const logger = { warn: vi.fn() };
  const surface = { timeout: 30_000 } as never;
  await (await openServing({ publicDatabaseUrl: undefined, surface }, database, logger)).close();
  return logger.warn.mock.calls.flat().filter((text: string) => text.includes("may call"));
}

describe("after migration by a superuser", () => {
  it.each([
    "lo_creat(-1)",
    "lo_create(0)",
    "lo_from_bytea(0, 'x')",
    "lo_put(1, 0, 'x')",
    "lo_open(1, 131072)",
    "lowrite(0, 'x')",
    "lo_truncate(0, 0)",
    "lo_truncate64(0, 0)",
    "lo_unlink(1)",
    "lo_get(1)",
    "lo_import('/etc/hostname')",
    "lo_export(1, '/tmp/x')",
    "pg_logical_emit_message(false, 'x', 'x')",
    "pg_logical_emit_message(false, 'x', '\\x00'::bytea)",
  ])("the public role may not call %s", async (call) => {
    await expect(role.query(`SELECT ${call}`)).rejects.toMatchObject(refused);
  });

  it("there is nothing to warn about", async () => {
    expect(await openFunctions(role, publicRole)).toEqual([]);
    expect(await warnings()).toEqual([]);
  });
});

describe("a warning at the start", () => {
  it.each([
    ["GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC", "lo_create(oid)"],
    ["GRANT EXECUTE ON FUNCTION lo_put(oid, bigint, bytea) TO kindred_public", "lo_put(oid,bigint,bytea)"],
  ])("is logged after %s", async (grant, name) => {
    await database.script(grant);
    expect(await openFunctions(role, publicRole)).toEqual([name]);
    if (grant.endsWith("PUBLIC")) expect(await warnings()).toEqual([expect.stringContaining(name)]);
    else await expect(warnings()).rejects.toMatchObject({ code: "DATABASE_UNUSABLE" });
    await database.script(grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM "));
    expect(await warnings()).toEqual([]);
  });

  it("is logged for a function in an untrusted language, once anybody may call it", async () => {
    await database.script("CREATE FUNCTION reach() RETURNS int LANGUAGE internal VOLATILE AS 'pg_backend_pid'");
    expect(await warnings()).toEqual([]);
    await database.script("GRANT EXECUTE ON FUNCTION reach() TO PUBLIC");
    expect(await warnings()).toEqual([expect.stringContaining("reach()")]);
    await database.script("DROP FUNCTION reach()");
  });

  it("names the first three functions", () => {
    expect(warningOf([])).toBeNull();
    expect(warningOf(["a()", "b()", "c()", "d()", "e()"])).toContain("a(), b(), c(), and 2 more, which");
  });
});

it("an owner who may not revoke them can still migrate, and gets the warning", async () => {
  const owned = await bareDatabase();
  await owned.script(`CREATE ROLE owner; CREATE ROLE kindred_public; CREATE EXTENSION pg_trgm SCHEMA public;
    GRANT ALL ON SCHEMA public TO owner; SET ROLE owner`);
  await migrate(owned);
  await assertPublicOnly(owned, publicRole);
  expect(await openFunctions(owned, publicRole)).toEqual(
    expect.arrayContaining(["lo_create(oid)", "lo_put(oid,bigint,bytea)", "lowrite(integer,bytea)"]),
  );
  await owned.close();
});
