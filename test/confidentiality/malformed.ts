// Malformed requests: damaged, huge, deeply nested, contradictory, or not HTTP. None may break the server or reveal
// internals.
import { connect } from "node:net";
import type { Answer, WireRequest } from "./protocol.js";
import { type Random, randomOf } from "./random.js";

const json = { "content-type": "application/json" };
const post = (body: string | Uint8Array | null, headers: Record<string, string> = json): WireRequest => ({
  method: "POST",
  path: "/graphql",
  headers,
  body,
});
const query = (text: string, more: object = {}): WireRequest => post(JSON.stringify({ query: text, ...more }));

const wide = "𝕏\u202e\u0000\ufeff\u{10ffff}é\ud800'\";--";
const bytes = (text: string, ...more: number[]) => new Uint8Array([...Buffer.from(text), ...more]);

/** One function per kind of damage; size and position are random. */
const kinds: readonly ((random: Random) => WireRequest)[] = [
  (random) => post('{"query":"{ viewer { role } }"}'.slice(0, random.whole(30))),
  (random) =>
    post(
      random.pick([
        "",
        "null",
        "[]",
        "1",
        '"x"',
        "true",
        "{",
        "[[[",
        '{"query":null}',
        '{"query":1}',
        '{"query":{}}',
        "[{}]",
      ]),
    ),
  (random) => post(bytes('{"query":"{ viewer { role } }', 0xc3, 0x28, random.whole(256), 0xff)),
  (random) => post(bytes('{"query":"', 0xf0, 0x9f, random.whole(256))),
  (random) => post(new Uint8Array(random.whole(400)).map(() => random.whole(256))),
  (random) =>
    post('{"query":"{ viewer { role } }"}', {
      "content-type": random.pick([
        "",
        "text/xml",
        "application/json; charset=utf-7",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "*/*",
        "application/graphql",
      ]),
    }),
  (random) => query(`{${" viewer {".repeat(random.whole(3000))}`),
  (random) => query(`{ viewer ${"{ role ".repeat(random.whole(900))}`),
  (random) => query(`{ ${"a: viewer { role } ".repeat(1 + random.whole(500))} }`),
  (random) => query(`query (${"$a: Int ".repeat(random.whole(500))}) { viewer { role } }`),
  (random) => query(`{ schools(filter: {search: "${wide}${"x".repeat(random.whole(300))}"}) { totalCount } }`),
  (random) =>
    query("query ($s: String!) { schools(filter: {search: $s}) { totalCount } }", {
      variables: { s: wide.slice(random.whole(8)) },
    }),
  (random) =>
    query("query ($s: ID!) { node(id: $s) { id } }", {
      variables: { s: random.pick([wide, "\u0000", "x".repeat(9999), "U2Nob29sOg==", "🏫"]) },
    }),
  (random) =>
    post(
      `{"query":"query ($j: SchoolFilter) { schools(filter: $j) { totalCount } }","variables":{"j":${"[".repeat(random.whole(9000))}`,
    ),
  (random) =>
    query("query ($j: SchoolFilter) { schools(filter: $j) { totalCount } }", {
      variables: { j: nested(random.whole(2000)) },
    }),
  (random) =>
    post(
      `{"__proto__":{"query":"{ viewer { role } }"},"constructor":1,"query":"{ viewer { role } }","variables":{"__proto__":{"x":${random.whole(9)}}}}`,
    ),
  (random) =>
    query("{ viewer { role } }", {
      operationName: random.pick(["Nothing", "", "__proto__", "constructor", wide, 1, {}, []]),
    }),
  (random) => query("{ viewer { role } }", { variables: random.pick(["x", 1, [], [1], true]) }),
  (random) =>
    query("{ viewer { role } }", {
      extensions: random.pick([
        "x",
        1,
        [],
        { persistedQuery: { version: 1, sha256Hash: "x" } },
        { persistedQuery: null },
      ]),
    }),
  (random) => ({
    ...query("{ viewer { role } }"),
    headers: {
      ...json,
      authorization: random.pick([
        "",
        "Bearer",
        "Bearer ",
        "Basic eDp4",
        `Bearer kindred_${"x".repeat(43)}`,
        `Bearer ${"x".repeat(5000)}`,
        "Bearer a.b.c",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "bearer kindred_",
      ]),
    },
  }),
  (random) => ({
    method: random.pick(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]),
    path: `/graphql?query=${random.pick(["%", "%00", "%7B", "{viewer{role}}", "%ff%fe", ""])}&variables=${random.pick(["{", "null", "%00", "[]", "1"])}`,
    headers: {},
    body: null,
  }),
  (random) => ({
    method: "GET",
    path: random.pick([
      "/%",
      "//graphql",
      "/graphql/../x",
      `/${"x".repeat(3000)}`,
      "/graphql?extensions=%7B",
      "/.env",
      "/node_modules",
    ]),
    headers: {},
    body: null,
  }),
  (random) =>
    query(
      random.pick([
        "subscription { x }",
        "mutation { x }",
        "fragment A on Query { ...A } { ...A }",
        "fragment A on Query { ...B } fragment B on Query { ...A } { ...A }",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "type Query { x: Int }",
        "query A { viewer { role } } query A { viewer { role } }",
        "{ viewer { role @deprecated } }",
        "{ viewer { role @x } }",
        "{ __proto__ constructor toString }",
        "query @skip(if: true) { viewer { role } }",
      ]),
    ),
  (random) =>
    query(
      `{ school(urn: ${random.pick(["1e999", "99999999999999999999", "-0", "1.5", '"1"', "null", "0x10", "[1]", "{}"])}) { urn } }`,
    ),
  (random) =>
    query(
      `{ schools(first: ${random.pick(["-1", "2147483648", "101", "null"])}, after: "${random.pick(["YWZ0ZXI6", "YWZ0ZXI6MTAwMDAxIA", "////", "\\u0000", "YWZ0ZXI6JzstLQ"])}") { totalCount } }`,
    ),
  (random) =>
    query(
      `{ publishedRuns(after: "${Buffer.from(`after:${random.pick(["2026-02-30T00:00:00.000Z x", "9999-99-99T99:99:99.999Z 00000001-0000-4000-8000-000000000001", "x y", "0001-01-01T00:00:00.000Z 1"])}`).toString("base64url")}") { totalCount } }`,
    ),
  (random) =>
    query(
      `{ schools(filter: {near: {easting: ${random.whole(9e8)}, northing: -1, withinKm: ${random.pick(["1e308", "-1", "0", "1e-300"])}}}) { totalCount } }`,
    ),
  (random) => query(`{ school(urn: 100001) { attendance(years: [${'"x", '.repeat(random.whole(500))}]) { year } } }`),
  () => post(`{"query":"{ viewer { role } }","x":"${"x".repeat(300_000)}"}`),
];

