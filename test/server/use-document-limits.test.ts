import { getIntrospectionQuery, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { documentSize } from "../../src/server/document-size.js";
import { limits } from "../../src/server/limits.js";
import { testDatabase } from "../support/database.js";
import { type Ask, serve } from "./world.js";

let database: Database;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  ({ ask } = serve(database));
});
afterAll(() => database.close());

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(" ");

describe("a document", () => {
  it.each([
    ["aliases of __typename", `{ ${times(51, (at) => `a${at}: __typename`)} }`],
    ["aliases named __typename", `{ ${times(51, () => "__typename: __typename")} }`],
    [
      "aliases in fragments that are spread often",
      `fragment F on School { a: name b: urn } { ${times(13, (at) => `s${at}: school(urn: 1) { ...F ...F }`)} }`,
    ],
    [
      "aliases in fragments within fragments",
      `fragment A on Query { ...B ...B ...B ...B } fragment B on Query { ...C ...C ...C ...C }
       fragment C on Query { a: __typename b: __typename c: __typename d: __typename } { ...A }`,
    ],
    ["known directives", `{ __typename ${times(51, () => "@skip(if: false)")} }`],
    ["unknown directives", `{ __typename ${times(51, () => "@x")} }`],
    ["directives on spreads and fragments", `{ ${times(51, () => "... @include(if: true) { __typename }")} }`],
    ["directives on an operation", `query ${times(51, () => "@x")} { __typename }`],
    ["fields", `fragment F on Query { ${times(101, () => "__typename")} } { ${times(10, () => "...F")} }`],
    ["operations", times(11, (at) => `query Q${at} { __typename }`)],
    ["fragments", `{ __typename } ${times(51, (at) => `fragment F${at} on Query { __typename }`)}`],
    ["levels", `{ school(urn: 1) ${"{ links { school ".repeat(8)} { urn } ${"} }".repeat(8)} }`],
    ["levels of introspection", `{ __schema { types ${"{ fields { type ".repeat(8)} { name } ${"} }".repeat(8)} } }`],
    [
      "levels of fragments",
      `{ ...F } fragment F on Query { school(urn: 1) { ...G } } fragment G on School ${"{ links { school ".repeat(7)} { urn } ${"} }".repeat(7)}`,
    ],
    ["tokens", `{ ${times(2001, () => "__typename")} }`],
    ["characters", `{ __typename } #${"x".repeat(limits.characters)}`],
  ])("of too many %s is rejected with an error that names the limit", async (_what, query) => {
    const { errors, data } = await ask(query);
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["QUERY_TOO_LARGE"]);
    expect(errors[0]?.message).toMatch(/aliases|directives|fields|operations|fragments|depth|tokens|characters/);
  });

  it("with cyclic fragments is rejected immediately", async () => {
    for (const query of [
      "{ ...F } fragment F on Query { ...F }",
      "{ ...F } fragment F on Query { ...G } fragment G on Query { a: __typename ...F }",
      `${times(49, (at) => `fragment F${at} on School { links { school { ...F${(at + 1) % 49} ...F${(at + 1) % 49} } } }`)} { school(urn: 1) { ...F0 } }`,
    ]) {
      const { errors, data } = await ask(query);
      expect(data).toBeNull();
      expect(errors[0]?.extensions.code).toMatch(/QUERY_TOO_LARGE|GRAPHQL_VALIDATION_FAILED/);
    }
  });

  it("is measured in linear time, however often its fragments multiply", () => {
    const doubled = times(
      40,
      (at) => `fragment F${at} on Query { a: __typename ${at < 39 ? `...F${at + 1} ...F${at + 1}` : ""} }`,
    );
    expect(documentSize(parse(`{ ...F0 } ${doubled}`)).aliases).toBe(2 ** 40 - 1);
  });

  it("gets a limited number of errors, because each takes time to locate", async () => {
    const { errors } = await ask(`{ ${times(300, (at) => `unknown${at}`)} }`);
    expect(errors).toHaveLength(limits.errors + 1);
    expect(errors.at(-1)?.message).toMatch(/error limit reached/);
  });

  it("that repeats a field too often to compare is rejected with a reason", async () => {
    for (const _ of ["first", "from the cache"]) {
      const { errors } = await ask(`{ ${times(990, () => "__typename")} }`);
      expect(errors).toEqual([
        { message: expect.stringContaining("same name"), extensions: { code: "QUERY_TOO_LARGE" } },
      ]);
    }
  });

  it("of GraphiQL's introspection or of an ordinary dashboard is accepted", async () => {
    expect((await ask(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).errors).toEqual([]);
    const dashboard = `query D($full: Boolean = true) { ${times(20, (at) => `s${at}: school(urn: ${100_001 + at}) { name attendance @include(if: $full) { year } }`)} }`;
    expect((await ask(dashboard)).errors).toEqual([]);
  });
});
