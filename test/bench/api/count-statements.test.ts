// Counts the statements that a client sends through the proxy of bench:api.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CountingProxy, countingProxy } from "../../../bench/api/count-statements.js";

let database: Server;
let received: Buffer;
let proxy: CountingProxy;

beforeEach(async () => {
  received = Buffer.alloc(0);
  database = createServer((socket) =>
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      socket.write(chunk);
    }),
  ).listen(0, "127.0.0.1");
  await once(database, "listening");
  proxy = await countingProxy(`postgresql://kindred@127.0.0.1:${(database.address() as AddressInfo).port}/kindred`);
});

afterEach(() => {
  proxy.close();
  database.close();
});

/** A message of the protocol; texts end with a zero. */
function message(type: string, ...texts: string[]): Buffer {
  const content = Buffer.from(texts.map((text) => `${text}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, content]);
}

/** Sends chunks, each once the one before has come back from the database. */
async function sendThrough(chunks: readonly Buffer[]): Promise<void> {
  const client = connect(Number(new URL(proxy.url).port), "127.0.0.1");
  for (const chunk of chunks) {
    const wanted = received.length + chunk.length;
    client.write(chunk);
    while (received.length < wanted) await once(client, "data");
  }
  client.destroy();
}

it("counts each execution of a prepared statement, and what only controls a transaction apart", async () => {
  await sendThrough([
    message("", "user", "kindred", ""),
    message("Q", "begin"),
    Buffer.concat([message("P", "named", "SELECT name FROM school"), message("B", "", "named"), message("E", "")]),
    Buffer.concat([message("B", "", "named"), message("E", "")]),
    message("Q", "commit"),
  ]);
  expect(proxy.take()).toEqual({ statements: 2, control: 2 });
  expect(proxy.take()).toEqual({ statements: 0, control: 0 });
});

it("counts a statement whose message arrives in parts", async () => {
  const bytes = Buffer.concat([message("", "user", "kindred", ""), message("Q", "SELECT 1")]);
  await sendThrough(Array.from(bytes, (byte) => Buffer.from([byte])));
  expect(proxy.take()).toEqual({ statements: 1, control: 0 });
});
