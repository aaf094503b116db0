// The job queue as the department sees it over GraphQL.
import type { GraphQLEnumType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import type { Database } from "../../src/database/database.js";
import { createJob, requestCancel } from "../../src/jobs/queue.js";
import { workerHandlers } from "../../src/work.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: TestServer;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  server = serve(database);
  await createJob(database, "run", {});
  await requestCancel(database, await createJob(database, "targets", {}));
});
afterAll(() => database.close());

const list =
  "query($filter: JobFilter) { jobs(filter: $filter) { totalCount nodes { id kind status attempts createdAt } } }";
const jobs = (filter: object, role: keyof Clients = "DEPARTMENT") =>
  server.ask(list, { key: clients[role].key, variables: { filter } });
const retry = (jobId: string, role: keyof Clients = "DEPARTMENT") =>
  server.ask("mutation($id: ID!) { retryJob(input: { jobId: $id }) { job { status } } }", {
    key: clients[role].key,
    variables: { id: jobId },
  });

describe("jobs", () => {
  it("are listed for the department, filtered by status and kind", async () => {
    const { data } = await jobs({ statuses: ["CANCELLED"], kinds: ["TARGETS", "RUN"] });
    expect(data.jobs).toMatchObject({ totalCount: 1, nodes: [{ kind: "TARGETS", status: "CANCELLED", attempts: 0 }] });
    expect((await jobs({})).data.jobs.totalCount).toBe(2);
  });

  it("can be retried once, by the department", async () => {
    const { id } = (await jobs({ statuses: ["CANCELLED"] })).data.jobs.nodes[0];
    expect((await retry(id, "ANALYST")).errors[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await retry(id)).data.retryJob.job.status).toBe("QUEUED");
    expect((await retry(id)).errors[0]?.extensions.code).toBe("CONFLICT");
    expect((await retry("nonsense")).errors[0]?.extensions.code).toBe("NOT_FOUND");
  });

  it("are not visible to anyone else", async () => {
    expect((await jobs({}, "ANALYST")).errors[0]?.extensions.code).toBe("FORBIDDEN");
    const { errors } = await server.ask("{ jobs { totalCount } }");
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });
});

describe("the kinds of jobs", () => {
  it("are those that a worker handles", () => {
    const kinds = Object.keys(workerHandlers({ pluginPackages: [], jobDays: 1, auditDays: 1, halfTermsFile: null }));
    const values = (schema.getType("JobKind") as GraphQLEnumType).getValues();
    expect(values.map(({ value }) => value).sort()).toEqual(kinds.sort());
  });
});
