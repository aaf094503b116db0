// Metrics show the amount of work, never who or what it concerns.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Surface } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import { servingOn } from "../../src/database/serving.js";
import { jobStatuses } from "../../src/jobs/job.js";
import { connectionStates } from "../../src/server/database-metrics.js";
import { type Metrics, openMetrics, outcomes, viewerClasses } from "../../src/server/metrics.js";
import { addPublicPart } from "../confidentiality/public-part.js";
import { addSecretPart } from "../confidentiality/secret-part.js";
import { testDatabase } from "../support/database.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "./world.js";

const kinds = ["run", "targets", "partnerships"];

/** metric -> label -> all allowed values */
const allowedValues: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  kindred_request_duration_seconds: { viewer: viewerClasses, outcome: outcomes },
  kindred_jobs: { kind: kinds, status: jobStatuses },
  kindred_database_wait_seconds: { pool: ["clients", "public"] },
  kindred_database_connections: { state: connectionStates },
};

/** Labels of prom-client's process metrics: handle types, memory spaces, the Node version. */
const processLabels = ["le", "type", "space", "kind", "version", "major", "minor", "patch"];

interface Measured extends TestServer {
  readonly metrics: Metrics;
}

function measured(database: Database, surface: Partial<Surface> = {}): Measured {
  const metrics = openMetrics(servingOn(database), kinds);
  return { ...serve(database, new Map(), surface, metrics), metrics };
}

const secret = "s3cr3t";
const page = (path: string, headers: HeadersInit = {}) => new Request(`http://localhost${path}`, { headers });

/** All kinds of requests, valid and invalid. */
async function askAll({ ask, fetch }: TestServer, keys: readonly (string | undefined)[]) {
  for (const key of keys) {
    await ask(`query ${secret} { ${secret}: school(urn: 100001) { name cohort { peers(first: 2) { rank } } } }`, {
      key,
    });
    await ask('{ school(urn: 100002) { target { target } } node(id: "VGFyZ2V0OjE=") { id } }', { key });
    await ask("{ schools(first: 101) { totalCount } viewer { role } }", { key });
    await ask("{ publishedRuns(first: 5) { totalCount nodes { id } } runs(first: 5) { totalCount } }", { key });
    await ask(`{ ${secret}`, { key });
  }
  await fetch(page(`/${secret}`));
  await fetch(page("/graphql", { Accept: "text/html" }));
}

