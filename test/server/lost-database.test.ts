// What clients are told while PostgreSQL cannot be reached, and that statements end with their request.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newKey } from "../../src/access/key.js";
import type { Database } from "../../src/database/database.js";
import { databaseOnPostgres } from "../../src/database/postgres.js";
import { tellPostgres } from "../../src/database/postgres-errors.js";
import { testDatabase } from "../support/database.js";
import { type Answer, buildCountry, type Clients, makeClients, serve } from "./world.js";

/** What fails as PostgreSQL's driver tells it. */
const fault = (code: string | undefined, message = "host db-7.internal, statement SELECT secret") =>
  Object.assign(new Error(message), code && { code, severity: "FATAL" });

const codeOf = (error: Error, readOnly?: boolean) => {
  try {
    return tellPostgres(error, readOnly);
  } catch (told) {
    return (told as { code?: string }).code;
  }
};

describe("an error of PostgreSQL", () => {
  it.each(["57P01", "57P02", "57P03", "53300", "08006", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE"])(
    "by which it cannot be reached, %s, says so and nothing of where it is",
    (code) => {
      expect(() => tellPostgres(fault(code))).toThrow("The database cannot be reached now. Ask again later.");
      expect(codeOf(fault(code))).toBe("UNAVAILABLE");
    },
  );

  it("of a connection that broke has no code, and says so too", () => {
    expect(codeOf(fault(undefined, "Connection terminated unexpectedly"))).toBe("UNAVAILABLE");
  });

  it("by which a standby stops reading may be asked again; of who writes it is as it was", () => {
    expect(codeOf(fault("40001"), true)).toBe("UNAVAILABLE");
    expect(codeOf(fault("40001"))).toBe("40001");
  });

  it("by which a statement was stopped is a timeout; any other is as it was", () => {
    expect(codeOf(fault("57014"))).toBe("TIMEOUT");
    expect(codeOf(fault("42501"))).toBe("42501");
  });
});

/** Both kinds of read: a statement of ours, and one of Prisma's. */
const reads = ["{ schools(first: 1) { totalCount } }", "{ school(urn: 100001) { name } }"];

const told = ({ errors }: Answer) => errors.map(({ extensions, message }) => [extensions.code, message]);
const unreachable = [["UNAVAILABLE", "The database cannot be reached now. Ask again later."]];

describe("while nothing listens where the database should be", () => {
  let lost: Database;
  beforeAll(async () => {
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as AddressInfo;
    free.close();
    lost = databaseOnPostgres(`postgresql://nobody@127.0.0.1:${port}/secret_name`);
  });
  afterAll(() => lost.close());

  it.each(reads)("%s is told UNAVAILABLE, without the host", async (query) => {
    const server = serve(lost);
    const answer = await server.ask(query);
    expect(told(answer)).toEqual(unreachable);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|secret_name|SELECT|at /);
    expect(server.log.filter((line) => line.includes("could not be reached")).length).toBe(1);
    expect(server.log.some((line) => line.includes("internal error"))).toBe(false);
  });

  it("a request whose key cannot be looked up is refused whole, with 503, and takes nothing from its address", async () => {
    const strict = serve(lost, new Map(), { requestsPerMinute: 2 });
    for (let asked = 0; asked < 3; asked++) {
      const answer = await strict.ask("{ viewer { role } }", { key: newKey() });
      expect([answer.status, told(answer)]).toEqual([503, unreachable]);
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

  it("says where public viewers alone cannot be served, and is not ready where clients cannot", async () => {
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

  /** Statements of other connections that wait for a lock, as the server itself tells. */
  const waiting = async () => {
    const [row] = await database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
    );
    return row!.n;
  };

  /** Holds a table while `work` is done; what asks for it meanwhile would wait for ever. */
  function locked<T>(table: string, work: () => Promise<T>, mode = "ACCESS EXCLUSIVE"): Promise<T> {
    return database.transaction(async (sql) => {
      await sql.script(`LOCK TABLE ${table} IN ${mode} MODE`);
      return work();
    });
  }

  it.each([
    ["a statement of ours", "attendance", "{ school(urn: 100001) { attendance { year } } }", false],
    ["a read by Prisma", "school", reads[1] as string, false],
    ["the look-up of who asks", "client", "{ viewer { role } }", true],
  ])("%s that runs when the request's time is over is stopped in the server", async (_what, table, query, known) => {
    const { ask } = serve(database, new Map(), { timeout: 300 });
    await locked(table, async () => {
      const asked = ask(query, known ? { key: clients.SCHOOL.key } : {});
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
      const answer = await asked;
      expect([answer.status, told(answer)[0]?.[0]]).toEqual([503, "TIMEOUT"]);
      await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 500, interval: 5 });
    });
  });

  it("a prepared statement that a migration changed is UNAVAILABLE, and answered when asked again", async () => {
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

  it("a transaction's statement is stopped likewise, and nothing of it stays", async () => {
    const { ask } = serve(database, new Map(), { timeout: 300 });
    const create = 'mutation { createClient(input: { name: "Another", role: ANALYST }) { key } }';
    const writing = async () => {
      const asked = ask(create, { key: clients.DEPARTMENT.key });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
      expect(told(await asked)[0]?.[0]).toBe("TIMEOUT");
      await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 500, interval: 5 });
    };
    await locked("client", writing, "SHARE");
    expect(await database.query("SELECT FROM client WHERE name = 'Another'")).toEqual([]);
  });

  it.each([
    ["a statement of ours", "attendance", "{ school(urn: 100001) { attendance { year } } }"],
    ["a read by Prisma", "school", reads[1] as string],
  ])(
    "%s whose connection the server ends is told UNAVAILABLE, and the next one is answered",
    async (_what, table, query) => {
      const { ask } = serve(database);
      await locked(table, async () => {
        const asked = ask(query);
        await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 5 });
        await database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
        );
        expect(told(await asked)).toEqual(unreachable);
      });
      expect((await ask(query)).errors).toEqual([]);
    },
  );

  it.each(reads)("%s is told UNAVAILABLE where the server has no connection left", async (query) => {
    const [row] = await database.query<{ name: string }>("SELECT current_database() AS name");
    const role = `kindred_crowd_${process.pid}`;
    const url = new URL(process.env.TEST_DATABASE_URL!);
    url.pathname = `/${row!.name}`;
    url.username = role;
    await database.query(`CREATE ROLE ${role} LOGIN CONNECTION LIMIT 0`);
    const crowded = databaseOnPostgres(url.href);
    expect(told(await serve(crowded).ask(query))).toEqual(unreachable);
    await crowded.close();
    await database.query(`DROP ROLE ${role}`);
  });
});
