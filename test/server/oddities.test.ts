// Malformed requests, accidental or deliberate: each is rejected with a status below 500 and an error code.
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

/** Sends raw bytes: an HTTP client would correct them. */
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
    ["in another charset", ["Content-Type: application/json; charset=utf-16"], ask, 415, "NOT_JSON"],
    ["with several content types", ["Content-Type: application/json, text/plain"], ask, 415, "NOT_JSON"],
    ["without a content type", [], ask, 415, "NOT_JSON"],
    ["that is compressed", [type, "Content-Encoding: gzip"], gzipSync(ask), 415, "NOT_JSON"],
    ["that is compressed without a header", [type], gzipSync(ask), 400, "BAD_REQUEST"],
    [
      "that is not UTF-8",
      [type],
      Buffer.from([...Buffer.from('{"query":"'), 0xff, 0xfe, 0x22, 0x7d]),
      400,
      "BAD_REQUEST",
    ],
    ["that is empty", [type], "", 400, "BAD_REQUEST"],
    ["that is truncated", [type], '{"query":', 400, "BAD_REQUEST"],
    ["that is null", [type], "null", 400, "BAD_REQUEST"],
    ["that is a number", [type], "1", 400, "BAD_REQUEST"],
    ["that is a batch", [type], `[${ask},${ask}]`, 400, "BAD_REQUEST"],
    ["that is an empty batch", [type], "[]", 400, "BAD_REQUEST"],
    ["of 100,000 nested lists", [type], "[".repeat(100_000) + "]".repeat(100_000), 400, "BAD_REQUEST"],
    ["without a query", [type], "{}", 400, "BAD_REQUEST"],
    ["whose query is a list", [type], '{"query":["{ __typename }"]}', 400, "BAD_REQUEST"],
    ["with an unknown key", [type], '{"query":"{ __typename }","__proto__":{"x":1}}', 400, "BAD_REQUEST"],
    ["whose variables are a list", [type], '{"query":"{ __typename }","variables":[1]}', 400, "BAD_REQUEST"],
    ["whose extensions are a string", [type], '{"query":"{ __typename }","extensions":"x"}', 400, "BAD_REQUEST"],
    ["that names an unknown operation", [type], '{"query":"{ __typename }","operationName":"Q"}', 400, "BAD_REQUEST"],
    [
      "whose operation name is not a string",
      [type],
      '{"query":"{ __typename }","operationName":{"a":1}}',
      400,
      "BAD_REQUEST",
    ],
  ])("%s is rejected", async (_what, headers, body, status, code) => {
    expect(await post(headers, body)).toMatchObject({ status, code });
  });

  it.each<[string, string[], string]>([
    ["declares its charset", ['Content-Type: Application/JSON; charset="UTF-8"'], ask],
    ["has other extensions", [type], '{"query":"{ __typename }","extensions":{"a":[1,{}]},"variables":null}'],
    ["has undeclared variables", [type], '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}'],
    ["has half a surrogate pair in a comment", [type], '{"query":"{ __typename } # \\ud800"}'],
  ])("that %s is answered, or rejected by GraphQL", async (_what, headers, body) => {
    const { status, content } = await post(headers, body);
    expect(status).toBe(200);
    expect(content).toMatch(/"__typename":"Query"|GRAPHQL_PARSE_FAILED/);
  });
});

describe("a header", () => {
  it.each<[string, string[], number]>([
    ["two credentials", [type, "Authorization: Bearer a", "Authorization: Bearer b"], 401],
    ["a credential of 8000 characters", [type, `Authorization: Bearer ${"x".repeat(8000)}`], 401],
    ["a credential with non-ASCII characters", [type, "Authorization: Bearer \u00e9\u0080"], 401],
    ["more than 16 KiB", [type, `X-Long: ${"x".repeat(17_000)}`], 431],
    ["two lengths", [type, "Content-Length: 3"], 400],
    ["an invalid transfer encoding", [type, "Transfer-Encoding: chunked, x"], 400],
    ["an unsupported media type to accept", [type, "Accept: image/png"], 406],
    ["another charset to accept", [type, "Accept: application/json; charset=latin1"], 406],
    ["an empty list to accept", [type, "Accept: ,;"], 406],
    ["a multipart response to accept", [type, "Accept: multipart/mixed"], 406],
    [
      "an invalid credential and a multipart response to accept",
      [type, "Accept: multipart/mixed", "Authorization: Bearer a"],
      401,
    ],
  ])("with %s is rejected", async (_what, headers, status) => {
    const answer = await post(headers);
    expect(answer.status).toBe(status);
    expect(answer.head).not.toContain("multipart");
    expect(answer.head + answer.content).not.toMatch(/node_modules|\bat /);
  });

  it.each(["[", "a b", "%", "localhost:99999999", "a/b", "@", ""])("Host: %s is rejected or ignored", async (name) => {
    const { status, content } = await raw("POST /graphql HTTP/1.1", [`Host: ${name}`, type], ask);
    expect(status).toBeLessThan(500);
    expect(content).not.toMatch(/node_modules|TypeError/);
  });
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
  ])("%s is not found", async (path) => {
    expect(await post([type], ask, path)).toMatchObject({ status: 404, code: "NO_SUCH_PATH" });
  });

  it.each(["http://other.example/graphql", "*", "graphql"])("%s is rejected as invalid", async (path) => {
    expect((await post([type], ask, path)).status).toBe(400);
  });

  it("with any query string is accepted", async () => {
    expect((await post([type], ask, "/graphql?a=%ff&%00")).status).toBe(200);
  });
});

describe("a method", () => {
  it.each(["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])("%s is rejected", async (method) => {
    const { status, code, head } = await raw(
      `${method} /graphql HTTP/1.1`,
      [host, type],
      method === "TRACE" ? "" : ask,
    );
    expect([status, code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(head).toMatch(/^allow: GET, POST/im);
  });

  it("HEAD is rejected, without a body", async () => {
    expect(await raw("HEAD /graphql?query={__typename} HTTP/1.1", [host])).toMatchObject({ status: 405, content: "" });
  });

  it("that is unknown, or CONNECT, is rejected", async () => {
    expect((await raw("GRAPHQL /graphql HTTP/1.1", [host])).status).toBe(400);
    expect((await raw("CONNECT localhost:80 HTTP/1.1", [host])).status).toBeNaN();
  });
});

it("closes connections that send or read too slowly", () => {
  const { requestTimeout, headersTimeout, keepAliveTimeout, timeout } = server.http;
  expect({ requestTimeout, headersTimeout, keepAliveTimeout, timeout }).toEqual({
    requestTimeout: 30_000,
    headersTimeout: 10_000,
    keepAliveTimeout: 5_000,
    timeout: 40_000,
  });
});