interface Value {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

const measuredBy = async ({ metrics }: Measured) =>
  (await metrics.registry.getMetricsAsJSON()) as unknown as readonly {
    readonly name: string;
    values: readonly Value[];
  }[];

async function valuesOf(server: Measured, name: string): Promise<readonly Value[]> {
  return (await measuredBy(server)).find((metric) => metric.name === name)?.values ?? [];
}

/** `public answered` -> number of requests */
async function requestsOf(server: Measured): Promise<Record<string, number>> {
  const counts = (await valuesOf(server, "kindred_request_duration_seconds")).filter(({ metricName }) =>
    metricName?.endsWith("_count"),
  );
  return Object.fromEntries(counts.map(({ labels, value }) => [`${labels.viewer} ${labels.outcome}`, value]));
}

describe("metrics", () => {
  let database: Database;
  let clients: Clients;
  beforeAll(async () => {
    database = await testDatabase();
    await buildCountry(database);
    clients = await makeClients(database);
  });
  afterAll(() => database.close());

  it("count requests by class of viewer and outcome", async () => {
    const server = measured(database, { requestsPerMinute: 5 });
    await server.ask("{ viewer { role } }");
    await server.ask("{ viewer { role } }", { key: clients.OFSTED.key });
    await server.ask("{ viewer { role } }", { key: clients.SCHOOL.key });
    await server.ask("{ schools(first: 101) { totalCount } viewer { role } }", { key: clients.ANALYST.key });
    await server.ask("{ viewer { role } }", { key: "bad" });
    await server.fetch(page("/nowhere"));
    for (let index = 0; index < 5; index++) await server.ask("{ __typename }", { key: clients.TRUST.key });
    await server.ask("{ __typename }", { key: clients.TRUST.key }); // too many
    expect(await requestsOf(server)).toEqual({
      "public answered": 2,
      "client answered": 6,
      "client errors": 1,
      "client refused": 1,
      "unknown refused": 2,
    });
  });

  it("count a response with an internal error as failed", async () => {
    const query = () => Promise.reject(new Error("broken"));
    const server = measured({ ...database, query, limited: () => ({ ...database, query }) } as Database);
    await server.ask("{ schools { totalCount } }");
    expect(await requestsOf(server)).toEqual({ "public failed": 1 });
  });

  it("leave out health checks", async () => {
    const server = measured(database);
    for (const path of ["/health", "/ready"]) await server.fetch(page(path));
    expect(await requestsOf(server)).toEqual({});
  });

  it("have only labels and values from fixed lists, for any request", async () => {
    await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, $2, '{}', 'QUEUED')", [
      randomUUID(),
      secret,
    ]);
    const server = measured(database);
    await askAll(server, [undefined, secret, ...Object.values(clients).map(({ key }) => key)]);
    const unexpected = (await measuredBy(server)).flatMap(({ name, values }) =>
      values.flatMap(({ labels }) =>
        Object.entries(labels).filter(([label, value]) =>
          name.startsWith("kindred_")
            ? label !== "le" && !allowedValues[name]?.[label]?.includes(String(value))
            : !processLabels.includes(label),
        ),
      ),
    );
    expect(unexpected).toEqual([]);
    expect(await server.metrics.registry.metrics()).not.toMatch(
      new RegExp([secret, "The SCHOOL", ...Object.values(clients).map(({ id }) => id)].join("|")),
    );
  });

  it("count jobs of every kind and status, including zero counts", async () => {
    await database.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'targets', '{}', 'FAILED')", [
      randomUUID(),
    ]);
    const jobs = await valuesOf(measured(database), "kindred_jobs");
    expect(jobs.length).toBe(kinds.length * jobStatuses.length);
    expect(jobs.filter(({ value }) => value > 0)).toEqual([
      expect.objectContaining({ labels: { kind: "targets", status: "FAILED" }, value: 1 }),
    ]);
  });

  it("report the waiting time of each pool, and the connections on PostgreSQL", async () => {
    const server = measured(database);
    const waits = await valuesOf(server, "kindred_database_wait_seconds");
    expect(waits.map(({ labels }) => labels.pool).sort()).toEqual(["clients", "public"]);
    const connections = await valuesOf(server, "kindred_database_connections");
    const counted = connections.reduce((sum, { value }) => sum + value, 0);
    if (database.kind === "postgresql") expect(counted).toBeGreaterThan(0);
    else expect(connections).toEqual([]);
  });

  it.skipIf(!process.env.TEST_DATABASE_URL)(
    "count connections hidden from the database user as other (on PostgreSQL)",
    async () => {
      const unprivileged = servingOn(database).public; // it connects as the user and then switches to the role
      const metrics = openMetrics({ clients: unprivileged, public: unprivileged, close: async () => {} }, []);
      const { values } = (await metrics.registry.getSingleMetric("kindred_database_connections")?.get()) ?? {};
      expect(values).toContainEqual(expect.objectContaining({ labels: { state: "active" }, value: 0 }));
      expect(values?.find(({ labels }) => labels.state === "other")?.value).toBeGreaterThan(0);
    },
  );

  it("are returned without database metrics if the database fails", async () => {
    const broken = { ...database, query: () => Promise.reject(new Error("no database")) };
    const serving = servingOn({ ...broken, limited: () => broken });
    const text = await openMetrics(serving, kinds).registry.metrics();
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
    expect(text).not.toMatch(/^kindred_(jobs|database_wait_seconds)\{/m);
  });
});

it("two databases that differ only in secrets give the same metrics for anonymous requests", async () => {
  const countsOfTwins = [];
  for (const twin of [0, 1] as const) {
    const database = await testDatabase();
    await addPublicPart(database);
    await addSecretPart(database, twin);
    const server = measured(database);
    await askAll(server, [undefined]);
    countsOfTwins.push(await requestsOf(server));
    await server.close();
    await database.close();
  }
  expect(countsOfTwins[0]).toEqual(countsOfTwins[1]);
  expect(countsOfTwins[0]).toMatchObject({ "public answered": 2, "public errors": 4, "unknown refused": 1 });
});
