import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer } from "../../src/server/create-server.js";
import { testDatabase } from "../support/database.js";
import { buildCountry, type Clients, makeClients, serve } from "./world.js";

let database: Database;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
});
afterAll(() => database.close());
afterEach(() => vi.useRealTimers());

const limited = (requestsPerMinute: number) => serve(database, new Map(), { requestsPerMinute });
const role = "{ viewer { role } }";

describe("a client's requests", () => {
  it("are limited per minute: the next one gets Retry-After in whole seconds, and succeeds after that time", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { ask } = limited(3);
    for (let at = 0; at < 3; at++) expect((await ask(role)).status).toBe(200);
    vi.setSystemTime(Date.now() + 30_500);
    const { status, headers, data, errors } = await ask(role);
    expect([status, data, headers.get("retry-after")]).toEqual([429, null, "30"]);
    expect(errors[0]?.extensions).toEqual({ code: "RATE_LIMITED", retryAfter: 30 });
    vi.setSystemTime(Date.now() + 30_000);
    expect((await ask(role)).status).toBe(200);
  });

  it("report what is left, in the headers and in viewer.limits", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { ask, fetch } = limited(12);
    const limits = "{ viewer { limits { pointsPerMinute costPerPoint costPerDocument } } }";
    const { data, headers } = await ask(limits);
    expect(data.viewer.limits).toEqual({ pointsPerMinute: 12, costPerPoint: 1_000, costPerDocument: 40_000 });
    expect(headers.get("ratelimit-policy")).toBe('"minute";q=12;w=60');
    expect(headers.get("ratelimit")).toBe('"minute";r=11;t=60');
    vi.setSystemTime(Date.now() + 20_500);
    const costly = "{ schools(first: 100) { nodes { cohort { peers { rank school { name } } } } } }";
    expect((await ask(costly)).headers.get("ratelimit")).toMatch(/^"minute";r=[2-6];t=40$/);
    expect((await ask(costly)).headers.get("ratelimit")).toBe('"minute";r=0;t=40');
    expect((await fetch(new Request("http://localhost/health"))).headers.has("ratelimit")).toBe(false);
  });

  it("with X-Api-Key get 401 and a word on Authorization, whatever else they carry", async () => {
    const { fetch } = limited(10);
    const headers = { "content-type": "application/json", "x-api-key": clients.SCHOOL.key };
    for (const more of [{}, { authorization: `Bearer ${clients.SCHOOL.key}` }] as Record<string, string>[]) {
      const response = await fetch(
        new Request("http://localhost/graphql", {
          method: "POST",
          headers: { ...headers, ...more },
          body: JSON.stringify({ query: role }),
        }),
      );
      expect(response.status).toBe(401);
      expect((await response.json()).errors[0].message).toContain("Authorization: Bearer");
      expect(response.headers.get("ratelimit")).toContain(";r=");
    }
  });

  it("are counted separately from those of other clients and of anonymous callers", async () => {
    const { ask } = limited(1);
    for (const key of [undefined, clients.SCHOOL.key, clients.OFSTED.key]) {
      expect((await ask(role, { key })).status).toBe(200);
      expect((await ask(role, { key })).status).toBe(429);
    }
  });

  it("with an invalid credential count against the address, and do not affect a valid one", async () => {
    const { ask } = limited(2);
    const key = "kindred_guess";
    const statuses = [await ask(role, { key }), await ask(role, { key }), await ask(role, { key }), await ask(role)];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 429, 429]);
    expect((await ask(role, { key: clients.SCHOOL.key })).status).toBe(200);
  });

  it("consume more points the more they cost", async () => {
    const { ask } = limited(12);
    const costly = "{ schools(first: 100) { nodes { cohort { peers { rank school { name } } } } } }";
    expect((await ask(costly)).status).toBe(200);
    expect((await ask(role)).status).toBe(200);
    const { status, data, errors } = await ask(costly);
    expect([status, data === null, errors[0]?.extensions.code]).toEqual([429, true, "RATE_LIMITED"]);
  });

  it("that cost more than the limit succeed once a minute, after the time in Retry-After", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { ask } = limited(5);
    const costly = "{ schools(first: 100) { nodes { cohort { peers { rank school { name } } } } } }";
    expect((await ask(costly)).status).toBe(200);
    const { status, headers } = await ask(costly);
    expect(status).toBe(429);
    vi.setSystemTime(Date.now() + Number(headers.get("retry-after")) * 1000);
    expect((await ask(costly)).status).toBe(200);
  });

  it("for the GraphiQL page count, those for /health and /ready do not", async () => {
    const { fetch } = limited(1);
    const page = () => fetch(new Request("http://localhost/graphql", { headers: { accept: "text/html" } }));
    expect((await page()).status).toBe(200);
    expect((await page()).status).toBe(429);
    for (const path of ["/health", "/ready", "/health"]) {
      expect((await fetch(new Request(`http://localhost${path}`))).status).toBe(200);
    }
  });
});

describe("behind proxies", () => {
  it("uses the address that the outermost proxy received, and ignores entries further left", async () => {
    const surface = { ...readConfig({}).surface, proxies: 2, requestsPerMinute: 1 };
    const parts = { serving: servingOn(database), authenticate: authenticator(database), strategies: new Map() };
    const config = { pluginPackages: [], halfTermsFile: null, surface };
    const { http } = createServer({ ...parts, config, logger: pino({ level: "silent" }) });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql?query={__typename}`;
    const from = async (forwarded: string) => (await fetch(url, { headers: { "X-Forwarded-For": forwarded } })).status;
    expect(await from("192.0.2.1, 10.0.0.1")).toBe(200);
    expect(await from("203.0.113.9, 192.0.2.1, 10.0.0.1")).toBe(429);
    expect(await from("192.0.2.2, 10.0.0.1")).toBe(200);
    http.closeAllConnections();
    http.close();
  });
});
