// Checks that bench:statements requests everything that a public viewer can: add new fields and arguments there.
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
  region: "NORTH_WEST",
  trust: 5001,
};
const requests = documents(world);

/** The schema coordinates in a document and its variables. */
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
  it("include every field and argument of the public schema, and every order of schools", () => {
    const named = new Set(requests.flatMap(({ query, variables }) => namesIn(query, variables)));
    named.add("Node.id"); // requested on an object type
    const { fields, arguments: given } = coverage(open, named);
    expect(fields.missing).toEqual([]);
    expect(given.missing).toEqual([]);
    const orders = new Set(requests.map(({ variables }) => (variables?.orderBy as { field?: string })?.field));
    expect([...orders].filter(Boolean).sort()).toEqual(["ATTENDANCE", "DISTANCE", "NAME", "RELEVANCE", "URN"]);
  });

  it("are valid in the public schema", () => {
    for (const { name, query } of requests) expect(validate(open, parse(query)), name).toEqual([]);
  });

  describe("sent to a server with a small country", () => {
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

    it("return no errors, except those that cost too much and lists that cannot be read from their end", async () => {
      const refused = new Set<string>();
      const pages = requests.filter(({ name }) => name.startsWith("schools "));
      const sampledPages = pages.filter((_, index) => index % 23 === 0);
      const otherDocuments = requests.filter((document) => !pages.includes(document));
      for (const { name, query, variables } of [...sampledPages, ...otherDocuments]) {
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
