// Attempts by viewers without access to reach a target, a partnership or an unpublished run.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantCapability } from "../../src/access/grants.js";
import { anonymous } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import {
  addPublishedRun,
  addSecrets,
  comparison,
  draftSet,
  globalId,
  marks,
  plan,
  runs,
  targetSet,
} from "../server/secrets.js";
import {
  type Ask,
  buildCountry,
  type Clients,
  department,
  makeClients,
  serve,
  type TestServer,
} from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let bare: Database;
let ask: Ask;
let askBare: Ask;
let servers: TestServer[];
let clients: Clients;

beforeAll(async () => {
  [database, bare] = [await testDatabase(), await testDatabase()];
  for (const country of [database, bare]) {
    await buildCountry(country);
    await addPublishedRun(country);
    await country.query("UPDATE published_run SET published_at = '2026-01-02'");
    await country.query("UPDATE source_file SET imported_at = '2026-01-01'");
  }
  await addSecrets(database);
  clients = await makeClients(database);
  const own = { ...anonymous, role: "SCHOOL", urn: 100_003 } as const;
  await grantCapability(database, own, { clientId: clients.MIS_VENDOR.id, capability: "TARGETS" });
  await grantCapability(database, own, { clientId: clients.MIS_VENDOR.id, capability: "PARTNERSHIPS" });
  servers = [database, bare].map((country) => serve(country, new Map(), { timeout: 120_000 }));
  [ask, askBare] = servers.map((server) => server.ask) as [Ask, Ask];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all([database.close(), bare.close()]);
});

const explanation =
  "explanation(other: 100003) { attributes { attribute share } distance standing { place candidates rules } reverse { rank } }";

const secretFields = `
  target { target baseline flags median code sources { attendance } }
  targetCohort { peers { urn } }
  partnership { kilometres gap partner { urn } }
  partnershipsAsPartner { kilometres school { urn } }`;

/** Documents that a public viewer may try. Each gets the same answer as from a database without secrets. */
const attempts: Record<string, string> = {
  "a school's fields": `{ school(urn: 100001) { urn ${secretFields} } }`,
  "a fragment": `{ school(urn: 100001) { ...F } } fragment F on School { ${secretFields} }`,
  "an inline fragment on a node": `{ node(id: "${globalId("School", "100001")}") { ... on School { ${secretFields} } } }`,
  "an alias": "{ s: school(urn: 100001) { ehcPlans: target { target } } }",
  "a list": `{ schools(first: 100) { nodes { ${secretFields} } } }`,
  "a peer": "{ school(urn: 100001) { cohort { peers { school { target { target } } } } } }",
  "__typename of a target": "{ school(urn: 100001) { target { __typename } } }",
  "a filter": "{ schools(filter: { target: 61.7 }) { totalCount } }",
  "an order": "{ schools(orderBy: { field: TARGET }) { nodes { urn } } }",
  "the cohort of the run that fed targets": `{ school(urn: 100001) { cohort(run: "${globalId("Run", runs.secret)}") { peers { urn } } } }`,
  "the cohort of an unpublished run": `{ school(urn: 100001) { cohort(run: "${globalId("Run", runs.unpublished)}") { peers { urn } } } }`,
  "why a school is among the peers": `{ school(urn: 100001) { cohort { ${explanation} } } }`,
  "why a school is among the peers of the run that fed targets": `{ school(urn: 100001) { cohort(run: "${globalId("Run", runs.secret)}") { ${explanation} } targetCohort { ${explanation} } } }`,
  "a run by id": `{ run(id: "${globalId("Run", runs.secret)}") { strategy } }`,
  "a run's node": `{ node(id: "${globalId("Run", runs.unpublished)}") { id ... on Run { strategy fingerprint } } }`,
  "nodes of every type": `{ nodes(ids: [${["Run", "TargetSet", "Target", "PartnershipPlan", "Client", "Grant"].map((type) => `"${globalId(type, targetSet)}"`)}]) { id __typename } }`,
  "the published run": "{ publishedRuns(first: 10) { totalCount nodes { id strategy fingerprint publishedAt } } }",
  "the published run's progress": "{ publishedRuns(first: 1) { nodes { status progress { done } learnt createdAt } } }",
  "all runs": "{ runs(first: 10) { totalCount nodes { strategy } } }",
  "sets of targets": `{ targetSets(first: 1) { totalCount } targetSet(id: "${globalId("TargetSet", targetSet)}") { status policy { id ceiling } } }`,
  comparisons: `{ comparisons(first: 1) { totalCount } comparison(id: "${globalId("Comparison", comparison)}") { notes figures { nodes { value } } school(urn: 100001) { pairs { jaccard } } } }`,
  "a comparison's node": `{ node(id: "${globalId("Comparison", comparison)}") { id __typename } }`,
  "a plan": `{ partnershipPlan(id: "${globalId("PartnershipPlan", plan)}") { status } }`,
  "clients, vendors and grants":
    "{ clients(first: 5) { nodes { name } } vendors { nodes { name } } accessRequests { nodes { reason } } grants { nodes { clientName } } auditEntries(filter: { urn: 100001 }) { nodes { actor } } acts(filter: { urn: 100001 }) { nodes { actor subject } } }",
  "a mutation": `mutation { issueTargets(input: { targetSetId: "${globalId("TargetSet", draftSet)}" }) { targetSet { id } } }`,
  "publishing the run behind the targets": `mutation { publishRun(input: { runId: "${globalId("Run", runs.secret)}" }) { run { id } } }`,
  introspection:
    "{ __schema { types { name description fields { name args { name } } inputFields { name } enumValues { name } } } }",
  "introspection of a secret type": '{ __type(name: "Target") { name fields { name } } }',
  "a misspelt field": "{ school(urn: 100001) { targe partnershi targetCohor } }",
  "a misspelt enum value": "{ schools(orderBy: { field: DEPARTMEN }) { totalCount } }",
  "a misspelt type": '{ node(id: "x") { ... on Targe { target } } }',
  "the cohort": "{ school(urn: 100001) { cohort { run { strategy } peers { urn distance } } } }",
  "the viewer": "{ viewer { role name school { urn } grants { capability } } }",
};

