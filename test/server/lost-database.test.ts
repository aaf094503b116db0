// Errors that clients get while PostgreSQL is unreachable. Statements are stopped with their request.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newKey } from "../../src/access/key.js";
import type { Database } from "../../src/database/database.js";
import { databaseOnPostgres } from "../../src/database/postgres.js";
import { rethrowForCaller } from "../../src/database/postgres-errors.js";
import { testDatabase } from "../support/database.js";
import { type Answer, buildCountry, type Clients, makeClients, serve } from "./world.js";

/** An error as PostgreSQL's driver throws it. */
const driverError = (code: string | undefined, message = "host db-7.internal, statement SELECT secret") =>
  Object.assign(new Error(message), code && { code, severity: "FATAL" });

const codeOf = (error: Error, readOnly?: boolean) => {
  try {
    return rethrowForCaller(error, readOnly);
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  }
};

describe("a PostgreSQL error", () => {
  it.each(["57P01", "57P02", "57P03", "53300", "08006", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE"])(
    "%s, for an unreachable server, becomes UNAVAILABLE and does not reveal the host",
    (code) => {
      expect(() => rethrowForCaller(driverError(code))).toThrow(
        "The database cannot be reached at the moment. Try again later.",
      );
      expect(codeOf(driverError(code))).toBe("UNAVAILABLE");
    },
  );

  it("without a code, for a broken connection, becomes UNAVAILABLE", () => {
    expect(codeOf(driverError(undefined, "Connection terminated unexpectedly"))).toBe("UNAVAILABLE");
  });

  it("40001 becomes UNAVAILABLE on a standby, and is unchanged for writers", () => {
    expect(codeOf(driverError("40001"), true)).toBe("UNAVAILABLE");
    expect(codeOf(driverError("40001"))).toBe("40001");
  });

  it("for a stopped statement becomes TIMEOUT; any other is unchanged", () => {
    expect(codeOf(driverError("57014"))).toBe("TIMEOUT");
    expect(codeOf(driverError("42501"))).toBe("42501");
  });
});

/** Both kinds of read: our own SQL, and Prisma. */
const reads = ["{ schools(first: 1) { totalCount } }", "{ school(urn: 100001) { name } }"];

const codesAndMessages = ({ errors }: Answer) => errors.map(({ extensions, message }) => [extensions.code, message]);
const unreachable = [["UNAVAILABLE", "The database cannot be reached at the moment. Try again later."]];

describe("while the database is not listening", () => {
  let lost: Database;
  beforeAll(async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as AddressInfo;
    free.close();
    lost = databaseOnPostgres(`postgresql://nobody@127.0.0.1:${port}/secret_name`);
  });
  afterAll(() => lost.close());

  it.each(reads)("%s returns UNAVAILABLE, without the host", async (query) => {
    const server = serve(lost);
    const answer = await server.ask(query);
    expect(codesAndMessages(answer)).toEqual(unreachable);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|secret_name|SELECT| {4}at /);
    expect(server.log.filter((line) => line.includes("could not be reached")).length).toBe(1);
    expect(server.log.some((line) => line.includes("internal error"))).toBe(false);
  });

  it("rejects a request whose key cannot be looked up with 503, without counting it against the address", async () => {
    const strict = serve(lost, new Map(), { requestsPerMinute: 2 });
    for (let count = 0; count < 3; count++) {
      const answer = await strict.ask("{ viewer { role } }", { key: newKey() });
      expect([answer.status, codesAndMessages(answer)]).toEqual([503, unreachable]);
    }
  });
});

describe("/ready", () => {
  const away: Pick<Database, "query"> = { query: () => Promise.reject(new Error("away")) };
  const there: Pick<Database, "query"> = { query: async () => [] };
  const answer = async (clients: object, everyone: object) => {
    const limited = ({ readOnly }: { readOnly?: boolean }) => (readOnly ? everyone : clients);
    const { fetch } = serve({ ...clients, limited } as Database);
    const response = await fetch(new Request("http://localhost/ready"));
    return [response.status, await response.text()];
  };

  it("reports when only public viewers cannot be served, and is not ready when clients cannot", async () => {
    expect(await answer(there, there)).toEqual([200, "ready\n"]);
    expect(await answer(there, away)).toEqual([200, "ready for clients alone\n"]);
    expect(await answer(away, there)).toEqual([503, "no database\n"]);
  });
});

