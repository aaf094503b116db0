// Reading ahead: each field declares all that it reads, a kept statement serves only requests that it is right for, and
// nothing secret can be declared.
import SchemaBuilder from "@pothos/core";
import { type GraphQLObjectType, getNamedType, isLeafType } from "graphql";
import { PostgresQueryCompiler } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { schema } from "../../schema/index.js";
import ReadsPlugin from "../../schema/reads/reads-plugin.js";
import { many } from "../../schema/reads/relation.js";
import AccessPlugin from "../../src/access/access-plugin.js";
import { publicSchema } from "../../src/access/public-schema.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import type { KindredServer } from "../../src/server/create-server.js";
import { globalId, runs } from "../server/secrets.js";
import { testDatabase } from "../support/database.js";
import { serveAs } from "./serve-as.js";

let database: Database;
let server: KindredServer;
let viewer: Viewer = anonymous;
beforeAll(async () => {
  database = await testDatabase();
  server = await serveAs(database, () => viewer);
});
afterAll(async () => {
  await server.close();
  await database.close();
});

// biome-ignore lint/suspicious/noExplicitAny: each test writes its own query
async function ask(query: string, variables?: object): Promise<any> {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ query, variables });
  const response = await server.fetch(new Request("http://localhost/graphql", { method: "POST", headers, body }));
  const { data, errors } = (await response.json()) as { data: object; errors?: object };
  expect(errors).toBeUndefined();
  return data;
}

/** `field { every leaf of it }` */
function withLeaves(type: GraphQLObjectType, name: string): string {
  const inner = getNamedType(type.getFields()[name]!.type);
  if (isLeafType(inner)) return name;
  const leaves = Object.values((inner as GraphQLObjectType).getFields()).filter(({ type }) =>
    isLeafType(getNamedType(type)),
  );
  return `${name} { ${leaves.map(({ name }) => name).join(" ")} }`;
}

describe("a field that anyone may read", () => {
  const open = publicSchema(schema);
  const paths: readonly [path: readonly string[], type: string][] = [
    [[], "School"],
    [["attendance"], "Attendance"],
    [["circumstances"], "Circumstances"],
    [["circumstances", "sources"], "FigureSource"],
    [["links"], "SchoolLink"],
    [["links", "school"], "School"],
    [["source"], "Source"],
    [["cohort"], "Cohort"],
    [["cohort", "peers"], "Peer"],
    [["cohort", "peers", "school"], "School"],
  ];

  it.each(paths)("has the same value alone as beside all others: %s %s", async (path, name) => {
    const type = open.getType(name) as GraphQLObjectType;
    const fields = Object.keys(type.getFields()).filter((field) => !["explanation", "peerOf", "run"].includes(field));
    const selections = fields.map((field) => withLeaves(type, field));
    const within = (selection: string) => path.reduceRight((inner, field) => `${field} { ${inner} }`, selection);
    const read = async (selection: string) =>
      (await ask(`{ schools(first: 3, orderBy: { field: URN }) { nodes { ${within(selection)} } } }`)).schools.nodes;
    const everything = await read(`__typename ${selections.join(" ")}`);
    const each = await Promise.all(["__typename", ...selections].map(read));
    const merge = (one: unknown, other: unknown): unknown => {
      if (Array.isArray(one)) return one.map((item, at) => merge(item, (other as unknown[])[at]));
      if (one === null || typeof one !== "object") return other;
      const names = new Set([...Object.keys(one), ...Object.keys(other as object)]);
      const at = (object: unknown, key: string) => (object as Record<string, unknown>)[key];
      return Object.fromEntries(
        Array.from(names, (key) => [
          key,
          key in one && key in (other as object)
            ? merge(at(one, key), at(other, key))
            : (at(one, key) ?? at(other, key) ?? null),
        ]),
      );
    };
    expect(each.reduce(merge)).toEqual(everything);
  });
});

