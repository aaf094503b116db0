import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
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

describe("the log", () => {
  it("has one line per request, with the viewer, the cost and the outcome", async () => {
    const server = serve(database);
    const { headers } = await server.ask("{ viewer { role } schools(first: 101) { totalCount } }", {
      key: clients.TRUST.key,
    });
    expect(server.log.length).toBe(1);
    expect(JSON.parse(server.log[0] ?? "")).toMatchObject({
      level: "info",
      requestId: headers.get("x-request-id"),
      role: "TRUST",
      client: clients.TRUST.id,
      method: "POST",
      path: "/graphql",
      status: 200,
      milliseconds: expect.any(Number),
      cost: expect.any(Number),
      codes: ["BAD_ARGUMENT"],
    });
  });

  it("has a line for a request rejected before the viewer is known", async () => {
    const server = serve(database);
    await server.ask("{ viewer { role } }", { key: "bad" });
    await server.fetch(new Request("http://localhost/secret-path?key=secret-query"));
    const [rejected, notFound] = server.log.map((line) => JSON.parse(line));
    expect(rejected).toMatchObject({ role: null, client: null, status: 401, codes: ["UNAUTHENTICATED"], cost: null });
    expect(notFound).toMatchObject({ path: "other", status: 404, codes: ["NO_SUCH_PATH"] });
  });

  it("contains nothing of requests or responses, valid or invalid", async () => {
    const server = serve(database);
    const { key } = clients.SCHOOL;
    const secret = "s3cr3t";
    const queries = [
      `query ${secret} { school(urn: 100001) { ${secret}: name } }`,
      `query ${secret}($v: String) { schools(first: 1, filter: { search: $v }) { totalCount } }`,
      `{ ${secret} }`,
      `{ "${secret}" `,
      `{ node(id: "${secret}") { id } nodes(ids: ["${secret}"]) { id } publishedRuns(after: "${secret}") { totalCount } }`,
    ];
    for (const query of queries) await server.ask(query, { key, variables: { v: secret } });
    await server.ask(`{ ${secret} }`, { key: secret });
    await server.fetch(
      new Request(`http://localhost/graphql?query=${secret}`, { headers: { "X-Forwarded-For": secret } }),
    );
    expect(server.log.length).toBe(7);
    expect(server.log.join()).not.toMatch(/s3cr3t|Oakfield|École|Bearer/);
    expect(server.log.join()).not.toContain(key);
  });

  it("has the field's name of an internal error, not its alias, and no value that the database quotes", async () => {
    const query = () => Promise.reject(new Error('invalid input syntax for type numeric: "93.2" of "school_link"'));
    const server = serve({ ...database, query, limited: () => ({ ...database, query }) } as Database);
    await server.ask("{ s3cr3t: schools { totalCount } }");
    const line = JSON.parse(server.log[0] ?? "");
    expect([line.field, line.err.message]).toEqual([
      "schools",
      'invalid input syntax for type numeric: "…" of "school_link"',
    ]);
    expect(server.log.join()).not.toMatch(/s3cr3t|93\.2/);
  });
});
