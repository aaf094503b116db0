import { readFile } from "node:fs/promises";
import { parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../../src/access/public-schema.js";
import type { Database } from "../../src/database/database.js";
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

function serveBroken(cause: Error): TestServer {
  const broken: Database = { ...database, query: () => Promise.reject(cause), limited: () => broken };
  return serve(broken);
}

const request = (init: RequestInit & { path?: string }) =>
  server.fetch(new Request(`http://localhost${init.path ?? "/graphql"}`, { method: "POST", ...init }));

describe("a credential", () => {
  it.each(["kindred_x", "", "null"])("that is invalid (%j) is rejected with 401 and no data", async (key) => {
    const { status, errors, data, headers } = await server.ask("{ viewer { role } }", { key });
    expect([status, errors[0]?.extensions.code, data]).toEqual([401, "UNAUTHENTICATED", null]);
    expect(headers.get("www-authenticate")).toBe("Bearer");
  });

  it("determines the role; without one the viewer is anonymous", async () => {
    expect((await server.ask("{ viewer { role } }")).data.viewer.role).toBe("ANONYMOUS");
    for (const [role, { key }] of Object.entries(clients)) {
      expect((await server.ask("{ viewer { role } }", { key })).data.viewer.role).toBe(role);
    }
  });
});

describe("a response", () => {
  it("forbids caching and has a request ID", async () => {
    const { headers } = await server.ask("{ viewer { role } }");
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("vary")).toMatch(/authorization/i);
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("shows only the request ID of an internal error, and the log has the cause", async () => {
    const broken = serveBroken(new Error("relation secret_table at line 7"));
    const { text, errors, data, headers } = await broken.ask("{ schools(first: 1) { nodes { urn } } }");
    expect(data).toEqual({ schools: null });
    expect(errors[0]?.extensions).toEqual({ code: "INTERNAL", requestId: headers.get("x-request-id") });
    expect(text).not.toMatch(/secret_table|stack|node_modules/);
    expect(broken.log.join()).toContain("secret_table");
    expect(broken.log.join()).toContain(headers.get("x-request-id"));
  });

  it("does not log the statement's parameters or the failing row of an internal error", async () => {
    const details = { params: ["93.2"], query: "INSERT", detail: "Failing row contains (93.2)", code: "23514" };
    const broken = serveBroken(Object.assign(new Error("violates check constraint"), details));
    await broken.ask("{ schools(first: 1) { nodes { urn } } }");
    expect(broken.log.join()).toMatch(/violates check constraint.*23514/);
    expect(broken.log.join()).not.toContain("93.2");
  });

  it("shows nothing more when the look-up of the key fails", async () => {
    const broken = serveBroken(new Error("secret_table"));
    const { status, errors, text } = await broken.ask("{ viewer { role } }", { key: clients.SCHOOL.key });
    expect([status, errors[0]?.extensions.code]).toEqual([500, "INTERNAL"]);
    expect(text).not.toContain("secret_table");
    expect(broken.log.join()).toContain("secret_table");
  });

  it("suggests no names", async () => {
    const wrong = [
      "{ schols { totalCount } }",
      "{ schools(frst: 1) { totalCount } }",
      "{ schools(orderBy: { field: NAM }) { totalCount } }",
      "{ node(id: 1) { ... on Scool { urn } } }",
      "query Q($f: SchoolFilte) { viewer { role } }",
    ];
    for (const query of wrong) {
      const { errors, text } = await server.ask(query);
      expect(errors.length).toBeGreaterThan(0);
      expect(text).not.toMatch(/did you mean/i);
      expect(errors.every(({ extensions }) => extensions.code)).toBe(true);
    }
    const variables = { order: { field: "NAM" }, filter: { serch: "x" } };
    const query =
      "query Q($order: SchoolOrder, $filter: SchoolFilter) { schools(orderBy: $order, filter: $filter) { totalCount } }";
    const { text } = await server.ask(query, { variables });
    expect(text).toMatch(/errors/);
    expect(text).not.toMatch(/did you mean/i);
  });
});

describe("a request", () => {
  it("with a mutation must be a POST", async () => {
    const query = encodeURIComponent('mutation { revokeClient(input: { clientId: "x" }) { client { id } } }');
    const headers = { Authorization: `Bearer ${clients.DEPARTMENT.key}` };
    expect((await request({ method: "GET", path: `/graphql?query=${query}`, headers })).status).toBe(405);
  });

  it.each(["variables", "extensions"])("whose %s are not JSON is rejected with 400", async (name) => {
    const path = `/graphql?query=${encodeURIComponent("{ __typename }")}&${name}=%00`;
    const response = await request({ method: "GET", path });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("BAD_REQUEST")]);
  });

  it.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/graphql",
  ])("as %s is rejected", async (type) => {
    const response = await request({ headers: { "Content-Type": type }, body: "query={__typename}" });
    expect(response.status).toBe(415);
  });

  it("that is a batch is rejected", async () => {
    const body = JSON.stringify([{ query: "{ __typename }" }, { query: "{ __typename }" }]);
    const response = await request({ headers: { "Content-Type": "application/json" }, body });
    expect(response.status).toBe(400);
  });

  it("from another site gets no permission to read the response", async () => {
    const response = await request({
      method: "OPTIONS",
      headers: { Origin: "https://example.org", "Access-Control-Request-Method": "POST" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a document", () => {
  it.each([
    ["many aliases", `{ ${Array.from({ length: 1000 }, (_, at) => `a${at}: __typename`).join(" ")} }`],
    [
      "great depth",
      `{ schools(first: 1) { nodes ${"{ predecessors { school ".repeat(8)} { urn } ${"} }".repeat(8)} } }`,
    ],
    [
      "great cost",
      "{ schools(first: 100) { nodes { cohort { peers { school { cohort { peers { school { cohort { peers { urn } } } } } } } } } } }",
    ],
    [
      "a hundred searches of the directory",
      `{ ${Array.from({ length: 100 }, (_, at) => `a${at}: schools(first: 1) { totalCount }`).join(" ")} }`,
    ],
  ])("of %s is rejected with a reason", async (_what, query) => {
    const { errors, data } = await server.ask(query);
    expect(data).toBeNull();
    expect(errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("of a dashboard or of introspection is accepted", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    expect((await server.ask(getIntrospectionQuery())).errors).toEqual([]);
    const page =
      "{ schools(first: 100) { nodes { name attendance { year attendance } cohort { peers { rank distance school { urn name } } } } } }";
    expect((await server.ask(page)).errors).toEqual([]);
  });
});

describe("the example queries of GraphiQL", () => {
  it("are valid in the public schema, and succeed", async () => {
    const text = await readFile("src/server/examples.graphql", "utf8");
    const document = parse(text);
    expect(validate(publicSchema(schema), document)).toEqual([]);
    for (const definition of document.definitions) {
      const { errors } = await server.ask(text.slice(definition.loc?.start, definition.loc?.end));
      expect(errors).toEqual([]);
    }
  });
});