const withoutRequest = (text: string) =>
  text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, (id) =>
    id.startsWith("00000000") ? id : "request",
  );

describe.each(["an anonymous viewer", "Ofsted"])("%s", (who) => {
  const key = () => (who === "Ofsted" ? clients.OFSTED.key : undefined);

  it.each(Object.entries(attempts))("learns nothing by %s", async (_how, query) => {
    const { text, status } = await ask(query, { key: key() });
    for (const mark of marks) expect(text).not.toContain(mark);
    const none = await askBare(query);
    expect([status, withoutRequest(text)]).toEqual([none.status, withoutRequest(none.text)]);
  });

  it("sees no secret types and gets no suggestions of similar names", async () => {
    const { text } = await ask(attempts.introspection ?? "", { key: key() });
    expect(text).not.toMatch(/target|partnership|comparison|draft|"Client"|grant|vendor|MIS_|ANALYST|DEPARTMENT/i);
    const { text: typo } = await ask("{ school(urn: 100001) { targe nam } }", { key: key() });
    expect(typo).not.toMatch(/did you mean/i);
  });

  it("reads the published cohort", async () => {
    const { data, errors } = await ask(attempts["the cohort"] ?? "", { key: key() });
    expect(errors).toEqual([]);
    expect(data.school.cohort).toEqual({
      run: { strategy: "openstrategy" },
      peers: [
        { urn: 100_002, distance: 0.1 },
        { urn: 100_003, distance: 0.2 },
      ],
    });
  });
});

describe("a school", () => {
  const query = (urn: number) => `{ school(urn: ${urn}) { urn ${secretFields} } }`;

  it("reads its own target, cohort and partner, but not the run", async () => {
    const { data, errors, text } = await ask(
      `{ school(urn: 100001) { target { target year flags } targetCohort { run { id } peers { urn } } partnership { kilometres gap rank reason partner { name } } } }`,
      { key: clients.SCHOOL.key },
    );
    expect(data.school).toEqual({
      target: { target: 61.7, year: "2023/24", flags: ["SMALL"] },
      targetCohort: { run: null, peers: [{ urn: 100_003 }, { urn: 100_004 }] },
      partnership: { kilometres: 77.7, gap: 4.321, rank: 7, reason: null, partner: { name: "Oakfield 30" } },
    });
    expect(errors).toEqual([]);
    expect(text).not.toContain(runs.secret);
  });

  it("reads nothing about another school, whether or not there is anything", async () => {
    for (const urn of [100_002, 100_005]) {
      const { data, errors } = await ask(query(urn), { key: clients.SCHOOL.key });
      expect(data.school).toEqual({
        urn,
        target: null,
        targetCohort: null,
        partnership: null,
        partnershipsAsPartner: null,
      });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(Array(4).fill("FORBIDDEN"));
    }
  });

  it("gets only its own target from a list, and no unpublished runs", async () => {
    const { data } = await ask("{ schools(first: 3, orderBy: { field: URN }) { nodes { target { target } } } }", {
      key: clients.SCHOOL.key,
    });
    expect(data.schools.nodes).toEqual([{ target: { target: 61.7 } }, { target: null }, { target: null }]);
    const run = await ask(
      `{ run(id: "${globalId("Run", runs.secret)}") { strategy } school(urn: 100001) { cohort(run: "${globalId("Run", runs.secret)}") { peers { urn } } } runs(first: 1) { totalCount } }`,
      { key: clients.SCHOOL.key },
    );
    expect(run.data).toEqual({ run: null, school: { cohort: null }, runs: null });
  });
});

