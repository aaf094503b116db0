// The idempotency key of mutations that create, in the input or in the header of a request.
import { isInputObjectType } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import type { Database } from "../../src/database/database.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

/** Mutations without a key, and why repeating them does no harm. */
const createNothing: Readonly<Record<string, string>> = {
  cancelRun: "a cancelled run stays cancelled",
  cancelComparison: "a cancelled comparison stays cancelled",
  publishRun: "a published run stays published",
  issueTargets: "an issued set cannot be issued again",
  setHalfTerms: "the same half terms are set again",
  retryJob: "a queued job cannot be retried",
  revokeAccess: "a grant is deleted once",
  revokeClient: "a revoked client stays revoked",
  revokeKey: "a revoked key stays revoked",
};

let database: Database;
let server: TestServer;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  server = serve(database);
});
afterAll(() => database.close());
beforeEach(() => database.script("TRUNCATE idempotent_answer"));

const key = "4a1f3c1e-6d8a-4a55-9a37-0f3f8f1f7a11";

async function send(query: string, header?: string, role: keyof Clients = "DEPARTMENT") {
  const headers = new Headers({ "Content-Type": "application/json", Authorization: `Bearer ${clients[role].key}` });
  if (header !== undefined) headers.set("Idempotency-Key", header);
  const body = JSON.stringify({ query });
  const response = await server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
  const { data, errors = [] } = JSON.parse(await response.text());
  return { status: response.status, data, error: errors[0], code: errors[0]?.extensions.code };
}

const create = (name: string, more = "") =>
  `createClient(input: { name: "${name}", role: ANALYST ${more} }) { client { id } key }`;
const withArgument = (name: string) => create(name, `idempotencyKey: "${key}"`);
const named = async (name: string) => (await database.query("SELECT id FROM client WHERE name = $1", [name])).length;

describe("every mutation", () => {
  it("takes an idempotency key, or is known to create nothing", () => {
    const mutations = Object.values(schema.getMutationType()!.getFields());
    const without = mutations.filter(({ args }) => {
      const input = schema.getType(String(args[0]?.type).replace("!", ""));
      return !(isInputObjectType(input) && input.getFields().idempotencyKey);
    });
    expect(without.map(({ name }) => name).sort()).toEqual(Object.keys(createNothing).sort());
  });
});

describe("a repeated mutation", () => {
  it("returns the same new API key", async () => {
    const first = await send(`mutation { ${withArgument("Once")} }`);
    const second = await send(`mutation { ${withArgument("Once")} }`);
    expect(first.data.createClient.key).toMatch(/.{20}/);
    expect(second.data).toEqual(first.data);
    expect(await named("Once")).toBe(1);
  });

  it("may select other fields of the answer", async () => {
    await send(`mutation { ${withArgument("Selected")} }`);
    const { data } = await send(`mutation { ${withArgument("Selected").replace("{ id }", "{ name createdAt }")} }`);
    expect(data.createClient.client).toEqual({ name: "Selected", createdAt: expect.stringMatching(/^20/) });
  });

  it("is refused with other input", async () => {
    await send(`mutation { ${withArgument("Original")} }`);
    expect((await send(`mutation { ${withArgument("Changed")} }`)).code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await named("Changed")).toBe(0);
  });

  it("is done where the first one was refused", async () => {
    const refused = create("Corrected", `urn: 100001, idempotencyKey: "${key}"`);
    expect((await send(`mutation { ${refused} }`)).code).toBe("BAD_ARGUMENT");
    expect((await send(`mutation { ${withArgument("Corrected")} }`)).error).toBeUndefined();
  });

  it("is refused to those who may not do it, as without a key", async () => {
    await send(`mutation { ${withArgument("Forbidden")} }`);
    const again = await send(`mutation { ${withArgument("Forbidden")} }`, undefined, "ANALYST");
    expect([again.code, again.data.createClient]).toEqual(["FORBIDDEN", null]);
  });
});

describe("the header Idempotency-Key", () => {
  it.each([key, `"${key}"`])("%s is the key of a single mutation, also in a fragment", async (header) => {
    const name = `By header ${header.length}`;
    const first = await send(`mutation { ${create(name)} }`, header);
    const second = await send(`mutation { ...Create } fragment Create on Mutation { ${create(name)} }`, header);
    expect(first.data.createClient.key).toMatch(/.{20}/);
    expect(second.data).toEqual(first.data);
  });

  it("is the same as the argument, and refused beside another one", async () => {
    const first = await send(`mutation { ${create("Either")} }`, key);
    expect((await send(`mutation { ${withArgument("Either")} }`)).data).toEqual(first.data);
    expect((await send(`mutation { ${withArgument("Either")} }`, key)).data).toEqual(first.data);
    const { code, error } = await send(`mutation { ${withArgument("Either")} }`, "another-key-of-this-test");
    expect([code, error.message]).toEqual(["BAD_ARGUMENT", expect.stringContaining("Idempotency-Key")]);
  });

  it.each([
    ["two mutations", `mutation { one: ${create("Many")} two: ${create("Many")} }`],
    [
      "two mutations, one in a fragment",
      `mutation { ...F ${create("Many")} } fragment F on Mutation { b: ${create("Many")} }`,
    ],
    ["a query", "{ viewer { role } }"],
  ])("is refused for %s", async (_what, document) => {
    const { status, code, error } = await send(document, key);
    expect([status, code, error.message]).toEqual([400, "BAD_REQUEST", expect.stringContaining("single mutation")]);
    expect(await named("Many")).toBe(0);
  });

  it("is refused for a mutation that creates nothing", async () => {
    const { code, error } = await send(`mutation { revokeClient(input: { clientId: "x" }) { client { id } } }`, key);
    expect([code, error.message]).toEqual(["BAD_REQUEST", expect.stringContaining("revokeClient takes no")]);
  });
});
