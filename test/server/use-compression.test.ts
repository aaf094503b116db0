import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { encodingFor } from "../../src/server/compression.js";
import { testDatabase } from "../support/database.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "./world.js";

let database: Database;
let clients: Clients;
let server: TestServer;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  server = serve(database);
});
afterAll(() => database.close());

const long = "{ schools(first: 50) { nodes { urn name localAuthority { name } } } }";

function ask(query: string, encodings: string, more: HeadersInit = {}): Promise<Response> {
  const headers = { "Content-Type": "application/json", "Accept-Encoding": encodings, ...more };
  const body = JSON.stringify({ query });
  return server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
}
const encodingOf = (response: Response) => response.headers.get("content-encoding");
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

describe("a response to anyone", () => {
  it.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ] as const)("is the same with %s, and less than a third as large", async (encoding, decompress) => {
    const uncompressed = await (await ask(getIntrospectionQuery(), "identity")).text();
    const compressed = await ask(getIntrospectionQuery(), encoding);
    expect([compressed.status, encodingOf(compressed)]).toEqual([200, encoding]);
    const bytes = await bytesOf(compressed);
    expect(decompress(bytes).toString()).toBe(uncompressed);
    expect(bytes.byteLength).toBeLessThan(uncompressed.length / 3);
  });

  it("has the same headers as without compression", async () => {
    const headersOf = async (encodings: string) => {
      const { headers } = await ask(long, encodings);
      return [...headers.keys()].filter((name) => !["content-encoding", "content-length"].includes(name)).sort();
    };
    expect(await headersOf("gzip")).toEqual(await headersOf("identity"));
  });

  it("is not compressed if it is short", async () => {
    const response = await ask("{ viewer { role } }", "gzip, br");
    expect(encodingOf(response)).toBeNull();
    expect(await response.json()).toMatchObject({ data: { viewer: { role: "ANONYMOUS" } } });
  });

  it("is not compressed if the client does not accept it", async () => {
    expect(encodingOf(await ask(long, "identity"))).toBeNull();
  });
});

describe("a response to a client, whatever the request", () => {
  const roles = ["OFSTED", "SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR", "ANALYST", "DEPARTMENT"] as const;

  it.each(roles)("is never compressed: %s", async (role) => {
    const { key } = clients[role];
    const response = await ask(long, "br, gzip", { Authorization: `Bearer ${key}` });
    expect(encodingOf(response)).toBeNull();
    expect((await response.text()).length).toBeGreaterThan(1_024);
  });

  it("is never compressed if the credential is invalid", async () => {
    const response = await ask(long, "br, gzip", { Authorization: "Bearer bad" });
    expect([response.status, encodingOf(response)]).toEqual([401, null]);
  });
});

describe("the encoding chosen", () => {
  it.each([
    ["gzip, deflate, br", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP;q=1.0, br;q=0.5", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["*", "br"],
    ["*;q=0.1, br;q=0", "gzip"],
    ["gzip;q=0", null],
    ["identity, gzip;q=0.5", null],
    ["gzip, identity", "gzip"],
    ["deflate, zstd", null],
    ["notgzip, gzip-x, br;q=x", null],
    ["", null],
    [null, null],
  ])("for Accept-Encoding %j is %j", (accepted, encoding) => {
    expect(encodingFor(accepted)).toBe(encoding);
  });
});
