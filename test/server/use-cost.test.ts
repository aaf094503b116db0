import { complexityFromQuery } from "@pothos/plugin-complexity";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { anonymous } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { costLimit, costPerMillisecond, costPerPoint } from "../../src/server/limits.js";
import { testDatabase } from "../support/database.js";
import { addPublishedRun, addSecrets } from "./secrets.js";
import { type Ask, buildCountry, type Clients, makeClients, serve } from "./world.js";

let database: Database;
let ask: Ask;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
});
afterAll(() => database.close());

const page =
  "query Q($first: Int = 3) { schools(first: $first) { totalCount nodes { name links { school { urn } } } } }";
const costOf = async (query: string, options?: Parameters<Ask>[1]) => {
  const { extensions } = JSON.parse((await ask(query, options)).text);
  return extensions?.cost;
};

describe("the cost of a document", () => {
  it("is returned with the response, calculated from the document, its variables and the schema's costs", async () => {
    const fields = (first: number) => complexityFromQuery(page, { schema, variables: { first } }).complexity;
    // A page by name 600, its count 480; `nodes`, `links` and `school` 96 each.
    const database = 600 + 480 + 3 * 96;
    expect(await costOf(page, { variables: { first: 7 } })).toEqual({ requested: fields(7) + database, limit: 40_000 });
    expect((await costOf(page)).requested).toBe(fields(3) + database);
  });

  it("of a document that is sent again follows the variables that it depends on, and invalid ones are rejected", async () => {
    const query =
      "query Q($first: Int, $urn: Int!) { schools(first: $first) { nodes { name } } school(urn: $urn) { name } }";
    const ofValues = async (first: number, urn: unknown) => costOf(query, { variables: { first, urn } });
    const [few, many] = [await ofValues(5, 100_001), await ofValues(50, 100_001)];
    expect(many.requested).toBeGreaterThan(few.requested);
    expect(await ofValues(5, 100_002)).toEqual(few);
    expect(await ofValues(5, "x")).toBeUndefined();
    expect(await ofValues(50, 100_002)).toEqual(many);
  });

  it("of a document with many long values is the same each time", async () => {
    const query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    const ofIds = (count: number) =>
      costOf(query, { variables: { ids: Array.from({ length: count }, (_, at) => `${"x".repeat(500)}${at}`) } });
    const [few, many] = [await ofIds(10), await ofIds(100)];
    expect(many.requested).toBeGreaterThan(few.requested);
    expect([await ofIds(10), await ofIds(100)]).toEqual([few, many]);
  });

  it.each([
    ["by name", "", 600],
    ["by URN", "orderBy: { field: URN }", 600],
    ["by attendance", "orderBy: { field: ATTENDANCE }", 3_300],
    ["with a filter", "filter: { open: true }", 1_200],
    ["with a search", 'filter: { search: "a" }', 3_000],
    ["with a search, by name", 'filter: { search: "a" }, orderBy: { field: NAME }', 2_700],
    ["near a school", "filter: { near: { urn: 100001, withinKm: 5 } }, orderBy: { field: DISTANCE }", 3_000],
  ])("of a page of schools %s is as in docs/errors.md, and higher with the count", async (_how, args, cost) => {
    const query = (fields: string) => `{ schools(first: 1, ${args}) { ${fields} } }`;
    const { requested } = await costOf(query("__typename"));
    expect(requested).toBe(cost + 2);
    const isSearch = args.includes("search") || args.includes("near");
    const matching = isSearch ? 2_100 : args.includes("filter") ? 600 : 0;
    expect((await costOf(query("__typename totalCount"))).requested).toBe(cost + 3 + 480 + matching);
  });

  it("limits database time to a second per document, and to half a minute per minute for three addresses", () => {
    expect(costLimit(anonymous) / costPerMillisecond).toBeLessThanOrEqual(1_000);
    const { requestsPerMinute } = readConfig({}).surface;
    expect((3 * requestsPerMinute * costPerPoint) / costPerMillisecond).toBeLessThanOrEqual(30_000);
  });

  it("is the same with a variable, its default value, or a fragment", async () => {
    const plain = "{ schools(first: 1, orderBy: { field: ATTENDANCE }) { totalCount } }";
    const { requested } = await costOf(plain);
    const byVariable = "query Q($by: SchoolOrder) { schools(first: 1, orderBy: $by) { totalCount } }";
    expect((await costOf(byVariable, { variables: { by: { field: "ATTENDANCE" } } })).requested).toBe(requested);
    const byDefault = byVariable.replace("SchoolOrder)", "SchoolOrder = { field: ATTENDANCE })");
    expect((await costOf(byDefault)).requested).toBe(requested);
    const spread = `${plain.replace("totalCount", "...Counted")} fragment Counted on SchoolConnection { ... { totalCount } }`;
    expect((await costOf(spread)).requested).toBe(requested);
  });

  it("includes the database time of list items once, and once more for each alias", async () => {
    const linked = (first: number, name = "") => `{ schools(first: ${first}) { nodes { links { urn } ${name} } } }`;
    const fields = (query: string) => complexityFromQuery(query, { schema, variables: {} }).complexity;
    const database = async (query: string) => (await costOf(query)).requested - fields(query);
    expect(await database(linked(100))).toBe(await database(linked(1)));
    expect(await database(linked(1, "again: links { urn }"))).toBe((await database(linked(1))) + 96);
  });

  it("does not depend on the data or the viewer; only the limit depends on the viewer", async () => {
    const roles = ["OFSTED", "SCHOOL", "ANALYST", "DEPARTMENT"] as const;
    const costs = () =>
      Promise.all([undefined, ...roles.map((role) => clients[role].key)].map((key) => costOf(page, { key })));
    const before = await costs();
    await addSecrets(database);
    await database.query("DELETE FROM school_link");
    expect(await costs()).toEqual(before);
    expect(new Set(before.map(({ requested }) => requested)).size).toBe(1);
    expect(before.map(({ limit }) => limit)).toEqual([40_000, 40_000, 100_000, 100_000, 100_000]);
  });

  it("counts only the executed operation", async () => {
    const text = JSON.stringify({ query: `${page} query Small { viewer { role } }`, operationName: "Small" });
    const headers = { "Content-Type": "application/json" };
    const { fetch } = serve(database);
    const response = await fetch(new Request("http://localhost/graphql", { method: "POST", headers, body: text }));
    expect((await response.json()).extensions.cost.requested).toBe(2);
  });

  it("allows a page of 100 with its count, but not 50 searches of the directory", async () => {
    expect((await ask("{ schools(first: 100) { totalCount nodes { urn name } } }")).errors).toEqual([]);
    const looks = Array.from({ length: 50 }, (_, at) => `a${at}: schools(first: 1) { totalCount }`);
    expect((await ask(`{ ${looks} }`)).errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("allows anyone an explanation, of a missing school too, and nobody 100 at once", async () => {
    const explained = (schools: string) => `{ ${schools} { cohort { explanation(other: 100002) { distance } } } }`;
    const { complexity } = complexityFromQuery(explained("school(urn: 100001)"), { schema, variables: {} });
    const requested = complexity + 3 * 96; // `school`, `cohort` and `explanation`
    expect(await costOf(explained("school(urn: 999999)"))).toEqual({ requested, limit: 40_000 });
    expect(complexity).toBeGreaterThan(1_000);
    for (const key of [undefined, clients.DEPARTMENT.key]) {
      const { errors } = await ask(explained("schools(first: 100) { nodes").replace(/}$/, "} }"), { key });
      expect(errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
    }
  });

  it("counts introspection, each time it is requested", async () => {
    const { requested } = await costOf(getIntrospectionQuery());
    expect(requested).toBeGreaterThan(5_000);
    const types =
      "types { fields { type { fields { name type { name kind } args { name defaultValue type { name kind } } } } } }";
    const several = (count: number) =>
      `{ ${Array.from({ length: count }, (_, at) => `a${at}: __schema { ${types} }`)} }`;
    expect((await ask(several(1))).errors).toEqual([]);
    expect((await ask(several(5))).errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("that is too high gives one error before any statement, and is returned all the same", async () => {
    let statements = 0;
    const counting = serve({
      ...database,
      query: (...given: Parameters<Database["query"]>) => {
        statements++;
        return database.query(...given);
      },
    } as Database);
    const costly = `{ ${Array.from({ length: 50 }, (_, at) => `a${at}: schools(first: 100) { totalCount nodes { name } }`)} }`;
    const { errors, data, text } = await counting.ask(costly);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["QUERY_TOO_LARGE"]);
    expect([data, statements]).toEqual([null, 0]);
    expect(JSON.parse(text).extensions.cost.requested).toBeGreaterThan(40_000);
  });

  it("is not calculated for an operation type that the schema does not have", async () => {
    for (const kind of ["mutation", "subscription"]) {
      const { errors } = await ask(`${kind} { __typename }`);
      expect(errors).toEqual([
        {
          message: `Your schema has no ${kind}.`,
          extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
        },
      ]);
    }
  });

  it("is not calculated if an argument is invalid: the argument is rejected", async () => {
    const query = `query Q($ids: [ID!] = ["x"]) { nodes(ids: $ids) { id } ${Array.from({ length: 40 }, (_, at) => `a${at}: schools(first: 100) { totalCount nodes { name urn } }`)} }`;
    const { errors, data } = await ask(query, { variables: { ids: null } });
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ["BAD_ARGUMENT"]]);
  });
});
