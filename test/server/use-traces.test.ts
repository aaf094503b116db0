// Traces show how requests went, never who made them or what they were about.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Surface } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { errorCodes } from "../../src/errors.js";
import { outcomes, viewerClasses } from "../../src/server/metrics.js";
import { methods } from "../../src/server/use-traces.js";
import { operations } from "../../src/telemetry/traced-database.js";
import { canaryIn } from "../confidentiality/canaries.js";
import { addPublicPart } from "../confidentiality/public-part.js";
import { keyOf } from "../confidentiality/secret-clients.js";
import { addSecretPart } from "../confidentiality/secret-part.js";
import { testDatabase } from "../support/database.js";
import { type KeptSpan, type KeptTraces, keepTraces } from "../support/spans.js";
import { serve, type TestServer } from "./world.js";

interface Traced extends TestServer, KeptTraces {}

function traced(database: Database, surface: Partial<Surface> = {}): Traced {
  const keeping = keepTraces();
  return { ...serve(database, new Map(), surface, undefined, keeping.traces), ...keeping };
}

const secret = "s3cr3t";
const page = (path: string, init: RequestInit = {}) => new Request(`http://localhost${path}`, init);

/** All kinds of requests, valid and invalid, with the caller's own text wherever possible. */
async function askAll({ ask, fetch }: TestServer, keys: readonly (string | undefined)[]) {
  for (const key of keys) {
    await ask(
      `query ${secret}($urn: Int!) { ${secret}: school(urn: $urn) { name target { target } cohort { peers(first: 2) { rank } } } }`,
      { key, variables: { urn: 100_001, [secret]: secret } },
    );
    await ask("query ($urn: Int!) { school(urn: $urn) { name cohort { peers(first: 2) { rank school { name } } } } }", {
      key,
      variables: { urn: 100_001 },
    });
    await ask('{ school(urn: 100002) { target { target } } node(id: "VGFyZ2V0OjE=") { id } }', { key });
    await ask("{ schools(first: 101) { totalCount } viewer { role school { target { target } } } }", { key });
    await ask("{ publishedRuns(first: 5) { totalCount nodes { id } } runs(first: 5) { totalCount } }", { key });
    await ask("{ viewer { school { name target { target baseline } partnership { partner { name } } } } }", { key });
    await ask(`{ schools(filter: { search: "${secret}" }) { totalCount nodes { name } } }`, { key });
    await ask(`{ ${secret}`, { key });
  }
  await fetch(page(`/${secret}?${secret}`, { method: secret.toUpperCase() }));
  await fetch(page("/graphql", { headers: { Accept: "text/html" } }));
}

/** attribute -> all allowed values */
const allowedValues: Readonly<Record<string, readonly unknown[]>> = {
  "http.request.method": [...methods, "_OTHER"],
  "http.route": ["/graphql", "other"],
  "http.response.status_code": [200, 400, 401, 404, 405],
  "kindred.viewer": viewerClasses,
  "kindred.outcome": outcomes,
  "kindred.codes": Object.keys(errorCodes),
  "kindred.pool": ["clients", "public"],
  "db.system.name": ["postgresql"],
  "db.operation.name": operations,
};

const names = [...methods, "_OTHER"]
  .flatMap((method) => [`${method} /graphql`, `${method} other`])
  .concat("parse", "validate", "execute", operations);

