// The bench of statements asks for all that a public viewer can: a new field or argument must find its place there.
import { parse, TypeInfo, validate, visit, visitWithTypeInfo } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documents, type World } from "../../bench/statements/documents.js";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../../src/access/public-schema.js";
import type { Database } from "../../src/database/database.js";
import { coverage } from "../confidentiality/coverage.js";
import { addPublishedRun, globalId, runs } from "../server/secrets.js";
import { buildCountry, serve, type TestServer, urns } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const open = publicSchema(schema);
const world: World = {
  urns: [...urns, ...urns],
  laestabs: urns.map((_, index) => 3_010_000 + index),
  runs: [globalId("Run", runs.published)],
  strategies: ["openstrategy"],
  years: ["2022/23"],
  localAuthority: 301,
  region: "North West",
  trust: 5001,
};
const asked = documents(world);

/** Names of the schema that a document has, those in its variables too. */
function namesIn(query: string, variables: object = {}): string[] {
  const info = new TypeInfo(open);
  const names: string[] = [];
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: () => void names.push(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`),
      Argument: () =>
        void names.push(`${info.getParentType()?.name}.${info.getFieldDef()?.name}(${info.getArgument()?.name})`),
    }),
  );
  const input = (type: string, value: object) => {
    for (const [name, inner] of Object.entries(value)) {
      names.push(`${type}.${name}`);
      if (name === "near") input("NearInput", inner);
    }
  };
  for (const [name, value] of Object.entries(variables)) {
    if (name === "filter") input("SchoolFilter", value);
    if (name === "orderBy") input("SchoolOrder", value);
  }
  return names;
}

describe("the documents of bench:statements", () => {
  it("have every field and argument of the public schema, and every order of schools", () => {
    const named = new Set(asked.flatMap(({ query, variables }) => namesIn(query, variables)));
    named.add("Node.id"); // of an object that is one, asked for as such
    const { fields, arguments: given } = coverage(open, named);
    expect(fields.missing).toEqual([]);
    expect(given.missing).toEqual([]);
    const orders = new Set(asked.map(({ variables }) => (variables?.orderBy as { field?: string })?.field));
    expect([...orders].filter(Boolean).sort()).toEqual(["ATTENDANCE", "DISTANCE", "NAME", "RELEVANCE", "URN"]);
  });

  it("fit the public schema", () => {
    for (const { name, query } of asked) expect(validate(open, parse(query)), name).toEqual([]);
  });

  describe("asked of a small country", () => {
    let database: Database;
    let server: TestServer;
    beforeAll(async () => {
      database = await testDatabase();
      await buildCountry(database);
      await addPublishedRun(database);
      server = serve(database, new Map(), { timeout: 120_000 });
    });
    afterAll(async () => {
      await server.close();
      await database.close();
    });

    it("are answered, but those that cost too much and the lists that are not read from their end", async () => {
      const refused = new Set<string>();
      const pages = asked.filter(({ name }) => name.startsWith("schools "));
      const some = pages.filter((_, at) => at % 23 === 0);
      for (const { name, query, variables } of [...some, ...asked.filter((each) => !pages.includes(each))]) {
        const { errors } = await server.ask(query, { variables });
        for (const { extensions } of errors) refused.add(`${name}: ${extensions.code}`);
      }
      expect([...refused].sort()).toEqual([
        "50 searches one by one: QUERY_TOO_LARGE",
        "lists that are only read forwards, from their end: BAD_ARGUMENT",
      ]);
    });
  });
});
