// What a client may get wrong, by accident or not: each is refused with a status below 500 and a code of the table.
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer, type KindredServer } from "../../src/server/create-server.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: KindredServer;
let port: number;
beforeAll(async () => {
  database = await testDatabase();
  const parts = { serving: servingOn(database), authenticate: authenticator(database), strategies: new Map() };
  const config = readConfig({ KINDRED_RATE_LIMIT: "100000" });
  server = createServer({ ...parts, config, logger: pino({ level: "silent" }) });
  server.http.listen(0, "127.0.0.1");
  await once(server.http, "listening");
  ({ port } = server.http.address() as AddressInfo);
});
afterAll(async () => {
  server.http.closeAllConnections();
  server.http.close();
  await database.close();
});

const ask = '{"query":"{ __typename }"}';

/** Sends bytes as they are: no client of ours puts them right. */
async function raw(start: string, headers: readonly string[] = [], body: string | Buffer = "") {
  const socket = connect(port, "127.0.0.1");
  const length = Buffer.byteLength(body) ? [`Content-Length: ${Buffer.byteLength(body)}`] : [];
  socket.write([start, ...headers, ...length, "Connection: close", "", ""].join("\r\n"));
  socket.write(body);
  let text = "";
  for await (const chunk of socket) text += chunk;
  const [head = "", content = ""] = text.split(/\r\n\r\n(.*)/s);
  return { status: Number(head.split(" ")[1]), head, code: /"code":"(\w+)"/.exec(content)?.[1], content };
}

const host = "Host: localhost";
const type = "Content-Type: application/json";
const post = (headers: readonly string[] = [type], body: string | Buffer = ask, path = "/graphql") =>
  raw(`POST ${path} HTTP/1.1`, [host, ...headers], body);

describe("a body", () => {
  it.each<[string, string[], string | Buffer, number, string]>([
    ["of another charset", ["Content-Type: application/json; charset=utf-16"], ask, 415, "NOT_JSON"],
    ["of several types", ["Content-Type: application/json, text/plain"], ask, 415, "NOT_JSON"],
    ["of no type", [], ask, 415, "NOT_JSON"],
    ["that is compressed", [type, "Content-Encoding: gzip"], gzipSync(ask), 415, "NOT_JSON"],
    ["that is compressed and does not say so", [type], gzipSync(ask), 400, "BAD_REQUEST"],
    [
      "that is not UTF-8",
      [type],
      Buffer.from([...Buffer.from('{"query":"'), 0xff, 0xfe, 0x22, 0x7d]),
      400,
      "BAD_REQUEST",
    ],
    ["that is empty", [type], "", 400, "BAD_REQUEST"],
    ["that ends too soon", [type], '{"query":', 400, "BAD_REQUEST"],
    ["that is null", [type], "null", 400, "BAD_REQUEST"],
    ["that is a number", [type], "1", 400, "BAD_REQUEST"],
    ["that is a batch", [type], `[${ask},${ask}]`, 400, "BAD_REQUEST"],
    ["that is an empty batch", [type], "[]", 400, "BAD_REQUEST"],
    ["that is a hundred thousand lists", [type], "[".repeat(100_000) + "]".repeat(100_000), 400, "BAD_REQUEST"],
    ["without a query", [type], "{}", 400, "BAD_REQUEST"],
    ["whose query is a list", [type], '{"query":["{ __typename }"]}', 400, "BAD_REQUEST"],
    ["with a part that is unknown", [type], '{"query":"{ __typename }","__proto__":{"x":1}}', 400, "BAD_REQUEST"],
    ["whose variables are a list", [type], '{"query":"{ __typename }","variables":[1]}', 400, "BAD_REQUEST"],
    ["whose extensions are a text", [type], '{"query":"{ __typename }","extensions":"x"}', 400, "BAD_REQUEST"],
    ["that names no operation of it", [type], '{"query":"{ __typename }","operationName":"Q"}', 400, "BAD_REQUEST"],
    [
      "whose operation's name is no text",
      [type],
      '{"query":"{ __typename }","operationName":{"a":1}}',
      400,
      "BAD_REQUEST",
    ],
  ])("%s is refused", async (_what, headers, body, status, code) => {
    expect(await post(headers, body)).toMatchObject({ status, code });
  });

  it.each<[string, string[], string]>([
    ["says its charset", ['Content-Type: Application/JSON; charset="UTF-8"'], ask],
    ["has extensions of its own", [type], '{"query":"{ __typename }","extensions":{"a":[1,{}]},"variables":null}'],
    ["gives variables that are not asked for", [type], '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}'],
    ["has half a surrogate pair in a comment", [type], '{"query":"{ __typename } # \\ud800"}'],
  ])("that %s is answered, or refused by GraphQL", async (_what, headers, body) => {
    const { status, content } = await post(headers, body);
    expect(status).toBe(200);
    expect(content).toMatch(/"__typename":"Query"|GRAPHQL_PARSE_FAILED/);
  });
});