describe.skipIf(!process.env.TEST_DATABASE_URL)("on PostgreSQL", () => {
  let database: Database;
  let clients: Clients;
  beforeAll(async () => {
    database = await testDatabase();
    await buildCountry(database);
    clients = await makeClients(database);
  });
  afterAll(() => database.close());

  /** Number of statements of other connections that are waiting for a lock. */
  const waiting = async () => {
    const [row] = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
    );
    return row!.n;
  };

  /** Locks a table during `work`; without a time limit, other statements on it would wait for ever. */
  function locked<T>(table: string, work: () => Promise<T>, mode = "ACCESS EXCLUSIVE"): Promise<T> {
    return database.transaction(async (sql) => {
      await sql.script(`LOCK TABLE ${table} IN ${mode} MODE`);
      return work();
    });
  }

  it.each([
    ["our own SQL", "attendance", "{ school(urn: 100001) { attendance { year } } }", false],
    ["a read by Prisma", "school", reads[1] as string, false],
    ["the look-up of the key", "client", "{ viewer { role } }", true],
  ])("%s that is running at the deadline is stopped in the server", async (_what, table, query, withKey) => {
    const { ask } = serve(database, new Map(), { timeout: 300 });
    await locked(table, async () => {
      const pending = ask(query, withKey ? { key: clients.SCHOOL.key } : {});
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
      const answer = await pending;
      expect([answer.status, codesAndMessages(answer)[0]?.[0]]).toEqual([503, "TIMEOUT"]);
      await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 500, interval: 5 });
    });
  });

  it("a prepared statement changed by a migration returns UNAVAILABLE, and succeeds when repeated", async () => {
    await database.script("CREATE TABLE changing (id int)");
    const ask = () => database.prisma.$queryRaw`SELECT * FROM changing`;
    expect(await ask()).toEqual([]);
    await database.script("ALTER TABLE changing ADD COLUMN more int");
    const answers = await Promise.allSettled(Array.from({ length: 30 }, ask));
    const codes = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(["UNAVAILABLE"]));
    expect(await ask()).toEqual([]);
    await database.script("DROP TABLE changing");
  });

  it("a statement in a transaction is stopped too, and the transaction is rolled back", async () => {
    const { ask } = serve(database, new Map(), { timeout: 300 });
    const create = 'mutation { createClient(input: { name: "Another", role: ANALYST }) { key } }';
    const writing = async () => {
      const pending = ask(create, { key: clients.DEPARTMENT.key });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
      expect(codesAndMessages(await pending)[0]?.[0]).toBe("TIMEOUT");
      await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 500, interval: 5 });
    };
    await locked("client", writing, "SHARE");
    expect(await database.query("SELECT FROM client WHERE name = 'Another'")).toEqual([]);
  });

  it.each([
    ["our own SQL", "attendance", "{ school(urn: 100001) { attendance { year } } }"],
    ["a read by Prisma", "school", reads[1] as string],
  ])(
    "%s whose connection the server ends returns UNAVAILABLE, and the next request succeeds",
    async (_what, table, query) => {
      const { ask } = serve(database);
      await locked(table, async () => {
        const pending = ask(query);
        await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
        await database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
        );
        expect(codesAndMessages(await pending)).toEqual(unreachable);
      });
      expect((await ask(query)).errors).toEqual([]);
    },
  );

  it.each(reads)("%s returns UNAVAILABLE if the server has no connection left", async (query) => {
    const [row] = await database.query<{ name: string }>("SELECT current_database() AS name");
    const role = `kindred_crowd_${process.pid}`;
    const url = new URL(process.env.TEST_DATABASE_URL!);
    url.pathname = `/${row!.name}`;
    url.username = role;
    await database.query(`CREATE ROLE ${role} LOGIN CONNECTION LIMIT 0`);
    const crowded = databaseOnPostgres(url.href);
    expect(codesAndMessages(await serve(crowded).ask(query))).toEqual(unreachable);
    await crowded.close();
    await database.query(`DROP ROLE ${role}`);
  });
});
