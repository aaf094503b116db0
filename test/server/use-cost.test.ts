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
  it("is told with its answer: what the document and its variables ask for, by the schema's own prices", async () => {
    const fields = (first: number) => complexityFromQuery(page, { schema, variables: { first } }).complexity;
    // A page by name 600, its count 480; `nodes`, `links` and `school` 96 each.
    const database = 600 + 480 + 3 * 96;
    expect(await costOf(page, { variables: { first: 7 } })).toEqual({ requested: fields(7) + database, limit: 40_000 });
    expect((await costOf(page)).requested).toBe(fields(3) + database);
  });

  it.each([
    ["by name", "", 600],
    ["by URN", "orderBy: { field: URN }", 600],
    ["by attendance", "orderBy: { field: ATTENDANCE }", 3_300],
    ["with a filter", "filter: { open: true }", 1_200],
    ["with a search", 'filter: { search: "a" }', 3_000],
    ["with a search, by name", 'filter: { search: "a" }, orderBy: { field: NAME }', 2_700],
    ["near a school", "filter: { near: { urn: 100001, withinKm: 5 } }, orderBy: { field: DISTANCE }", 3_000],
  ])("of a page of schools %s is what docs/errors.md says, and more with the count", async (_how, given, cost) => {
    const asked = (fields: string) => `{ schools(first: 1, ${given}) { ${fields} } }`;
    const { requested } = await costOf(asked("__typename"));
    expect(requested).toBe(cost + 2);
    const looking = given.includes("search") || given.includes("near") ? 2_100 : given.includes("filter") ? 600 : 0;
    expect((await costOf(asked("__typename totalCount"))).requested).toBe(cost + 3 + 480 + looking);
  });

  it("bounds the database's time: a second a document, and half of a minute for three addresses together", () => {
    expect(costLimit(anonymous) / costPerMillisecond).toBeLessThanOrEqual(1_000);
    const { requestsPerMinute } = readConfig({}).surface;
    expect((3 * requestsPerMinute * costPerPoint) / costPerMillisecond).toBeLessThanOrEqual(30_000);
  });

  it("is the same however it is written: by a variable, its default, or a fragment", async () => {
    const plain = "{ schools(first: 1, orderBy: { field: ATTENDANCE }) { totalCount } }";
    const { requested } = await costOf(plain);
    const byVariable = "query Q($by: SchoolOrder) { schools(first: 1, orderBy: $by) { totalCount } }";
    expect((await costOf(byVariable, { variables: { by: { field: "ATTENDANCE" } } })).requested).toBe(requested);
    const byDefault = byVariable.replace("SchoolOrder)", "SchoolOrder = { field: ATTENDANCE })");
    expect((await costOf(byDefault)).requested).toBe(requested);
    const spread = `${plain.replace("totalCount", "...Counted")} fragment Counted on SchoolConnection { ... { totalCount } }`;
    expect((await costOf(spread)).requested).toBe(requested);
  });

  it("has what the items of a list ask the database for once, and once more for each name it is asked by", async () => {
    const linked = (first: number, name = "") => `{ schools(first: ${first}) { nodes { links { urn } ${name} } } }`;
    const fields = (query: string) => complexityFromQuery(query, { schema, variables: {} }).complexity;
    const database = async (query: string) => (await costOf(query)).requested - fields(query);
    expect(await database(linked(100))).toBe(await database(linked(1)));
    expect(await database(linked(1, "again: links { urn }"))).toBe((await database(linked(1))) + 96);
  });

  it("does not depend on what is there, nor on who asks; the limit does", async () => {
    const roles = ["OFSTED", "SCHOOL", "ANALYST", "DEPARTMENT"] as const;
    const told = () =>
      Promise.all([undefined, ...roles.map((role) => clients[role].key)].map((key) => costOf(page, { key })));
    const before = await told();
    await addSecrets(database);
    await database.query("DELETE FROM school_link");
    expect(await told()).toEqual(before);
    expect(new Set(before.map(({ requested }) => requested)).size).toBe(1);
    expect(before.map(({ limit }) => limit)).toEqual([40_000, 40_000, 100_000, 100_000, 100_000]);
  });

  it("is of the operation that is executed, not of the others", async () => {
    const text = JSON.stringify({ query: `${page} query Small { viewer { role } }`, operationName: "Small" });
    const headers = { "Content-Type": "application/json" };
    const { fetch } = serve(database);
    const response = await fetch(new Request("http://localhost/graphql", { method: "POST", headers, body: text }));
    expect((await response.json()).extensions.cost.requested).toBe(2);
  });

  it("lets a page of a hundred be counted too, and the directory be looked through some dozens of times", async () => {
    expect((await ask("{ schools(first: 100) { totalCount nodes { urn name } } }")).errors).toEqual([]);
    const looks = Array.from({ length: 50 }, (_, at) => `a${at}: schools(first: 1) { totalCount }`);
    expect((await ask(`{ ${looks} }`)).errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("lets anyone have a pair explained, whether or not there is one, and nobody a hundred at once", async () => {
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

  it("counts the schema's own description, and each time that it is asked for", async () => {
    const { requested } = await costOf(getIntrospectionQuery());
    expect(requested).toBeGreaterThan(5_000);
    const types =
      "types { fields { type { fields { name type { name kind } args { name defaultValue type { name kind } } } } } }";
    const several = (count: number) =>
      `{ ${Array.from({ length: count }, (_, at) => `a${at}: __schema { ${types} }`)} }`;
    expect((await ask(several(1))).errors).toEqual([]);
    expect((await ask(several(5))).errors[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("is refused where it is too much, once and before any statement, and told all the same", async () => {
    let statements = 0;
    const counting = serve({
      ...database,
      query: (...given: Parameters<Database["query"]>) => {
        statements++;
        return database.query(...given);
      },
    } as Database);
    const dear = `{ ${Array.from({ length: 50 }, (_, at) => `a${at}: schools(first: 100) { totalCount nodes { name } }`)} }`;
    const { errors, data, text } = await counting.ask(dear);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["QUERY_TOO_LARGE"]);
    expect([data, statements]).toEqual([null, 0]);
    expect(JSON.parse(text).extensions.cost.requested).toBeGreaterThan(40_000);
  });

  it("is told for every kind of operation, or that the schema has none of it", async () => {
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

  it("that an argument hides by not fitting is refused with the argument", async () => {
    const query = `query Q($ids: [ID!] = ["x"]) { nodes(ids: $ids) { id } ${Array.from({ length: 40 }, (_, at) => `a${at}: schools(first: 100) { totalCount nodes { name urn } }`)} }`;
    const { errors, data } = await ask(query, { variables: { ids: null } });
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ["BAD_ARGUMENT"]]);
  });
});
