import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { KindredError } from "../../src/errors.js";
import { testDatabase } from "../support/database.js";
import { serve } from "./world.js";

const documents = {
  abc: "query Who { viewer { role } }",
  def: 'mutation Do { revokeClient(input: { clientId: "x" }) { client { id } } }',
};

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "kindred-documents-"));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function trusting(text = JSON.stringify(documents)) {
  const trustedDocuments = join(folder, "documents.json");
  await writeFile(trustedDocuments, text);
  const { fetch } = serve(database, new Map(), { trustedDocuments });
  return async (body: object, init: RequestInit = {}) => {
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body), ...init };
    const response = await fetch(new Request("http://localhost/graphql", request));
    const { data, errors } = await response.json();
    return { status: response.status, data, code: errors?.[0].extensions.code };
  };
}

const byHash = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

describe("with trusted documents", () => {
  it("executes a trusted document by its hash", async () => {
    expect(await (await trusting())(byHash("abc"))).toMatchObject({
      status: 200,
      data: { viewer: { role: "ANONYMOUS" } },
    });
  });

  it.each([
    ["a document", { query: "{ viewer { role } }" }],
    ["the text of one of them", { query: documents.abc }],
    ["a document beside a hash", { query: "{ __typename }", ...byHash("abc") }],
    ["an unknown hash", byHash("abd")],
    ["a hash that is a property of Object", byHash("constructor")],
    ["a hash that is not a string", byHash({ toString: "abc" })],
    ["an empty body", {}],
    ["another key for the hash", { documentId: "abc" }],
  ])("rejects %s", async (_what, body) => {
    const { data, code } = await (await trusting())(body);
    expect([data, code]).toEqual([undefined, expect.stringMatching(/^(DOCUMENT_NOT_TRUSTED|BAD_REQUEST)$/)]);
  });

  it("applies the schema and the limits to trusted documents too", async () => {
    expect((await (await trusting())(byHash("def"))).code).toBe("GRAPHQL_VALIDATION_FAILED");
    const tooLarge = JSON.stringify({ abc: `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: __typename`)} }` });
    expect((await (await trusting(tooLarge))(byHash("abc"))).code).toBe("QUERY_TOO_LARGE");
  });

  it("does not serve GraphiQL", async () => {
    const { status } = await (await trusting())({}, { method: "GET", headers: { Accept: "text/html" }, body: null });
    expect(status).toBe(406);
  });
});

describe("a file of trusted documents", () => {
  it.each(["", "[]", '{"abc": 1}', '{"abc": "{"}'])(
    "that is invalid (%j) stops the server from starting",
    async (text) => {
      const error = await trusting(text).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(KindredError);
      expect([error.code, error.message]).toEqual(["WRONG_FILE", expect.stringContaining("documents.json")]);
    },
  );

  it("that is missing stops the server from starting", () => {
    const missing = { trustedDocuments: join(folder, "nowhere.json") };
    expect(() => serve(database, new Map(), missing)).toThrow(/nowhere\.json.*no such file/);
  });
});