describe("a header", () => {
  it.each<[string, string[], number]>([
    ["two credentials", [type, "Authorization: Bearer a", "Authorization: Bearer b"], 401],
    ["a credential of 8000 characters", [type, `Authorization: Bearer ${"x".repeat(8000)}`], 401],
    ["a credential of other letters", [type, "Authorization: Bearer \u00e9\u0080"], 401],
    ["more than 16 KiB", [type, `X-Long: ${"x".repeat(17_000)}`], 431],
    ["two lengths", [type, "Content-Length: 3"], 400],
    ["no number for a length", [type, "Transfer-Encoding: chunked, x"], 400],
    ["an answer that we do not give", [type, "Accept: image/png"], 406],
    ["an answer in another charset", [type, "Accept: application/json; charset=latin1"], 406],
    ["nothing to accept", [type, "Accept: ,;"], 406],
    ["an answer in parts", [type, "Accept: multipart/mixed"], 406],
    ["a bad credential, for an answer in parts", [type, "Accept: multipart/mixed", "Authorization: Bearer a"], 401],
  ])("of %s is refused", async (_what, headers, status) => {
    const answer = await post(headers);
    expect(answer.status).toBe(status);
    expect(answer.head).not.toContain("multipart");
    expect(answer.head + answer.content).not.toMatch(/node_modules|\bat /);
  });

  it.each(["[", "a b", "%", "localhost:99999999", "a/b", "@", ""])(
    "Host: %s is refused or of no account",
    async (name) => {
      const { status, content } = await raw("POST /graphql HTTP/1.1", [`Host: ${name}`, type], ask);
      expect(status).toBeLessThan(500);
      expect(content).not.toMatch(/node_modules|TypeError/);
    },
  );
});

describe("an address", () => {
  it.each([
    "/",
    "//graphql",
    "/graphql/",
    "/GRAPHQL",
    "/a/graphql",
    "/?x=/graphql",
    "/graphql/health",
    "/%00",
    "/%ff",
    "//",
    "/graphql;x",
  ])("%s is not ours", async (path) => {
    expect(await post([type], ask, path)).toMatchObject({ status: 404, code: "NO_SUCH_PATH" });
  });

  it.each(["http://other.example/graphql", "*", "graphql"])("%s is none", async (path) => {
    expect((await post([type], ask, path)).status).toBe(400);
  });

  it("with a question of any kind behind it is the same", async () => {
    expect((await post([type], ask, "/graphql?a=%ff&%00")).status).toBe(200);
  });
});

describe("a method", () => {
  it.each(["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])("%s is refused", async (method) => {
    const { status, code, head } = await raw(
      `${method} /graphql HTTP/1.1`,
      [host, type],
      method === "TRACE" ? "" : ask,
    );
    expect([status, code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(head).toMatch(/^allow: GET, POST/im);
  });

  it("HEAD is refused, without a body as it must be", async () => {
    expect(await raw("HEAD /graphql?query={__typename} HTTP/1.1", [host])).toMatchObject({ status: 405, content: "" });
  });

  it("that is none, or a tunnel, is refused", async () => {
    expect((await raw("GRAPHQL /graphql HTTP/1.1", [host])).status).toBe(400);
    expect((await raw("CONNECT localhost:80 HTTP/1.1", [host])).status).toBeNaN();
  });
});

it("a sender or a reader who takes for ever is hung up on", () => {
  const { requestTimeout, headersTimeout, keepAliveTimeout, timeout } = server.http;
  expect({ requestTimeout, headersTimeout, keepAliveTimeout, timeout }).toEqual({
    requestTimeout: 30_000,
    headersTimeout: 10_000,
    keepAliveTimeout: 5_000,
    timeout: 40_000,
  });
});
