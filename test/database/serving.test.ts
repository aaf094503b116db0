import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { openDatabase } from "../../src/database/open.js";
import { openServing, type Serving, servingOn } from "../../src/database/serving.js";
import { testDatabase } from "../support/database.js";

const surface = { timeout: 30_000 } as never;
const logger = { warn: vi.fn() };

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("the serving databases", () => {
  it("are checked when they open, and close without closing the database under them", async () => {
    const serving = await openServing({ publicDatabaseUrl: undefined, surface }, database, logger);
    await expect(serving.public.query("SELECT FROM target")).rejects.toThrow(/permission denied/);
    await serving.close();
    expect(await database.query("SELECT FROM target")).toEqual([]);
    expect(logger.warn).toHaveBeenCalledTimes(database.kind === "postgresql" ? 1 : 0);
  });

  it("do not open if the role may read more than the public tables", async () => {
    await database.query("GRANT SELECT ON target TO kindred_public");
    const opening = openServing({ publicDatabaseUrl: undefined, surface }, database, logger);
    await expect(opening).rejects.toMatchObject({ code: "DATABASE_UNUSABLE", message: /may read public\.target/ });
    await database.query("REVOKE SELECT ON target FROM kindred_public");
  });
});

const server = process.env.TEST_DATABASE_URL ?? "";
const urlOf = (name: string, user?: string) => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (user) url.username = user;
  return url.href;
};

describe.skipIf(!server)("on PostgreSQL, a separate user for public viewers", () => {
  const web = `kindred_web_${process.pid}`;
  let name: string;
  const open = (url: string) => openServing({ publicDatabaseUrl: url, surface }, database, logger);
  const refusal = (message: RegExp) => ({ code: "DATABASE_UNUSABLE", message: expect.stringMatching(message) });

  beforeAll(async () => {
    const [row] = await database.query<{ name: string }>("SELECT current_database() AS name");
    name = row!.name;
    await database.query(`CREATE ROLE ${web} LOGIN IN ROLE kindred_public`);
  });
  afterAll(() => database.query(`DROP ROLE ${web}`));

  it("reads the public tables, and can neither change role nor write", async () => {
    const serving = await open(urlOf(name, web));
    const publicDatabase = serving.public;
    expect(await publicDatabase.query("SELECT session_user::text AS name")).toEqual([{ name: web }]);
    expect(await publicDatabase.prisma.school.count()).toBe(0);
    const forbidden = ["SET ROLE postgres", "SELECT 1 FROM target", "SET SESSION AUTHORIZATION postgres"];
    for (const statement of forbidden)
      await expect(publicDatabase.query(statement)).rejects.toMatchObject({ code: "42501" });
    const writing = publicDatabase.transaction((sql) => sql.script("SET TRANSACTION READ WRITE; DELETE FROM school"));
    await expect(writing).rejects.toMatchObject({ code: "42501" });
    await serving.close();
  });

  it.each([
    ["a superuser", () => urlOf(name), /is a superuser/],
    ["unknown to the server", () => urlOf(name, "nobody_of_that_name"), /nobody_of_that_name.*DATABASE_URL_PUBLIC/],
    ["of another database", () => urlOf("template1", web), /may not read public\.school/],
  ])("is rejected if it is %s", async (_who, url, message) => {
    await expect(open(url())).rejects.toMatchObject(refusal(message));
  });

  it("is rejected if it is a member of another role or lacks the public role", async () => {
    await database.query(`GRANT pg_read_all_stats TO ${web}`);
    await expect(open(urlOf(name, web))).rejects.toMatchObject(refusal(/is a member of pg_read_all_stats/));
    await database.script(`REVOKE pg_read_all_stats FROM ${web}; REVOKE kindred_public FROM ${web}`);
    await expect(open(urlOf(name, web))).rejects.toMatchObject(refusal(/may not read public\.school/));
    await database.query(`GRANT kindred_public TO ${web}`);
  });

  it("is rejected in another database of the same server", async () => {
    const others = [`${name}_a`, `${name}_b`];
    for (const other of others) await database.query(`CREATE DATABASE ${other}`);
    const opened = await Promise.all(
      others.map((other) => openDatabase({ dataDirectory: "", databaseUrl: urlOf(other) })),
    );
    await expect(open(urlOf(`${name}_a`, web))).rejects.toMatchObject(refusal(/names another database/));
    await Promise.all(opened.map((other) => other.close()));
    for (const other of others) await database.query(`DROP DATABASE ${other} WITH (FORCE)`);
  });
});

describe.skipIf(!server)("on PostgreSQL, a request's statement", () => {
  const late = { code: "TIMEOUT" };
  let serving: Serving;
  beforeAll(() => {
    serving = servingOn(database, 500); // a new connection on a busy machine takes less
  });
  afterAll(() => serving.close());

  it.each(["clients", "public"] as const)("times out for %s, however it is sent", async (side) => {
    const asked = serving[side];
    await expect(asked.query("SELECT pg_sleep(60)")).rejects.toMatchObject(late);
    await expect(asked.prisma.$queryRaw`SELECT pg_sleep(60)::text`).rejects.toMatchObject(late);
    await expect(asked.transaction((sql) => sql.query("SELECT pg_sleep(60)"))).rejects.toMatchObject(late);
    expect(await asked.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("times out waiting for a connection", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holding = Array.from({ length: 10 }, () => serving.clients.transaction(() => released));
    const ended = Promise.allSettled(holding);
    await expect(serving.clients.query("SELECT 1")).rejects.toMatchObject(late);
    release();
    await ended;
    expect(await serving.clients.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("fails if its connection was lost before, and no other statement does", async () => {
    const lost = database.transaction(async (sql) => {
      const [row] = await sql.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await database.query("SELECT pg_terminate_backend($1, 5000)", [row!.pid]);
      await database.query("SELECT 1");
      await sql.query("SELECT 1");
    });
    await expect(lost).rejects.toThrow();
    expect(await database.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("has no time limit in jobs", async () => {
    expect(await database.query("SHOW statement_timeout")).toEqual([{ statement_timeout: "0" }]);
  });
});
