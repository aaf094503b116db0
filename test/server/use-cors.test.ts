import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { serve, type TestServer } from "./world.js";

const allowedOrigin = "https://schools.example";
let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await testDatabase();
  server = serve(database, new Map(), { corsOrigins: [allowedOrigin, "http://localhost:5173"] });
});
afterAll(() => database.close());

const send = (method: string, origin: string, more: HeadersInit = {}) => {
  const headers = { Origin: origin, "Content-Type": "application/json", ...more };
  const body = method === "POST" ? '{"query":"{ __typename }"}' : undefined;
  return server.fetch(new Request("http://localhost/graphql", { method, headers, body }));
};
const preflight = (origin: string) => send("OPTIONS", origin, { "Access-Control-Request-Method": "POST" });

describe("a page of another site", () => {
  it("with a configured origin can send a key and read the response, without the browser's credentials", async () => {
    const before = await preflight(allowedOrigin);
    expect(before.status).toBe(204);
    expect(Object.fromEntries(new Headers([...before.headers]))).toMatchObject({
      "access-control-allow-origin": allowedOrigin,
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": "Authorization, Content-Type, Content-Encoding, Idempotency-Key",
      vary: "Accept-Encoding, Authorization, Origin",
    });
    const { status, headers } = await send("POST", allowedOrigin);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, allowedOrigin]);
    expect(headers.get("access-control-expose-headers")).toBe(
      "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Location, Link",
    );
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(before.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("can read why its request was rejected", async () => {
    const { status, headers } = await send("POST", allowedOrigin, { Authorization: "Bearer bad" });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([401, allowedOrigin]);
  });

  it.each([
    "null",
    "https://evil.example",
    "https://schools.example.evil.example",
    "http://schools.example",
    "https://SCHOOLS.example",
    "https://schools.example:8443",
    "",
  ])("with another origin (%j) can do neither", async (origin) => {
    for (const { headers } of [await preflight(origin), await send("POST", origin)]) {
      expect([...new Headers([...headers]).keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(headers.get("vary")).toBe("Accept-Encoding, Authorization, Origin");
    }
    expect((await preflight(origin)).status).toBe(405);
  });
});
