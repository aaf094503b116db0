// Other processes of the same user send statements to the process that has the embedded database open.
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AskSocket, connectToSocket, listenAtSocket } from "../../src/database/embedded/ask-socket.js";
import { connectionOf } from "../../src/database/embedded/connection.js";
import { frameOf, frameReader, longestMessage } from "../../src/database/embedded/frames.js";
import { pace } from "../../src/database/embedded/pace.js";
import { servePort } from "../../src/database/embedded/port-server.js";
import { portOver } from "../../src/database/embedded/socket-port.js";
import { fairTurns } from "../../src/database/fair-turns.js";
import { newestMigration } from "../../src/database/migrate.js";
import { openBare } from "../support/database.js";

let pglite: PGlite;
let folder: string;
let path: string;
const open: AskSocket[] = [];
beforeAll(async () => {
  pglite = await openBare();
});
afterAll(() => pglite.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kindred-ask-"));
  path = join(folder, "database.ask");
});
afterEach(async () => {
  for (const socket of open.splice(0)) await socket.close(0);
  await rm(folder, { recursive: true });
});

const shared = { turns: fairTurns(1), pace: pace() };
async function listen(): Promise<AskSocket> {
  const socket = await listenAtSocket(path, (port) => servePort(port, { connection: connectionOf(pglite), ...shared }));
  open.push(socket);
  return socket;
}
const answers = async () => {
  const connection = await connectToSocket(path);
  const { rows } = (await connection?.query("SELECT 1 AS one")) ?? {};
  await connection?.close();
  return rows?.length === 1;
};

describe("the socket of the process that has the embedded database", () => {
  it("answers statements, and is removed when it closes", async () => {
    const socket = await listen();
    expect(await answers()).toBe(true);
    await socket.close(0);
    expect(await readdir(folder)).toEqual([]);
    expect(await connectToSocket(path)).toBeNull();
  });

  it("is accessible to its user only, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      await listen();
    } finally {
      process.umask(before);
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("replaces the socket of a killed process", async () => {
    const killed = createServer();
    await new Promise<void>((done) => killed.listen(`${path}.old`, done));
    await rename(`${path}.old`, path);
    await new Promise((done) => killed.close(done));
    await mkdir(`${path}.new`);
    await writeFile(join(`${path}.new`, "s"), "");
    expect(await connectToSocket(path)).toBeNull();
    await listen();
    expect(await answers()).toBe(true);
    expect(await readdir(folder)).toEqual(["database.ask"]);
  });

  it("is not used if another file has its name", async () => {
    await writeFile(path, "");
    await chmod(path, 0o600);
    expect(await connectToSocket(path)).toBeNull();
  });

  it("rejects statements with a message that names the process when it closes or dies", async () => {
    const socket = await listen();
    const connection = await connectToSocket(path);
    const asked = connection?.transaction(async (inner) => {
      await inner.query("SELECT 1");
      await socket.close(0);
      return inner.query("SELECT 1");
    });
    await expect(asked).rejects.toMatchObject({
      code: "DATABASE_UNUSABLE",
      message: expect.stringContaining(`Process ${process.pid}, which had the embedded database open, ended`),
    });
    expect((await pglite.query("SELECT 1")).rows).toHaveLength(1); // its transaction was rolled back
  });

  it("lets connections end before it closes", async () => {
    const socket = await listen();
    const connection = await connectToSocket(path);
    const closed = socket.close(60_000);
    expect((await connection?.query("SELECT 1"))?.rows).toHaveLength(1);
    await connection?.close();
    await closed;
  });

  it("rejects a command of another version with the same migrations, and names the process to stop", async () => {
    const greeting = { version: "0.0.1", protocol: 1, migration: await newestMigration(), process: 4711 };
    const other = createServer((socket) => socket.write(frameOf(greeting)));
    await new Promise<void>((done) => other.listen(path, done));
    await expect(connectToSocket(path)).rejects.toMatchObject({
      code: "DATABASE_IN_USE",
      message: expect.stringMatching(/^Process 4711 .*another version of Kindred/),
    });
    await new Promise((done) => other.close(done));
  });
});

describe("a message outside the protocol", () => {
  const announced = (length: number) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    return header;
  };
  const framed = (body: Buffer) => Buffer.concat([announced(body.length), body]);
  it.each([
    ["text", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a message that is too long", announced(longestMessage + 1)],
    ["bytes that V8 did not write", framed(Buffer.from("not serialised"))],
    ["a message that is cut short", framed(serialize({ id: 1, do: "query" }).subarray(0, 9))],
    ["nothing", frameOf(null)],
    ["a request without an id", frameOf({ do: "exec", statements: "DROP TABLE school" })],
    ["an unknown request", frameOf({ id: 1, do: "close" })],
    ["a channel with an invalid name", frameOf({ id: 1, do: "listen", channel: 'x"y' })],
    ["a statement without text", frameOf({ id: 1, do: "query", statement: { parameters: [], unread: [] } })],
    [
      "a type that is not a number",
      frameOf({ id: 1, do: "query", statement: { text: "", parameters: [], unread: ["x"] } }),
    ],
    ["settings that are not text", frameOf({ id: 1, do: "begin", settings: 7 })],
  ])("closes the connection and leaves others working: %s", async (_, bytes) => {
    await listen();
    const socket = connect(path);
    socket.write(bytes);
    socket.resume();
    await once(socket, "close");
    expect(await answers()).toBe(true);
  });

  it("rejects a request and closes the connection if the answer is too long", async () => {
    await listen();
    const connection = await connectToSocket(path);
    const asked = connection?.query(`SELECT repeat('x', ${longestMessage})`);
    await expect(asked).rejects.toMatchObject({ code: "DATABASE_UNUSABLE" });
    expect(await answers()).toBe(true);
  });
});

describe("frames", () => {
  it("return the messages that were sent, however the bytes are split", () => {
    const messages = [{ text: "é" }, null, [1n, new Date(0), Uint8Array.of(1)], "x".repeat(70_000)];
    const bytes = Buffer.concat(messages.map(frameOf));
    for (const size of [1, 3, 4, 5, 1000, bytes.length]) {
      const read = frameReader();
      const found: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) found.push(...read(bytes.subarray(at, at + size)));
      expect(found).toEqual(messages);
    }
  });

  it("are not read while the other side does not read its replies", async () => {
    const accepted = new Promise<Socket>((resolve) => {
      const server = createServer((socket) => {
        server.close();
        resolve(socket);
      });
      server.listen(path);
    });
    await new Promise((done) => setImmediate(done));
    const client = connect(path);
    const socket = await accepted;
    const port = portOver(socket, () => true);
    port.postMessage(Buffer.alloc(4 * 2 ** 20));
    expect(socket.isPaused()).toBe(true);
    client.resume();
    await once(socket, "drain");
    expect(socket.isPaused()).toBe(false);
    client.end();
    await once(socket, "close");
  });
});
