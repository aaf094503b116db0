// A connection to the embedded database over a port behaves like the database itself.
import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Connection, connectionOf } from "../../src/database/embedded/connection.js";
import { pace } from "../../src/database/embedded/pace.js";
import { connectionOver } from "../../src/database/embedded/port-connection.js";
import { type Host, servePort } from "../../src/database/embedded/port-server.js";
import { fairTurns } from "../../src/database/fair-turns.js";
import { databaseOn } from "../../src/database/pglite.js";
import { openBare } from "../support/database.js";

let pglite: PGlite;
let here: Connection;
let host: Host;
const ports: { close(): void }[] = [];

function connect(): Connection {
  const { port1, port2 } = new MessageChannel();
  servePort(port1, host);
  ports.push(port1);
  return connectionOver(port2);
}

beforeAll(async () => {
  pglite = await openBare();
  here = connectionOf(pglite);
  host = { connection: here, turns: fairTurns(1), pace: pace() };
  await pglite.exec(
    "CREATE TABLE note (id int PRIMARY KEY, text text); CREATE ROLE reader; GRANT SELECT ON note TO reader",
  );
});
beforeEach(() => pglite.exec("TRUNCATE note"));
afterAll(async () => {
  for (const port of ports) port.close();
  await pglite.close();
});

const values = `SELECT 1 AS int, 2::bigint AS big, 3.50::numeric AS exact, 0.1::float8 AS float, true AS yes, 'é' AS text,
  NULL AS nothing, '{"a": [1]}'::jsonb AS json, '2026-01-02T03:04:05.678Z'::timestamptz AS at, DATE '2026-01-02' AS day,
  '\\x00ff'::bytea AS bytes, ARRAY[1, NULL, 3] AS ints, ARRAY['a', 'b,"c'] AS texts, ARRAY[0.5, 2]::float8[] AS floats`;

