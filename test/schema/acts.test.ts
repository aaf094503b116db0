// Every mutation records the right acts, with actor and subject. The department can search them.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
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
  await database.query("TRUNCATE act");
});
afterAll(async () => {
  await freezer.stop();
  await database.close();
});

const testedMutations = new Set<string>();
const keys: string[] = [];

type Role = keyof Clients;

interface Recorded {
  readonly type: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly year: string | null;
  readonly school: { urn: number } | null;
}

/** Runs a mutation, and returns its payload with the acts that it recorded, each by the caller. */
async function act(mutation: string, input: object, output: string, role: Role = "DEPARTMENT") {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${mutation}(input: $input) ${output} }`;
  const before = (await acts()).length;
  const { data, errors } = await server.ask(document, { key: clients[role].key, variables: { input } });
  const payload = data?.[mutation];
  if (payload) testedMutations.add(mutation);
  if (payload?.key) keys.push(payload.key);
  const all = await acts();
  const recorded = all.slice(0, all.length - before).reverse();
  for (const entry of recorded) expect(entry).toMatchObject({ actor: `The ${role}`, clientId: clients[role].id, role });
  return { payload, code: errors[0]?.extensions.code, recorded: recorded.map(shown) };
}

const shown = ({ type, subjectKind, subject, year, school }: Recorded) =>
  [type, subjectKind, subject, year, school?.urn].filter((part) => part != null);

async function acts(args = "first: 100"): Promise<(Recorded & { at: string; actor: string; clientId: string })[]> {
  const { data, errors } = await server.ask(
    `{ acts(${args}) { nodes { at type actor clientId role subjectKind subject year reason transaction school { urn } } } }`,
    { key: clients.DEPARTMENT.key },
  );
  expect(errors).toEqual([]);
  return data.acts.nodes;
}

async function workAll() {
  const queued = await database.query<{ id: string }>("SELECT id::text AS id FROM job WHERE status = 'QUEUED'");
  for (const { id } of queued) await workOff(database, jobHandlers([]), id);
}

const start = (parameters: object, role?: Role) =>
  act("startRun", { strategy: "nearest-neighbour", baseYear: "2022/23", parameters }, "{ run { id } }", role);
const keyOf = (id: string) => Buffer.from(id, "base64").toString().split(":")[1];
const year = "2022/23";

describe("over GraphQL", () => {
  let [published, fed] = ["", ""];

  it("records who started, cancelled, retried and published a run, once each", async () => {
    const started = await start({ k: 12 }, "ANALYST");
    published = started.payload.run.id;
    const run = ["RUN", keyOf(published), year];
    expect(started.recorded).toEqual([["RUN_STARTED", ...run]]);
    expect((await start({ k: 12 })).recorded).toEqual([]);
    const cancel = () => act("cancelRun", { runId: published }, "{ run { status } }", "ANALYST");
    expect((await cancel()).recorded).toEqual([["RUN_CANCELLED", ...run]]);
    expect((await cancel()).recorded).toEqual([]);
    expect((await start({ k: 12 })).recorded).toEqual([["RUN_STARTED", ...run]]);
    await cancel();
    const [job] = await database.query<{ id: string }>("SELECT id::text AS id FROM job WHERE kind = 'run'");
    const jobId = Buffer.from(`Job:${job?.id}`).toString("base64");
    const retry = () => act("retryJob", { jobId }, "{ job { status } }");
    expect((await retry()).recorded).toEqual([["JOB_RETRIED", "JOB", job?.id]]);
    expect(await retry()).toMatchObject({ code: "CONFLICT", recorded: [] });
    const publish = (role?: Role) => act("publishRun", { runId: published }, "{ run { id } }", role);
    expect(await publish()).toMatchObject({ code: "RUN_UNFINISHED", recorded: [] });
    await workAll();
    expect(await publish("ANALYST")).toMatchObject({ code: "FORBIDDEN", recorded: [] });
    expect((await publish()).recorded).toEqual([["RUN_PUBLISHED", ...run]]);
    expect((await publish()).recorded).toEqual([]);
  });

  it("records who drafted and issued targets, and who arranged partnerships", async () => {
    fed = (await start({ k: 20 })).payload.run.id;
    await workAll();
    const draft = (runId: string) =>
      act("draftTargets", { runId, overrideReason: "a small world" }, "{ targetSet { id } }");
    expect(await draft(published)).toMatchObject({ code: "FINGERPRINT_PUBLISHED", recorded: [] });
    const { payload, recorded } = await draft(fed);
    const targetSetId = payload.targetSet.id;
    const set = ["TARGET_SET", keyOf(targetSetId), "2023/24"];
    expect(recorded).toEqual([["TARGETS_DRAFTED", ...set]]);
    const issue = () => act("issueTargets", { targetSetId }, "{ targetSet { status } }");
    expect(await issue()).toMatchObject({ code: "CONFLICT", recorded: [] });
    await workAll();
    expect((await issue()).recorded).toEqual([["TARGETS_ISSUED", ...set]]);
    const arranged = await act(
      "arrangePartnerships",
      { runId: fed, overrideReason: "a small world" },
      "{ plan { id } }",
    );
    const plan = keyOf(arranged.payload.plan.id);
    expect(arranged.recorded).toEqual([["PARTNERSHIPS_ARRANGED", "PARTNERSHIP_PLAN", plan, year]]);
    await workAll();
    expect(await act("publishRun", { runId: fed }, "{ run { id } }")).toMatchObject({ recorded: [] });
  });

  it("records who started and cancelled a comparison of runs, once each", async () => {
    const compare = () => act("compareRuns", { runs: [published, fed] }, "{ comparison { id } }", "ANALYST");
    const { payload, recorded } = await compare();
    const comparisonId = payload.comparison.id;
    const comparison = ["COMPARISON", keyOf(comparisonId), year];
    expect(recorded).toEqual([["COMPARISON_STARTED", ...comparison]]);
    expect((await compare()).recorded).toEqual([]);
    const cancel = () => act("cancelComparison", { comparisonId }, "{ comparison { status } }");
    expect((await cancel()).recorded).toEqual([["COMPARISON_CANCELLED", ...comparison]]);
    expect((await cancel()).recorded).toEqual([]);
    expect((await compare()).recorded).toEqual([["COMPARISON_STARTED", ...comparison]]);
    await cancel();
  });

  it("records who created, rotated and revoked clients and keys", async () => {
    const head = { name: "A head", role: "SCHOOL", urn: 100_007 };
    const made = await act("createClient", head, "{ key client { id } }");
    const { id } = made.payload.client;
    const [first] = await keysOf(id);
    expect(made.recorded).toEqual([
      ["CLIENT_CREATED", "CLIENT", id, 100_007],
      ["KEY_ADDED", "KEY", first],
    ]);
    const token = { name: "A vendor", role: "MIS_VENDOR", subject: "vendor-1" };
    const vendor = await act("createClient", token, "{ client { id } }");
    expect(vendor.recorded).toEqual([["CLIENT_CREATED", "CLIENT", vendor.payload.client.id]]);
    expect(await act("createClient", token, "{ client { id } }")).toMatchObject({ code: "CONFLICT", recorded: [] });
    const added = await act("addKey", { clientId: id, name: "second" }, "{ key apiKey { id } }");
    expect(added.recorded).toEqual([["KEY_ADDED", "KEY", added.payload.apiKey.id]]);
    const rotated = await act("rotateKey", { keyId: first }, "{ key apiKey { id } }");
    expect(rotated.recorded).toEqual([
      ["KEY_ROTATED", "KEY", first],
      ["KEY_ADDED", "KEY", rotated.payload.apiKey.id],
    ]);
    const revokeKey = () => act("revokeKey", { keyId: first }, "{ apiKey { id } }");
    expect((await revokeKey()).recorded).toEqual([["KEY_REVOKED", "KEY", first]]);
    expect(await revokeKey()).toMatchObject({ payload: { apiKey: { id: first } }, recorded: [] });
    const revoke = () => act("revokeClient", { clientId: id }, "{ client { revokedAt } }");
    const ended = await revoke();
    expect(ended.recorded).toEqual([["CLIENT_REVOKED", "CLIENT", id, 100_007]]);
    expect(await revoke()).toMatchObject({ payload: ended.payload, recorded: [] });
    const own = await act("rotateKey", {}, "{ key apiKey { id } }", "TRUST");
    expect(own.recorded.map(([type]) => type)).toEqual(["KEY_ROTATED", "KEY_ADDED"]);
  });

  it("records who granted and revoked which access to which schools", async () => {
    const [vendor, analyst] = [clients.MIS_VENDOR.id, clients.ANALYST.id];
    const agree = { clientId: vendor, capability: "TARGETS" };
    const granted = await act("grantAccess", agree, "{ grant { id } }", "SCHOOL");
    const subject = ["GRANT", `${vendor} TARGETS urn 100001`, 100_001];
    expect(granted.recorded).toEqual([["ACCESS_GRANTED", ...subject]]);
    expect((await act("grantAccess", agree, "{ grant { id } }", "SCHOOL")).recorded).toEqual([]);
    const withdraw = () => act("revokeAccess", { grantId: granted.payload.grant.id }, "{ __typename }", "SCHOOL");
    expect((await withdraw()).recorded).toEqual([["ACCESS_REVOKED", ...subject]]);
    expect(await withdraw()).toMatchObject({ code: "NOT_FOUND", recorded: [] });
    const ofTrust = { clientId: analyst, capability: "PARTNERSHIPS", trustCode: 5001 };
    const wide = await act("grantAccess", ofTrust, "{ grant { id } }");
    expect(wide.recorded).toEqual([["ACCESS_GRANTED", "GRANT", `${analyst} PARTNERSHIPS trust 5001`]]);
    expect(await act("grantAccess", agree, "{ grant { id } }", "TRUST")).toMatchObject({
      code: "FORBIDDEN",
      recorded: [],
    });
  });

  it("records who asked for access, took it back, declined it and granted it", async () => {
    const request = () =>
      act("requestAccess", { urns: [100_001], capabilities: ["TARGETS"], reason: "why" }, "{ asked }", "MIS_VENDOR");
    const decide = (mutation: string, requestId: string) =>
      act(mutation, { requestId }, "{ request { status } }", "SCHOOL");
    const openRequest = async () => {
      const [row] = await database.query<{ id: string }>(
        "SELECT id::text AS id FROM access_request WHERE status = 'ASKED'",
      );
      return row!.id;
    };
    const first = await request();
    const [, , id] = first.recorded[0]!;
    expect(first.recorded).toEqual([["ACCESS_REQUESTED", "ACCESS_REQUEST", await openRequest(), 100_001]]);
    expect((await request()).recorded).toEqual([]);
    const takeBack = () => act("takeBackAccessRequests", { urns: [100_001] }, "{ takenBack }", "MIS_VENDOR");
    expect((await takeBack()).recorded).toEqual([["ACCESS_REQUEST_TAKEN_BACK", "ACCESS_REQUEST", id, 100_001]]);
    expect((await takeBack()).recorded).toEqual([]);
    await request();
    const second = await openRequest();
    expect((await decide("grantAccessRequest", second)).recorded).toEqual([
      ["ACCESS_GRANTED", "GRANT", `${clients.MIS_VENDOR.id} TARGETS urn 100001`, 100_001],
    ]);
    expect((await decide("grantAccessRequest", second)).recorded).toEqual([]);
    await database.query('DELETE FROM "grant"');
    await request();
    const third = await openRequest();
    expect((await decide("declineAccessRequest", third)).recorded).toEqual([
      ["ACCESS_DECLINED", "ACCESS_REQUEST", third, 100_001],
    ]);
    expect((await decide("declineAccessRequest", third)).recorded).toEqual([]);
  });

  it("covers every mutation in these tests", () => {
    expect([...testedMutations].sort()).toEqual(Object.keys(schema.getMutationType()!.getFields()).sort());
  });

  it("stores no key, no hash of a key and no figure in acts", async () => {
    const hashes = await database.query<{ hash: string }>("SELECT hash FROM api_key");
    const rows = (await database.query<{ row: string }>("SELECT act::text AS row FROM act")).map(({ row }) => row);
    expect(rows.length).toBeGreaterThan(20);
    const secrets = [...keys, ...hashes.map(({ hash }) => hash), "92.9", "92.6"];
    expect(rows.filter((row) => secrets.some((secret) => row.includes(secret)))).toEqual([]);
  });
});

describe("the log of acts", () => {
  it("is paged, newest first, with each act once", async () => {
    const all = await acts();
    const seen: string[] = [];
    let after = "";
    let hasNextPage = true;
    while (hasNextPage) {
      const query = `{ acts(first: 7${after}) { pageInfo { hasNextPage endCursor } nodes { type subject } } }`;
      const { data } = await server.ask(query, { key: clients.DEPARTMENT.key });
      seen.push(...data.acts.nodes.map(({ type, subject }: Recorded) => `${type} ${subject}`));
      after = `, after: "${data.acts.pageInfo.endCursor}"`;
      hasNextPage = data.acts.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(all.map(({ type, subject }) => `${type} ${subject}`));
  });

  it("can be filtered by type, client, subject, school and time", async () => {
    const types = async (filter: string) => (await acts(`first: 100, filter: { ${filter} }`)).map(({ type }) => type);
    expect(await types("types: [TARGETS_ISSUED, TARGETS_DRAFTED]")).toEqual(["TARGETS_ISSUED", "TARGETS_DRAFTED"]);
    expect(await types(`clientId: "${clients.SCHOOL.id}"`)).toEqual([
      "ACCESS_DECLINED",
      "ACCESS_GRANTED",
      "ACCESS_REVOKED",
      "ACCESS_GRANTED",
    ]);
    expect(await types("subjectKind: PARTNERSHIP_PLAN")).toEqual(["PARTNERSHIPS_ARRANGED"]);
    expect(await types("urn: 100007")).toEqual(["CLIENT_REVOKED", "CLIENT_CREATED"]);
    const [issued] = await acts("first: 1, filter: { types: [TARGETS_ISSUED] }");
    expect(await types(`subject: "${issued?.subject}"`)).toEqual(["TARGETS_ISSUED", "TARGETS_DRAFTED"]);
    expect(await types(`from: "${issued?.at}", types: [TARGETS_ISSUED]`)).toEqual(["TARGETS_ISSUED"]);
    expect(await types(`to: "${issued?.at}", types: [TARGETS_ISSUED]`)).toEqual([]);
  });

  it("is only visible to the department", async () => {
    for (const role of ["SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR", "ANALYST"] as const) {
      const key = role === "TRUST" ? (keys.at(-1) ?? "") : clients[role].key;
      const { data, errors } = await server.ask("{ acts(first: 1) { nodes { actor } } }", { key });
      expect([data.acts, errors[0]?.extensions.code], role).toEqual([null, "FORBIDDEN"]);
    }
    const { errors } = await server.ask("{ acts(first: 1) { nodes { actor } } }");
    expect(errors[0]?.message).toMatch(/Cannot query field "acts"/);
  });

  it.each(['filter: { clientId: "x" }', 'filter: { from: "0001-01-01T00:00:00Z" }', 'after: "YWZ0ZXI6eA"'])(
    "rejects %s with a reason",
    async (args) => {
      const { errors } = await server.ask(`{ acts(first: 1, ${args}) { nodes { actor } } }`, {
        key: clients.DEPARTMENT.key,
      });
      expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    },
  );
});

const keysOf = async (clientId: string) =>
  (await database.query<{ id: string }>("SELECT id::text AS id FROM api_key WHERE client_id = $1", [clientId])).map(
    ({ id }) => id,
  );
