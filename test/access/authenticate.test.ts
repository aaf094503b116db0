// The Authorization header, and what a client can do with its own keys through the API.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../src/access/authenticate.js";
import { hashKey, newKey } from "../../src/access/keys.js";
import { anonymous } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { createServer } from "../../src/server/create-server.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

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

const now = new Date("2026-06-01T12:00:00Z");

describe("the Authorization header", () => {
  it.each(["Bearer", "bearer", "BEARER", "Bearer  "])("accepts one credential with the scheme %j", async (scheme) => {
    const viewer = await authenticator(database)(`${scheme} ${clients.SCHOOL.key}`, now);
    expect(viewer).toMatchObject({ role: "SCHOOL", clientId: clients.SCHOOL.id });
  });

  it.each([
    () => "",
    () => "Bearer",
    () => "Bearer ",
    () => "Bearer x",
    () => "Basic YTpi",
    () => clients.SCHOOL.key,
    () => `Key ${clients.SCHOOL.key}`,
    () => `Bearer ${newKey()}`,
    () => `Bearer ${clients.SCHOOL.key} `,
    () => `Bearer\t${clients.SCHOOL.key}`,
    () => `Bearer ${clients.SCHOOL.key}, Bearer ${clients.SCHOOL.key}`,
    () => `Bearer ${clients.SCHOOL.key} ${clients.OFSTED.key}`,
    () => `Bearer ${clients.SCHOOL.key}\n`,
    () => `Bearer ${clients.SCHOOL.key.toUpperCase()}`,
    () => `Bearer ${hashKey(clients.SCHOOL.key)}`,
  ])("is rejected if malformed or unknown, and never treated as anonymous (%#)", async (authorization) => {
    await expect(authenticator(database)(authorization(), now)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("is rejected if sent twice, even if one of the two is valid", async () => {
    const { http } = createServer({
      serving: servingOn(database),
      authenticate: authenticator(database),
      strategies: new Map(),
      config: readConfig({}),
      logger: pino({ level: "silent" }),
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    const statusOf = async (...keys: string[]) => {
      const headers = { "Content-Type": "application/json", Authorization: keys.map((key) => `Bearer ${key}`) };
      const sent = request({ port, method: "POST", path: "/graphql", headers, agent: false });
      sent.end('{"query":"{ viewer { role } }"}');
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    expect(await statusOf(clients.SCHOOL.key)).toBe(200);
    for (const second of [clients.SCHOOL.key, clients.OFSTED.key, newKey(), "x"]) {
      expect(await statusOf(clients.SCHOOL.key, second)).toBe(401);
      expect(await statusOf(second, clients.SCHOOL.key)).toBe(401);
    }
    http.closeAllConnections();
    http.close();
  });

  it("is optional: without it the viewer is anonymous", async () => {
    expect(await authenticator(database)(null, now)).toBe(anonymous);
  });
});

describe("a client", () => {
  const rotate = (input: string, key: string) =>
    server.ask(`mutation { rotateKey(input: { ${input} }) { key apiKey { id name } replaced { id expiresAt } } }`, {
      key,
    });

  it("rotates the key of its request, and both keys work during the overlap", async () => {
    const { data } = await rotate("overlapHours: 1", clients.TRUST.key);
    const { key, replaced } = data.rotateKey;
    const { data: seen } = await server.ask("{ viewer { role keys { id name lastUsedAt expiresAt revokedAt } } }", {
      key,
    });
    expect(seen.viewer).toMatchObject({ role: "TRUST", keys: [{ name: "first", expiresAt: null }, replaced] });
    expect((await server.ask("{ viewer { role } }", { key: clients.TRUST.key })).status).toBe(200);
    const revoke = `mutation { revokeKey(input: { keyId: "${replaced.id}" }) { apiKey { revokedAt } } }`;
    expect((await server.ask(revoke, { key })).data.revokeKey.apiKey.revokedAt).toEqual(expect.any(String));
    expect((await server.ask("{ viewer { role } }", { key: clients.TRUST.key })).status).toBe(401);
  });

  it("cannot see or change another client's keys, or add a key to itself", async () => {
    const { data } = await server.ask("{ clients(first: 100) { nodes { id keys { id name } } } }", {
      key: clients.DEPARTMENT.key,
    });
    const ofVendor = data.clients.nodes.find(({ id }: { id: string }) => id === clients.MIS_VENDOR.id).keys[0];
    const key = clients.ANALYST.key;
    const { errors } = await rotate(`keyId: "${ofVendor.id}"`, key);
    expect(errors[0]?.extensions.code).toBe("NOT_FOUND");
    const add = `mutation { addKey(input: { clientId: "${clients.ANALYST.id}", name: "more" }) { key } }`;
    expect((await server.ask(add, { key })).errors[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await server.ask("{ clients { nodes { keys { id } } } }", { key })).data.clients).toBeNull();
  });

  it("of Ofsted cannot rotate keys: the department does it", async () => {
    const { errors } = await rotate("overlapHours: 1", clients.OFSTED.key);
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
    const { data } = await server.ask("{ clients(first: 100) { nodes { id keys { id } } } }", {
      key: clients.DEPARTMENT.key,
    });
    const [own] = data.clients.nodes.find(({ id }: { id: string }) => id === clients.OFSTED.id).keys;
    const { data: made } = await rotate(`keyId: "${own.id}", overlapHours: 0`, clients.DEPARTMENT.key);
    const answer = await server.ask("{ viewer { role } }", { key: made.rotateKey.key });
    expect(answer.data.viewer.role).toBe("OFSTED");
    expect((await server.ask("{ viewer { role } }", { key: clients.OFSTED.key })).status).toBe(401);
  });
});

describe("the department", () => {
  it("adds a named key to a client, and creates token clients without keys", async () => {
    const { key } = clients.DEPARTMENT;
    const add = `mutation { addKey(input: { clientId: "${clients.LOCAL_AUTHORITY.id}", name: "dashboard", expiresAt: "2999-01-01T00:00:00Z" }) { key apiKey { name expiresAt } } }`;
    const { data } = await server.ask(add, { key });
    expect(data.addKey.apiKey).toEqual({ name: "dashboard", expiresAt: "2999-01-01T00:00:00.000Z" });
    expect((await server.ask("{ viewer { role } }", { key: data.addKey.key })).data.viewer.role).toBe(
      "LOCAL_AUTHORITY",
    );
    const create = `mutation { createClient(input: { name: "Portal", role: ANALYST, subject: "portal" }) { key client { subject keys { id } } } }`;
    const { data: made } = await server.ask(create, { key });
    expect(made.createClient).toEqual({ key: null, client: { subject: "portal", keys: [] } });
    const { errors } = await server.ask(create, { key });
    expect(errors[0]?.extensions.code).toBe("CONFLICT");
  });

  it("grants an analyst a local authority's schools, and the analyst sees the grant", async () => {
    const grant = `mutation { grantAccess(input: { clientId: "${clients.ANALYST.id}", capability: TARGETS, laCode: 301 }) { grant { laCode trustCode school { urn } } } }`;
    const { data } = await server.ask(grant, { key: clients.DEPARTMENT.key });
    const about = { laCode: 301, trustCode: null, school: null };
    expect(data.grantAccess.grant).toEqual(about);
    const { data: seen } = await server.ask(
      "{ viewer { grants { nodes { capability laCode trustCode school { urn } } } } }",
      {
        key: clients.ANALYST.key,
      },
    );
    expect(seen.viewer.grants.nodes).toEqual([{ capability: "TARGETS", ...about }]);
  });

  it("can make many grants, which the client lists a hundred at a time", async () => {
    await database.query(
      `INSERT INTO "grant" (id, client_id, capability, urn)
       SELECT gen_random_uuid(), $1::uuid, 'TARGETS', urn FROM generate_series(100250, 100001, -1) AS urn`,
      [clients.MIS_VENDOR.id],
    );
    const { data: filtered } = await server.ask(
      "{ viewer { one: grants(urn: 100007) { nodes { school { urn } } } none: grants(capability: PARTNERSHIPS) { nodes { capability } } } }",
      { key: clients.MIS_VENDOR.key },
    );
    expect(filtered.viewer).toEqual({ one: { nodes: [{ school: { urn: 100_007 } }] }, none: { nodes: [] } });
    const pages: { school: { urn: number } | null }[][] = [];
    for (let after = ""; ; ) {
      const { data } = await server.ask(
        `{ viewer { grants(first: 100${after}) { pageInfo { hasNextPage endCursor } nodes { school { urn } } } } }`,
        { key: clients.MIS_VENDOR.key },
      );
      const { pageInfo, nodes } = data.viewer.grants;
      pages.push(nodes);
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(pages[0]?.[9]?.school?.urn).toBe(100_010);
    expect(pages[2]?.at(-1)).toEqual({ school: null });
  });
});
