import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import { boundedDatabase, statementTurns } from "../../src/server/bounded-database.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { testDatabase } from "../support/database.js";
import { addPublishedRun } from "./secrets.js";
import { buildCountry, type Clients, makeClients, serve } from "./world.js";

let database: Database;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
});
afterAll(() => database.close());

/** A database that waits for `answer` and records statements. */
function slow() {
  const statements: string[] = [];
  let answer = () => {};
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let reached = () => {};
  const begun = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const query = async (text: string, parameters?: readonly unknown[]) => {
    statements.push(text);
    reached();
    await waiting;
    return database.query(text, parameters);
  };
  const hanging = { ...database, query, limited: () => hanging } as Database;
  return { database: hanging, statements, answer, begun };
}

/** Runs everything left in the event loop after a statement. */
const runPendingWork = async () => {
  await database.query("SELECT 1");
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Needs several statements: a search first looks whether any school has all the words. */
const page = '{ schools(first: 5, filter: { search: "oakfield" }) { totalCount nodes { name attendance { year } } } }';

describe("a request that takes too long", () => {
  it("gets TIMEOUT without data", async () => {
    const { database: hanging, answer } = slow();
    const { status, data, errors, headers } = await serve(hanging, new Map(), { timeout: 5 }).ask(page);
    expect([status, data, errors[0]?.extensions.code]).toEqual([503, null, "TIMEOUT"]);
    expect(headers.get("cache-control")).toBe("private, no-store");
    answer();
  });

  it("starts no more statements, and logs no internal error", async () => {
    const { database: hanging, statements, answer } = slow();
    const server = serve(hanging, new Map(), { timeout: 5 });
    await server.ask(page);
    const before = statements.length;
    answer();
    await runPendingWork();
    expect(statements.length).toBe(before);
    expect(server.log.filter((line) => line.includes("internal error"))).toEqual([]);
  });

  it("starts more statements if it is in time after all", async () => {
    const { database: hanging, statements, answer, begun } = slow();
    const answered = serve(hanging).ask(page);
    await begun;
    const before = statements.length;
    answer();
    expect((await answered).errors).toEqual([]);
    expect(statements.length).toBeGreaterThan(before);
  });

  it("gets TIMEOUT also during the look-up of its credential", async () => {
    const { database: hanging, answer } = slow();
    const server = serve(hanging, new Map(), { timeout: 5 });
    expect((await server.ask(page, { key: clients.SCHOOL.key })).status).toBe(503);
    answer();
    await runPendingWork();
  });
});

describe("a request whose client closed the connection", () => {
  it("starts no more statements", async () => {
    const { database: hanging, statements, answer, begun } = slow();
    const gone = new AbortController();
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ query: page });
    const answered = serve(hanging).fetch(
      new Request("http://localhost/graphql", { method: "POST", headers, body, signal: gone.signal }),
    );
    await begun;
    gone.abort();
    const before = statements.length;
    answer();
    await answered.catch(() => {});
    await runPendingWork();
    expect(statements.length).toBe(before);
  });
});

describe("an explanation whose client closed the connection", () => {
  it("is abandoned, and the next one succeeds", async () => {
    await addPublishedRun(database);
    const become = (strategy: string, parameters: object) =>
      database.query("UPDATE published_run SET strategy = $1, fingerprint = $1, parameters = $2::json", [
        strategy,
        JSON.stringify(parameters),
      ]);
    const gone = new AbortController();
    const query: Database["query"] = async (text, parameters) => {
      const rows = await database.query(text, parameters);
      if (/select "population_contents"/.test(text)) gone.abort();
      return rows as never;
    };
    const watched = { ...database, query, limited: () => watched } as Database;
    const server = serve(watched, new Map(), { timeout: 120_000 });
    const explained = "{ school(urn: 100001) { cohort { explanation(other: 100002) { distance } } } }";
    await become("misbehaving", { how: "loop" });
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ query: explained });
    await server
      .fetch(new Request("http://localhost/graphql", { method: "POST", headers, body, signal: gone.signal }))
      .catch(() => {});
    expect(gone.signal.aborted).toBe(true);
    await become("openstrategy", {});
    const { data, errors } = await server.ask(explained);
    expect(errors).toEqual([]);
    expect(data.school.cohort.explanation).toEqual({ distance: 0 });
    await server.close();
  });
});

describe("a request that ends because a field that is never null fails", () => {
  it("starts no more statements for the other fields", async () => {
    const { database: hanging, statements, answer, begun } = slow();
    const fails = () => {
      throw new KindredError("BAD_PLUGIN", "broken");
    };
    const broken = {
      get name(): unknown {
        return begun.then(fails);
      },
    } as Strategy;
    const server = serve(hanging, new Map([["broken", broken]]));
    const { data, errors } = await server.ask(`{ strategies { name } cohorts: ${page.slice(1)}`);
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ["BAD_PLUGIN"]]);
    const before = statements.length;
    answer();
    await runPendingWork();
    expect([before, statements.length]).toEqual([1, 1]);
  });
});

describe("a database with a deadline", () => {
  const late = new KindredError("TIMEOUT", "late");

  it("rejects statements, scripts, Prisma reads and transactions after the deadline", async () => {
    const over = boundedDatabase(database, AbortSignal.abort(late), statementTurns(database));
    await expect(over.query("SELECT 1")).rejects.toBe(late);
    await expect(over.script("SELECT 1")).rejects.toBe(late);
    await expect(over.transaction(async () => 1)).rejects.toBe(late);
    expect(() => over.prisma).toThrow(late);
  });

  it("rolls back a transaction during which the deadline passes", async () => {
    const time = new AbortController();
    const work = boundedDatabase(database, time.signal, statementTurns(database)).transaction(async (sql) => {
      await sql.query("DELETE FROM school_link");
      time.abort(late);
      await sql.query("DELETE FROM attendance");
    });
    await expect(work).rejects.toBe(late);
    const [{ left } = {}] = await database.query("SELECT count(*)::int AS left FROM school_link");
    expect(left).toBe(60);
  });

  it("does not start a statement whose turn comes after the deadline, and lets another request go first", async () => {
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const query = (text: string) => {
      begun.push(text);
      return new Promise<never[]>((resolve) => ends.push(() => resolve([])));
    };
    const slow = { ...database, kind: "pglite" as const, query: query as Database["query"] };
    const turns = statementTurns(slow);
    const [many, one] = [new AbortController(), new AbortController()];
    const ofMany = boundedDatabase(slow, many.signal, turns);
    const first = ofMany.query("many 1");
    const second = ofMany.query("many 2");
    const other = boundedDatabase(slow, one.signal, turns).query("one");
    await new Promise(setImmediate);
    expect(begun).toEqual(["many 1", "one"]);
    many.abort(late);
    for (const end of ends) end();
    await expect(second).rejects.toBe(late);
    await Promise.all([first, other]);
    expect(begun).toEqual(["many 1", "one"]);
  });

  it("makes Prisma reads take turns too", async () => {
    const turns = { run: vi.fn((_asker: unknown, work: () => Promise<never>) => work()) };
    const { signal } = new AbortController();
    expect(await boundedDatabase(database, signal, turns).prisma.schoolLink.count()).toBe(60);
    expect(turns.run).toHaveBeenCalledTimes(1);
  });
});
