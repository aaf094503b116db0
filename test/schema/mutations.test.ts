// The department's year over GraphQL: start and publish runs, draft and issue targets, arrange partnerships.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { startWorker, type Worker, workOff } from "../../src/jobs/worker.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { freezeJobs } from "../../src/population/freeze-job.js";
import { separationJobs } from "../../src/targets/separation/compare.js";
import { jobHandlers } from "../../src/work.js";
import { buildCountry, type Clients, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: TestServer;
let clients: Clients;
let freezer: Worker;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  server = serve(database, await findStrategies([]));
  freezer = startWorker(database, { ...freezeJobs, ...separationJobs }); // mutations wait for it; other jobs run when a test calls workAll
});
afterAll(async () => {
  await freezer.stop();
  await database.close();
});

/** Runs a mutation, by default as the department, and returns its payload. */
async function act(mutation: string, input: object, output: string, role: keyof Clients = "DEPARTMENT") {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${mutation}(input: $input) ${output} }`;
  const { data, errors } = await server.ask(document, { key: clients[role].key, variables: { input } });
  return { payload: data?.[mutation], code: errors[0]?.extensions.code, message: errors[0]?.message };
}

/** Runs all queued jobs, like a worker. */
async function workAll() {
  const queued = await database.query<{ id: string }>("SELECT id::text AS id FROM job WHERE status = 'QUEUED'");
  for (const { id } of queued) await workOff(database, jobHandlers([]), id);
}

const start = (parameters: object, role?: keyof Clients) =>
  act(
    "startRun",
    { strategy: "nearest-neighbour", baseYear: "2022/23", parameters },
    "{ run { id status progress { done } } }",
    role,
  );

describe("over GraphQL", () => {
  let published = "";
  let fed = "";
  let set = "";

  it("lets an analyst start a run and follow it, and returns the same run for the same request", async () => {
    const { payload } = await start({ k: 12 }, "ANALYST");
    expect(payload.run.status).toBe("QUEUED");
    await workAll();
    published = payload.run.id;
    const { payload: again } = await start({ k: 12 }, "ANALYST");
    expect(again.run).toMatchObject({ id: published, status: "SUCCEEDED" });
    const { data } = await server.ask(
      `{ runs(first: 5) { totalCount nodes { id strategy parameters constraints { publishedAttendance notSameTrust withinKm }
         summary { schools matched blocks { block } } warnings } } }`,
      {
        key: clients.ANALYST.key,
      },
    );
    expect(data.runs).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          id: published,
          strategy: "nearest-neighbour",
          parameters: { k: 12 },
          constraints: { publishedAttendance: true, notSameTrust: false, withinKm: null },
          summary: { blocks: expect.arrayContaining([{ block: "SECONDARY" }]) },
        },
      ],
    });
    expect(data.runs.nodes[0].summary.matched).toBeGreaterThan(50);
  });

  it("cancels a run, and rejects invalid requests", async () => {
    const { payload } = await start({ k: 13 });
    const cancelled = await act("cancelRun", { runId: payload.run.id }, "{ run { status } }", "ANALYST");
    expect(cancelled.payload.run.status).toBe("CANCELLED");
    expect((await start({ k: -1 })).code).toBe("BAD_PARAMETERS");
    expect((await act("startRun", { strategy: "none", baseYear: "2022/23" }, "{ run { id } }")).code).toBe(
      "UNKNOWN_STRATEGY",
    );
    expect((await act("cancelRun", { runId: "nonsense" }, "{ run { id } }")).code).toBe("NOT_FOUND");
    expect((await start({ k: 12 }, "SCHOOL")).code).toBe("FORBIDDEN");
  });

  it("lets the department publish a run, shows its cohorts to anyone, and rejects it for targets", async () => {
    expect((await act("publishRun", { runId: published }, "{ run { id } }", "ANALYST")).code).toBe("FORBIDDEN");
    const { payload } = await act("publishRun", { runId: published }, "{ run { id publishedAt status } }");
    expect(payload.run).toMatchObject({ id: published, status: "SUCCEEDED", publishedAt: expect.any(String) });
    const { data } = await server.ask(
      "{ school(urn: 100001) { cohort { run { id } peers(first: 3) { urn shares { attribute } } } } }",
    );
    expect(data.school.cohort).toMatchObject({
      run: { id: published },
      peers: Array(3).fill({ urn: expect.any(Number) }),
    });
    expect((await act("draftTargets", { runId: published }, "{ targetSet { id } }")).code).toBe(
      "FINGERPRINT_PUBLISHED",
    );
  });

  it("names the field of a policy or a constraint that is unknown or out of range", async () => {
    const draft = (policy: object) => act("draftTargets", { runId: published, policy }, "{ targetSet { id } }");
    const input = { strategy: "nearest-neighbour", baseYear: "2022/23" };
    const constrain = (constraints: object) => act("startRun", { ...input, constraints }, "{ run { id } }");
    const unknown = { code: "BAD_ARGUMENT", message: expect.stringMatching(/input\.(policy|constraints).*"bonus"/) };
    expect(await draft({ bonus: 1 })).toMatchObject(unknown);
    expect(await constrain({ bonus: true })).toMatchObject(unknown);
    const policyFault = { code: "BAD_ARGUMENT", message: expect.stringContaining("policy field ceiling") };
    expect(await draft({ ceiling: 970 })).toMatchObject(policyFault);
    const constraintFault = { code: "BAD_PARAMETERS", message: expect.stringContaining("constraints at withinKm") };
    expect(await constrain({ withinKm: -1 })).toMatchObject(constraintFault);
  });

  it("drafts targets from another run, and then rejects publishing that run", async () => {
    const { payload } = await start({ k: 20 });
    fed = payload.run.id;
    expect((await act("draftTargets", { runId: fed }, "{ targetSet { id } }")).code).toBe("RUN_UNFINISHED");
    await workAll();
    const drafted = await act(
      "draftTargets",
      { runId: fed, overrideReason: "a small world", policy: { smallRoll: 20, shock: null } },
      "{ targetSet { id status targetYear policy { id version ceiling smallRoll shock } } }",
    );
    expect(drafted.payload.targetSet).toMatchObject({
      status: "DRAFTING",
      targetYear: "2023/24",
      policy: { id: "example-changed", version: "1.0.0", ceiling: 97, smallRoll: 20, shock: 3 },
    });
    set = drafted.payload.targetSet.id;
    await workAll();
    expect((await act("publishRun", { runId: fed }, "{ run { id } }")).code).toBe("FINGERPRINT_FED_TARGETS");
  });

  it("issues targets, and shows a school its own target and the cohort behind it", async () => {
    const query = "{ school(urn: 100001) { target { outcome target baseline peers } targetCohort { peers { urn } } } }";
    const before = await server.ask(query, { key: clients.SCHOOL.key });
    expect(before.data.school).toEqual({ target: null, targetCohort: null });
    const { payload } = await act(
      "issueTargets",
      { targetSetId: set },
      "{ targetSet { status issuedAt statistics { outcome schools } } }",
    );
    expect(payload.targetSet).toMatchObject({
      status: "ISSUED",
      statistics: expect.arrayContaining([{ outcome: "SET", schools: expect.any(Number) }]),
    });
    const after = await server.ask(query, { key: clients.SCHOOL.key });
    // Invented: 92.6 and a median below it, so the universal improvement alone.
    expect(after.data.school.target).toEqual({ outcome: "SET", target: 92.9, baseline: 92.6, peers: 20 });
    expect(after.data.school.targetCohort.peers).toHaveLength(20);
  });

  it("arranges partnerships, and shows a school its own", async () => {
    const { payload } = await act(
      "arrangePartnerships",
      {
        runId: fed,
        overrideReason: "a small world",
        parameters: { minimumGap: 0.1, sameTrustAllowed: true, seeksBelow: null, withinKm: null },
      },
      "{ plan { id status } }",
    );
    expect(payload.plan.status).toBe("ARRANGING");
    await workAll();
    const { data } = await server.ask(
      `query P($id: ID!) { partnershipPlan(id: $id) { status summary { linked unlinked { reason schools } totalCost } parameters { capacity seeksBelow minimumGap sameTrustAllowed withinKm } } }`,
      {
        key: clients.DEPARTMENT.key,
        variables: { id: payload.plan.id },
      },
    );
    expect(data.partnershipPlan).toEqual({
      status: "PROPOSED",
      summary: { linked: expect.any(Number), unlinked: expect.any(Array), totalCost: expect.any(Number) },
      parameters: { capacity: 3, seeksBelow: 97, minimumGap: 0.1, sameTrustAllowed: true, withinKm: null },
    });
    const own = await server.ask(
      "{ viewer { school { partnership { status partner { urn } } partnershipsAsPartner { status } } } }",
      {
        key: clients.SCHOOL.key,
      },
    );
    expect(own.errors).toEqual([]);
  });

  it("creates a client whose key works immediately, and revokes it immediately", async () => {
    const { payload } = await act(
      "createClient",
      { name: "A head", role: "SCHOOL", urn: 100_007 },
      "{ key client { id role school { urn } } }",
    );
    expect(payload.client).toMatchObject({ role: "SCHOOL", school: { urn: 100_007 } });
    const ask = () => server.ask("{ viewer { role school { urn } } }", { key: payload.key });
    expect((await ask()).data.viewer).toEqual({ role: "SCHOOL", school: { urn: 100_007 } });
    await act("revokeClient", { clientId: payload.client.id }, "{ client { revokedAt } }");
    expect((await ask()).status).toBe(401);
    expect((await act("createClient", { name: "x", role: "ANONYMOUS" }, "{ key }")).code).toBe("BAD_ARGUMENT");
    const { data } = await server.ask(
      "{ clients(first: 3) { pageInfo { hasNextPage } nodes { name revokedAt grants { id } } } }",
      {
        key: clients.DEPARTMENT.key,
      },
    );
    expect(data.clients).toMatchObject({
      pageInfo: { hasNextPage: true },
      nodes: [{ name: "A head", revokedAt: expect.any(String), grants: [] }, {}, {}],
    });
  });

  it("rejects invalid clients and cursors of other lists with a reason", async () => {
    const year0 = { name: "x", role: "ANALYST", expiresAt: "0000-01-01T00:00:00Z" };
    expect((await act("createClient", year0, "{ key }")).code).toBe("BAD_ARGUMENT");
    expect((await act("createClient", { name: "a\0b", role: "ANALYST" }, "{ key }")).code).toBe("BAD_ARGUMENT");
    expect((await act("grantAccess", { clientId: "\0", capability: "TARGETS" }, "{ grant { id } }")).code).toBe(
      "BAD_ARGUMENT",
    );
    const after = Buffer.from("after:100001").toString("base64url");
    const { errors } = await server.ask(`{ clients(after: "${after}") { nodes { id } } }`, {
      key: clients.DEPARTMENT.key,
    });
    expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });

  it("returns strategies with the JSON Schema of their parameters", async () => {
    const { data } = await server.ask(
      '{ strategies { name version } strategy(name: "nearest-neighbour") { parameters } }',
    );
    expect(data.strategies.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["nearest-neighbour", "rule-bands"]),
    );
    expect(data.strategy.parameters).toMatchObject({ type: "object" });
  });
});