describe("a connection over a port", () => {
  it("reads every type as the database does, or with the caller's parsers if it has some", async () => {
    const connection = connect();
    const parsers = { 1700: (text: string) => `exactly ${text}`, 114: String, 3802: (text: string) => text };
    for (const reading of [{}, { rowMode: "array" as const }, { parsers }]) {
      const [there, given] = await Promise.all([
        here.query(values, [], reading),
        connection.query(values, [], reading),
      ]);
      expect(given.rows).toEqual(there.rows);
      expect(given.fields).toEqual(there.fields);
    }
  });

  it("sends parameters of every type", async () => {
    const asked =
      "SELECT $1::int AS a, $2::text AS b, $3::text[] AS c, $4::bytea AS d, $5::timestamptz AS e, $6::jsonb AS f, $7::bigint AS g";
    const parameters = [1, null, ["x", null], Uint8Array.of(0, 255), new Date(0), { k: [1] }, 9_007_199_254_740_993n];
    expect((await connect().query(asked, parameters)).rows).toEqual((await here.query(asked, parameters)).rows);
  });

  it("fails as the database does, without the statement and its parameters", async () => {
    const connection = connect();
    await connection.query("INSERT INTO note VALUES (1, 'first')");
    const again = connection.query("INSERT INTO note VALUES (1, $1)", ["a secret"]);
    await expect(again).rejects.toMatchObject({ code: "23505", severity: "ERROR", constraint: "note_pkey" });
    const error = await again.catch((thrown: unknown) => thrown);
    expect(JSON.stringify(Object.entries(error as object))).not.toContain("a secret");
  });

  it("commits a transaction, and rolls back one that fails or is rolled back", async () => {
    const connection = connect();
    const insert = (id: number) => `INSERT INTO note VALUES (${id}, '')`;
    await connection.transaction((inner) => inner.query(insert(1)));
    const failing = connection.transaction(async (inner) => {
      await inner.query(insert(2));
      throw new Error("changed its mind");
    });
    await expect(failing).rejects.toThrow("changed its mind");
    await connection.transaction(async (inner) => {
      await inner.query(insert(3));
      await inner.rollback();
    });
    expect((await connection.query("SELECT id FROM note")).rows).toEqual([{ id: 1 }]);
  });

  it("rolls back a connection's transaction when it closes, and lets the others continue", async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(port1, host);
    const begun = connectionOver(port2).transaction(async (inner) => {
      await inner.query("INSERT INTO note VALUES (7, 'half')");
      port2.close();
      await once(port1, "close");
      return inner.query("SELECT 1");
    });
    await expect(begun).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect((await connect().query("SELECT * FROM note")).rows).toEqual([]);
  });

  it("begins no transaction for a connection that closed while it waited for its turn", async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(port1, host);
    const closed = once(port1, "close");
    const gone = connectionOver(port2);
    await connect().transaction(async (inner) => {
      gone.transaction(() => new Promise(() => {})).catch(() => {});
      await inner.query("SELECT 1"); // the other connection waits behind it
      port2.close();
      await closed;
    });
    expect((await connect().query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("rolls back an idle transaction, and closes its connection", async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(port1, host, { idleMs: 20 });
    const begun = connectionOver(port2).transaction(async (inner) => {
      await inner.query("INSERT INTO note VALUES (8, 'half')");
      await once(port2, "close");
      return inner.query("SELECT 1");
    });
    await expect(begun).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect((await connect().query("SELECT * FROM note")).rows).toEqual([]);
  });

  it("rejects pending and later statements after the database's side closes", async () => {
    const { port1, port2 } = new MessageChannel();
    const connection = connectionOver(port2);
    const pending = connection.query("SELECT 1"); // never served
    port1.close();
    await expect(pending).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("applies the limits to each statement", async () => {
    const limited = connect().beginningWith("SET TRANSACTION READ ONLY").beginningWith("SET LOCAL ROLE reader");
    expect((await limited.query("SELECT current_user::text AS name")).rows).toEqual([{ name: "reader" }]);
    await expect(limited.query("INSERT INTO note VALUES (1, '')")).rejects.toMatchObject({ code: "25006" });
    await expect(limited.transaction((inner) => inner.query("CREATE TABLE t ()"))).rejects.toMatchObject({
      code: "25006",
    });
    expect((await connect().query("SELECT current_user::text AS name")).rows).toEqual([{ name: "postgres" }]);
  });

  it("receives notifications until it stops listening", async () => {
    const [listener, notifier] = [connect(), connect()];
    const heard: string[] = [];
    const stop = await listener.listen("news", (payload) => heard.push(payload));
    await notifier.query("SELECT pg_notify('news', 'one')");
    await listener.query("SELECT 1");
    await stop();
    await notifier.query("SELECT pg_notify('news', 'two')");
    await listener.query("SELECT 1");
    expect(heard).toEqual(["one"]);
  });

  it("takes turns: one connection's statement runs before the rest of another's", async () => {
    const [busy, quick] = [connect(), connect()];
    const done: string[] = [];
    const many = Array.from({ length: 20 }, (_, n) => busy.query("SELECT 1").then(() => done.push(`busy ${n}`)));
    const one = quick.query("SELECT 1").then(() => done.push("quick"));
    await Promise.all([...many, one]);
    expect(done.indexOf("quick")).toBeLessThan(5);
  });

  it("serves Prisma, its transactions and its errors", async () => {
    const database = databaseOn(connect());
    const { prisma } = database;
    await prisma.$executeRaw`INSERT INTO note VALUES (1, 'one')`;
    await expect(prisma.$executeRaw`INSERT INTO note VALUES (1, 'one')`).rejects.toMatchObject({ code: "P2010" });
    const both = [
      prisma.$executeRaw`INSERT INTO note VALUES (2, '')`,
      prisma.$executeRaw`INSERT INTO note VALUES (1, '')`,
    ];
    await expect(prisma.$transaction(both)).rejects.toThrow();
    expect(await prisma.$queryRaw`SELECT id FROM note`).toEqual([{ id: 1 }]);
    await database.close();
  });
});
