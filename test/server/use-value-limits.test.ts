import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { testDatabase } from "../support/database.js";
import { type Ask, serve } from "./world.js";

let database: Database;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  ({ ask } = serve(database));
});
afterAll(() => database.close());

const filtered = "query Q($filter: SchoolFilter) { schools(first: 1, filter: $filter) { totalCount } }";
const codeOf = async (query: string, variables?: object) => {
  const { data, errors } = await ask(query, { variables });
  expect(data).toBeNull();
  return errors.map(({ extensions }) => extensions.code);
};
const nested = (depth: number): unknown => (depth ? [nested(depth - 1)] : 1);

describe("an argument", () => {
  it.each([
    ["a list of 101", { blocks: Array(101).fill("PRIMARY") }],
    ["a list of 101 in place of a text", { search: Array(101).fill("x") }],
    ["a text of 2001 characters", { search: "x".repeat(2001) }],
    ["a name of 2001 characters", { ["x".repeat(2001)]: 1 }],
    ["the character U+0000", { search: "\0" }],
    ["half a surrogate pair", { search: "\ud800" }],
    ["a deeply nested list", { search: nested(30) }],
  ])("with %s in a variable is rejected before any look-up", async (_what, filter) => {
    expect(await codeOf(filtered, { filter })).toEqual(["BAD_ARGUMENT"]);
  });

  it.each([
    ["a list of 101", `{ school(urn: 100001) { attendance(years: [${Array(101).fill('"2022/23"')}]) { year } } }`],
    ["a text of 2001 characters", `{ schools(filter: { search: "${"x".repeat(2001)}" }) { totalCount } }`],
    ["the character U+0000", '{ schools(filter: { search: "\\u0000" }) { totalCount } }'],
    ["a default list of 101", `query Q($ids: [ID!]! = [${Array(101).fill(1)}]) { nodes(ids: $ids) { id } }`],
  ])("with %s in the document is rejected too", async (_what, query) => {
    expect(await codeOf(query)).toEqual(["BAD_ARGUMENT"]);
  });

  it("with 100 items and any Unicode character is accepted", async () => {
    const filter = { blocks: Array(100).fill("PRIMARY"), search: "É😀\u{10FFFF}" };
    const { errors, data } = await ask(filtered, { variables: { filter } });
    expect([errors, data]).toEqual([[], { schools: { totalCount: 0 } }]);
  });

  it("named like a property of Object is rejected like any unknown field", async () => {
    const variables = JSON.parse('{"filter": {"__proto__": {"search": "x"}, "constructor": 1}}');
    expect((await ask(filtered, { variables })).errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    const polluted = JSON.parse('{"__proto__": {"filter": {"search": "x"}}}');
    expect((await ask(filtered, { variables: polluted })).errors).toEqual([]);
  });
});
