// Runs every query in the README, as its role, on a small demo.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../src/access/authenticate.js";
import { readConfig } from "../src/config.js";
import type { Database } from "../src/database/database.js";
import { servingOn } from "../src/database/serving.js";
import { prepareDemo } from "../src/demo/demo.js";
import { demoQueries } from "../src/demo/queries.js";
import { keysPath } from "../src/demo/state.js";
import { findStrategies } from "../src/matching/discovery.js";
import { createServer, type KindredServer } from "../src/server/create-server.js";
import { testDatabase } from "./support/database.js";

const readme = await readFile(resolve(import.meta.dirname, "../README.md"), "utf8");
const queries = [...readme.matchAll(/```graphql (\w+)\n([\s\S]*?)```/g)].map(([, role, query]) => [role, query]);

let dataDirectory: string;
let database: Database;
let server: KindredServer;
let keys: Record<string, string>;
let urn: number;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "kindred-readme-"));
  database = await testDatabase();
  const config = { ...readConfig({}), dataDirectory };
  const progress = { report() {}, end() {} };
  const summary = await prepareDemo({ config, database, progress, signal: new AbortController().signal }, 400);
  urn = summary.example.urn;
  keys = JSON.parse(await readFile(keysPath(dataDirectory), "utf8"));
  const logger = pino({ level: "silent" });
  server = createServer({
    serving: servingOn(database),
    authenticate: authenticator(database),
    config,
    strategies: await findStrategies([]),
    logger,
  });
});
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(dataDirectory, { recursive: true });
});

async function ask(role: string, query: string): Promise<{ data?: Record<string, unknown>; errors?: unknown }> {
  const response = await server.fetch(
    new Request("http://localhost/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(role === "ANONYMOUS" ? {} : { authorization: `Bearer ${keys[role]}` }),
      },
      body: JSON.stringify({ query }),
    }),
  );
  return response.json();
}

describe("the README's queries", () => {
  it("number at least five", () => expect(queries.length).toBeGreaterThanOrEqual(5));

  it.each(queries)("as %s: %s", async (role = "", query = "") => {
    const { data, errors } = await ask(role, query);
    expect(errors).toBeUndefined();
    expect(Object.values(data ?? {}).every((value) => value !== null)).toBe(true);
  });
});

describe("the demo's queries", () => {
  it.each(Object.keys(demoQueries(0)))("as %s", async (role) => {
    const { query, another } = demoQueries(urn)[role as "SCHOOL"];
    for (const asked of another ? [query, another.query] : [query]) {
      const { data, errors } = await ask(role, asked);
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).not.toMatch(/"target":null|"school":null|"progress":null|"nodes":\[\]|REJECTED/);
    }
  });
});