const nested = (depth: number): unknown => {
  let value: unknown = {};
  for (let n = 0; n < depth; n++) value = { near: value };
  return value;
};

/** The malformed request with this number for a seed. */
export function malformed(seed: number, number: number): WireRequest {
  const random = randomOf(seed, number, 2);
  const kind = kinds[number % kinds.length] as (typeof kinds)[number];
  return kind(random);
}

/** A description of what is wrong with an answer to such a request; null if nothing is. */
export function wrongWithMalformed({ status, headers, body }: Answer): string | null {
  if (status >= 500) return `status ${status}: ${body.slice(0, 300)}`;
  if (/"stack"|node_modules|\bat .+\.[jt]s:\d|SELECT |INSERT |relation "/.test(body))
    return `it reveals internals: ${body.slice(0, 300)}`;
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (!/json/.test(type) || body === "") return null;
  try {
    const { errors = [] } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
    if (errors.some(({ extensions }) => extensions?.code === "INTERNAL"))
      return `an internal error: ${body.slice(0, 300)}`;
    return errors.every(({ extensions }) => extensions?.code) ? null : `an error without a code: ${body.slice(0, 300)}`;
  } catch {
    return `not JSON: ${body.slice(0, 300)}`;
  }
}

const head = (more: string, body = "") => `POST /graphql HTTP/1.1\r\nHost: localhost\r\n${more}\r\n${body}`;

/** Bytes that are not HTTP, or barely. */
const raw: readonly string[] = [
  "\r\n\r\n",
  "GET\r\n\r\n",
  "x".repeat(70_000),
  "GET /graphql HTTP/9.9\r\n\r\n",
  "GET /graphql HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
  "GET //[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  "GET http://[x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  head("Content-Type: application/json\r\nContent-Length: 5\r\nContent-Length: 6\r\n"),
  head("Content-Type: application/json\r\nContent-Length: -1\r\n"),
  head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n", "zz\r\n{}"),
  head("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n{}"),
  head("Content-Type: application/json\r\nContent-Length: 50\r\n", "{"),
  head("Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n", "{}"),
  head(`X: ${"y".repeat(20_000)}\r\n`),
  head("Host: other\r\nConnection: close\r\nContent-Length: 0\r\n"),
  "GET /graphql HTTP/1.1\r\nHost: \u0000\r\n\r\n",
  "GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

/** Sends bytes to a port and closes the connection. @returns the reply, empty if there is none within the time */
export function sendRaw(port: number, number: number, timeoutMs = 50): Promise<string> {
  return new Promise((done) => {
    let reply = "";
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.end(raw[number % raw.length] ?? ""));
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on("data", (data) => (reply += data.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => done(reply));
  });
}