describe("traces", () => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
    await addPublicPart(database);
    await addSecretPart(database, 0);
  });
  afterAll(() => database.close());

  it("have a span for each request, with child spans down to the statements", async () => {
    const server = traced(database);
    await server.ask("{ school(urn: 100001) { name } }", { key: keyOf("ANALYST") });
    const [request, ...below] = server.kept();
    expect(request).toMatchObject({ name: "POST /graphql", within: [], kind: "SERVER", failed: false });
    expect(request?.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/graphql",
      "http.response.status_code": 200,
      "kindred.viewer": "client",
      "kindred.outcome": "answered",
      "kindred.codes": [],
    });
    const paths = below.map(({ name, within, attributes }) =>
      [...within, name, attributes["kindred.pool"]].join(" > "),
    );
    expect(paths).toContain("POST /graphql > SELECT > clients"); // the look-up of the key
    expect(paths).toContain("POST /graphql > parse > ");
    expect(paths).toContain("POST /graphql > validate > ");
    expect(paths).toContain("POST /graphql > execute > SELECT > clients");
  });

  it("keep concurrent requests apart", async () => {
    const server = traced(database);
    const query = "{ schools(first: 3) { nodes { name } } }";
    await server.ask(query);
    const alone = server.kept().map(({ name, within }) => [...within, name].join(" > "));
    await Promise.all(Array.from({ length: 5 }, () => server.ask(query)));
    const together = server.kept().map(({ name, within }) => [...within, name].join(" > "));
    expect(together.toSorted()).toEqual(
      Array.from({ length: 5 }, () => alone)
        .flat()
        .toSorted(),
    );
  });

  it("mark spans with an internal error as failed, without the cause", async () => {
    const query = () => Promise.reject(new Error(secret));
    const server = traced({ ...database, query, limited: () => ({ ...database, query }) } as Database);
    await server.ask("{ schools { totalCount } }");
    const spans = server.kept();
    expect(spans[0]).toMatchObject({
      failed: true,
      attributes: { "kindred.outcome": "failed", "kindred.codes": ["INTERNAL"] },
    });
    expect(spans.filter(({ kind, failed }) => kind === "CLIENT" && failed).length).toBeGreaterThan(0);
    expect(JSON.stringify(spans)).not.toContain(secret);
  });

  it("leave out health checks", async () => {
    const server = traced(database);
    for (const path of ["/health", "/ready"]) await server.fetch(page(path));
    expect(server.kept()).toEqual([]);
  });

  it("ignore the trace headers of a request", async () => {
    const server = traced(database);
    const headers = {
      "Content-Type": "application/json",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: `vendor=${secret}`,
      baggage: `word=${secret}`,
    };
    await server.fetch(page("/graphql", { method: "POST", headers, body: '{"query":"{ __typename }"}' }));
    const spans = server.kept();
    expect(spans.map(({ name }) => name)).toContain("execute");
    expect(server.traceIds()).not.toContain("0af7651916cd43dd8448eb211c80319c");
    expect(JSON.stringify(spans)).not.toContain(secret);
  });

  it("have only names, attributes and values from fixed lists, and no canary, for any request by any viewer", async () => {
    const server = traced(database);
    const clients = ["OFSTED", "SCHOOL", "TRUST", "VENDOR", "ANALYST", "DEPARTMENT"] as const;
    await askAll(server, [undefined, secret, ...clients.map(keyOf)]);
    const spans = server.kept();
    const unexpected = spans.flatMap(({ name, attributes }) => [
      ...(names.includes(name) ? [] : [name]),
      ...Object.entries(attributes).filter(([key, value]) =>
        [value].flat().some((item) => !allowedValues[key]?.includes(item)),
      ),
    ]);
    expect(unexpected).toEqual([]);
    const text = JSON.stringify(spans);
    expect(canaryIn(text)).toBeNull();
    expect(text).not.toMatch(new RegExp(`${secret}|10000\\d|kindred_|School|Oakfield`, "i"));
    expect(new Set(spans.map(({ attributes }) => attributes["kindred.viewer"]))).toEqual(
      new Set([...viewerClasses, undefined]),
    );
  });
});

it("two databases that differ only in secrets give the same spans for the same public requests", async () => {
  const spansOfTwins: KeptSpan[][] = [];
  for (const twin of [0, 1] as const) {
    const database = await testDatabase();
    await addPublicPart(database);
    await addSecretPart(database, twin);
    const server = traced(database);
    await askAll(server, [undefined, keyOf("OFSTED")]);
    spansOfTwins.push(server.kept());
    await server.close();
    await database.close();
  }
  expect(spansOfTwins[0]).toEqual(spansOfTwins[1]);
  expect(spansOfTwins[0]?.filter(({ name }) => name === "SELECT").length).toBeGreaterThan(10);
});
