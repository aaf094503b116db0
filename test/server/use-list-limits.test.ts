// Lists in variables: 100 items, unless the argument in whose place they stand takes more.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { type Ask, buildCountry, type Clients, makeClients, serve } from "./world.js";

let database: Database;
let clients: Clients;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
});
afterAll(() => database.close());

const many = Array.from({ length: 101 }, (_, index) => 100_001 + index);
const asked = async (query: string, variables: object, key = clients.MIS_VENDOR.key) => {
  const { data, errors } = await ask(query, { key, variables });
  return errors[0]?.message ?? data;
};
const input = (urns: string, rest = 'capabilities: [TARGETS], reason: "why"') => `input: { urns: ${urns}, ${rest} }`;
const refused = "A list can have at most 100 items here, not 101.";

describe("a list in a variable", () => {
  it.each([
    ["itself", `mutation M($urns: [Int!]!) { requestAccess(${input("$urns")}) { asked } }`, { urns: many }],
    [
      "a field of the input",
      "mutation M($input: RequestAccessInput!) { requestAccess(input: $input) { asked } }",
      { input: { urns: many, capabilities: ["TARGETS"], reason: "why" } },
    ],
  ])("that is %s may have as many items as the argument takes", async (_what, query, variables) => {
    await database.query("DELETE FROM access_request");
    expect(await asked(query, variables)).toEqual({ requestAccess: { asked: 60 } });
  });

  it("has the lower limit if it stands in two places", async () => {
    const query = `mutation M($urns: [Int!]!) {
      requestAccess(${input("$urns")}) { asked }
      takeBackAccessRequests(input: { urns: $urns }) { takenBack }
    }`;
    expect(await asked(query, { urns: many })).toHaveProperty("requestAccess");
    const mixed = 'query Q($urns: [Int!]!) { targetSet(id: "x") { targets(urns: $urns) { target } } }';
    expect(await asked(mixed, { urns: many }, clients.DEPARTMENT.key)).toBe(refused);
  });

  it("of another argument has at most 100 items, also within a value without a type", async () => {
    const capabilities = Array(101).fill("TARGETS");
    const query = "mutation M($input: RequestAccessInput!) { requestAccess(input: $input) { asked } }";
    expect(await asked(query, { input: { urns: [1], capabilities, reason: "why" } })).toBe(refused);
    const start =
      'mutation M($json: JSON!) { startRun(input: { strategy: "nearest-neighbour", baseYear: "2022/23", parameters: $json }) { run { id } } }';
    expect(await asked(start, { json: { a: { b: many } } }, clients.DEPARTMENT.key)).toBe(refused);
  });

  it("has at most 100 items in the document itself", async () => {
    const message = await asked(`mutation { requestAccess(${input(`[${many}]`)}) { asked } }`, {});
    expect(message).toBe("A list can have at most 100 items, not 101.");
  });
});