describe("a kept statement", () => {
  const compile = vi.spyOn(PostgresQueryCompiler.prototype, "compileQuery");
  afterAll(() => compile.mockRestore());
  const made = () => compile.mock.results.filter(({ value }) => value.sql.startsWith("select '{\"schools\":'")).length;

  it("is made once for a document, whatever the values of its variables", async () => {
    const document =
      "query ($la: Int, $y: [String!]) { schools(filter: { localAuthority: $la }) { totalCount nodes { attendance(years: $y) { year } } } }";
    compile.mockClear();
    const one = await ask(document, { la: 301, y: ["2018/19"] });
    expect(made()).toBe(1);
    const other = await ask(document, { la: 302, y: null });
    expect(made()).toBe(1);
    expect(one.schools.nodes[0].attendance).toEqual([{ year: "2018/19" }]);
    expect(other.schools.nodes[0].attendance.length).toBe(3);
    expect(other).not.toEqual(one);
  });

  it("does not serve a request without a filter that it has, or with one that it lacks", async () => {
    const document = "query ($filter: SchoolFilter) { schools(filter: $filter) { totalCount } }";
    const total = async (filter: object) => (await ask(document, { filter })).schools.totalCount;
    expect(await total({ localAuthority: 301 })).toBe(30);
    expect(await total({})).toBe(60);
    expect(await total({ localAuthority: null, open: false })).toBe(30);
    expect(await total({ open: true, localAuthority: 302 })).toBe(0);
  });

  it("does not serve a request with other flags", async () => {
    const document =
      "query ($in: Boolean!) { school(urn: 100001) { name links @include(if: $in) { urn } region @skip(if: $in) } }";
    expect(Object.keys((await ask(document, { in: true })).school)).toEqual(["name", "links"]);
    const { school } = await ask(document, { in: false });
    expect(school).toEqual({ name: "Oakfield 00", region: "NORTH_WEST" });
  });

  it("does not serve a viewer of another role", async () => {
    const secret = globalId("Run", runs.secret);
    const document = `{ school(urn: 100001) { cohort(run: "${secret}") { peers { urn } } } }`;
    for (const role of ["SCHOOL", "DEPARTMENT", "ANONYMOUS"] as const) {
      viewer = { ...anonymous, role, urn: 100_001 };
      compile.mockClear();
      const { school } = await ask(document);
      expect(school.cohort === null, role).toBe(role !== "DEPARTMENT");
      expect(made(), role).toBe(1);
    }
    viewer = anonymous;
  });

  it("reads together what aliases of a field ask for, and each gets its own", async () => {
    const { school } = await ask(
      `{ school(urn: 100003) { a: attendance(years: ["2018/19"]) { year } b: attendance(years: ["2022/23"]) { attendance } none: attendance(years: []) { year }
        few: cohort { peers(first: 1) { school { name } } } more: cohort { peers(first: 3) { urn school { urn } } } } }`,
    );
    expect(school.a).toEqual([{ year: "2018/19" }]);
    expect(school.b.length).toBe(1);
    expect(school.none).toEqual([]);
    expect(school.few.peers.length).toBe(1);
    for (const { urn, school: peer } of school.more.peers) expect(peer.urn).toBe(urn);
  });
});

describe("a schema", () => {
  const secretRows = many<readonly object[]>("secrets", "target" as "school", {
    rows: (from) => from.selectFrom("school"),
  });
  const publicRows = many<readonly object[]>("rows", "school", { rows: (from) => from.selectFrom("school") });

  it.each([
    [
      "a field that is not for everyone",
      { access: "department" as const, reads: ["name"] },
      "public",
      "is not for everyone",
    ],
    [
      "a table that is secret",
      { access: "public" as const, reads: [secretRows] },
      "public",
      "reads target, which is secret",
    ],
    [
      "rows with a field for some that exposes a column",
      { access: "public" as const, reads: [publicRows] },
      "department",
      "exposes a column",
    ],
  ] as const)("cannot be built if %s is read ahead", (_what, options, inner, message) => {
    const build = () => {
      const builder = new SchemaBuilder<object>({ plugins: [AccessPlugin, ReadsPlugin] } as never);
      const Row = builder.objectRef<{ name: string }>("Row").implement({
        fields: (t) => ({ name: t.exposeString("name", { access: inner as "public", nullable: true }) }),
      });
      builder.queryType({
        fields: (t) => ({ rows: t.field({ type: [Row], nullable: true, ...options, resolve: () => [] }) }),
      });
      return builder.toSchema();
    };
    expect(build).toThrow(message);
  });
});