describe("a trust, a local authority and an analyst", () => {
  const read = async (key: string, urn: number) =>
    (await ask(`{ school(urn: ${urn}) { target { target } } }`, { key })).data.school.target;

  it("read targets in their scope from when the department grants it until it revokes it", async () => {
    const { TRUST, LOCAL_AUTHORITY, ANALYST } = clients;
    for (const [client, inside, outside] of [
      [TRUST, 100_003, 100_004],
      [LOCAL_AUTHORITY, 100_003, 100_004],
      [ANALYST, 100_004, null],
    ] as const) {
      expect(await read(client.key, inside)).toBeNull();
      const { data } = await ask(
        `mutation { grantAccess(input: { clientId: "${client.id}", capability: TARGETS }) { grant { id } } }`,
        { key: clients.DEPARTMENT.key },
      );
      expect(await read(client.key, inside)).toEqual({ target: 61.7 });
      if (outside) expect(await read(client.key, outside)).toBeNull();
      await ask(`mutation { revokeAccess(input: { grantId: "${data.grantAccess.grant.id}" }) { grant { id } } }`, {
        key: clients.DEPARTMENT.key,
      });
      expect(await read(client.key, inside)).toBeNull();
    }
  });
});

describe("a vendor", () => {
  it("reads targets of schools that granted access, and a partnership only if both schools did", async () => {
    const { data } = await ask(
      "{ a: school(urn: 100003) { target { target } partnership { status gap partner { urn } } } b: school(urn: 100001) { target { target } } }",
      { key: clients.MIS_VENDOR.key },
    );
    const withheld = { status: "WITHHELD", gap: null, partner: null };
    expect(data).toEqual({ a: { target: { target: 61.7 }, partnership: withheld }, b: { target: null } });
    const partner = { ...anonymous, role: "SCHOOL", urn: 100_033 } as const;
    await grantCapability(database, partner, { clientId: clients.MIS_VENDOR.id, capability: "PARTNERSHIPS" });
    const agreed = await ask("{ school(urn: 100003) { partnership { gap } } }", { key: clients.MIS_VENDOR.key });
    expect(agreed.data.school.partnership).toEqual({ gap: 4.321 });
  });

  it("gets and loses access by the school's grants, which the school can list", async () => {
    const { data } = await ask(
      `mutation { grantAccess(input: { clientId: "${clients.MIS_VENDOR.id}", capability: TARGETS }) { grant { id school { urn } } } }`,
      { key: clients.SCHOOL.key },
    );
    expect(data.grantAccess.grant.school.urn).toBe(100_001);
    const { data: seen } = await ask(
      "{ grants { nodes { clientName capability school { urn } } } vendors { nodes { id name } } }",
      {
        key: clients.SCHOOL.key,
      },
    );
    expect(seen).toEqual({
      grants: { nodes: [{ clientName: "The MIS_VENDOR", capability: "TARGETS", school: { urn: 100_001 } }] },
      vendors: { nodes: [{ id: clients.MIS_VENDOR.id, name: "The MIS_VENDOR" }] },
    });
    await ask(`mutation { revokeAccess(input: { grantId: "${data.grantAccess.grant.id}" }) { grant { id } } }`, {
      key: clients.SCHOOL.key,
    });
    const { data: after } = await ask("{ school(urn: 100001) { target { target } } }", { key: clients.MIS_VENDOR.key });
    expect(after.school.target).toBeNull();
  });

  it("gets no grant from anyone but a school", async () => {
    const mutation = `mutation { grantAccess(input: { clientId: "${clients.MIS_VENDOR.id}", capability: TARGETS }) { grant { id } } }`;
    for (const role of ["TRUST", "MIS_VENDOR", "ANALYST"] as const) {
      const { errors } = await ask(mutation, { key: clients[role].key });
      expect(errors[0]?.extensions.code).toBe("FORBIDDEN");
    }
    const { errors } = await ask(mutation, { key: clients.DEPARTMENT.key });
    expect(errors[0]?.extensions.code).toBe("NOT_FOUND");
    await expect(
      grantCapability(database, department, { clientId: clients.OFSTED.id, capability: "TARGETS" }),
    ).rejects.toThrow();
  });
});

describe("a draft", () => {
  const query = `{ targetSet(id: "${globalId("TargetSet", draftSet)}") { status targets(urns: [100001, 999999]) { target } } }`;

  it("is for the department only", async () => {
    const { data } = await ask(query, { key: clients.DEPARTMENT.key });
    expect(data.targetSet).toEqual({ status: "DRAFT", targets: [{ target: 61.8 }, null] });
    expect((await ask(query, { key: clients.ANALYST.key })).data.targetSet).toBeNull();
    expect((await ask(query, { key: clients.SCHOOL.key })).text).not.toContain("61.8");
  });

  it("rejects a request for more than a hundred schools, instead of leaving some out", async () => {
    const { errors } = await ask(query.replace("[100001, 999999]", `[${Array(101).fill(100_001)}]`), {
      key: clients.DEPARTMENT.key,
    });
    expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });
});

describe("the audit", () => {
  it("names the client, the schools and the operation of a read, but no figure", async () => {
    await database.query("TRUNCATE audit_entry");
    await ask("query Ours { school(urn: 100001) { target { target } } }", { key: clients.SCHOOL.key });
    expect(await database.query("SELECT client_id::text AS client, subject, operation, urns FROM audit_entry")).toEqual(
      [{ client: clients.SCHOOL.id, subject: "target", operation: "Ours", urns: [100_001] }],
    );
  });
});
