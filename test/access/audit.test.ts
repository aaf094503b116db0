// What the audit records, who reads it, and what it never holds.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { anonymous, everySchool, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { partnershipsOf } from "../../src/partnerships/store.js";
import { cohortsForAnalysis, explainableForAnalysis } from "../../src/runs/store.js";
import { originsOf, targetStatistics } from "../../src/targets/set-store.js";
import { targetsOf } from "../../src/targets/store.js";
import { addPublishedRun, addSecrets, draftSet, globalId, marks, runs, targetSet } from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, department, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let clients: Clients;
let ask: Ask;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
});
beforeEach(() => database.query("TRUNCATE audit_entry"));
afterAll(() => database.close());

const audit = async (args = "first: 100") =>
  (
    await ask(
      `{ auditEntries(${args}) { pageInfo { hasNextPage endCursor } nodes { at actor clientId subject operation schools { urn } } } }`,
      { key: clients.DEPARTMENT.key },
    )
  ).data.auditEntries;
const readTarget = (urn: number) =>
  ask(`query Read${urn} { school(urn: ${urn}) { target { target } } }`, { key: clients.DEPARTMENT.key });

describe("the audit", () => {
  it("shows the department who read what about which schools, when and in which operation", async () => {
    const query =
      "query Ours { school(urn: 100001) { target { target } targetCohort { peers { urn } } partnership { gap } } }";
    await ask(query, { key: clients.SCHOOL.key });
    const { nodes } = await audit();
    const one = { actor: "The SCHOOL", clientId: clients.SCHOOL.id, operation: "Ours", at: expect.any(String) };
    expect(
      nodes.toSorted((a: { subject: string }, b: { subject: string }) => a.subject.localeCompare(b.subject)),
    ).toEqual([
      { ...one, subject: "COHORT", schools: [{ urn: 100_001 }] },
      { ...one, subject: "PARTNERSHIP", schools: [{ urn: 100_001 }, { urn: 100_031 }] },
      { ...one, subject: "TARGET", schools: [{ urn: 100_001 }] },
    ]);
  });

  it("of secrets that are read together names, for each, only the schools in its own scope", async () => {
    const only = (urn: number) => ({ ...everySchool, urn });
    const vendor: Viewer = {
      ...anonymous,
      role: "MIS_VENDOR",
      name: "A vendor",
      grants: [
        { capability: "TARGETS", ...only(100_001) },
        { capability: "PARTNERSHIPS", ...only(100_002) },
      ],
    };
    const urns = [100_001, 100_002];
    const read = vi.spyOn(database, "query");
    const [targets, links] = await Promise.all([
      targetsOf(database, vendor, urns),
      partnershipsOf(database, vendor, urns),
    ]);
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();
    expect(targets.map((target) => target?.urn)).toEqual([100_001, undefined]);
    expect(links.map((link) => link?.urn)).toEqual([undefined, 100_002]);
    const entries = await database.query<{ subject: string; urns: number[] }>(
      "SELECT subject, urns FROM audit_entry ORDER BY subject DESC",
    );
    expect(entries.map(({ subject }) => subject)).toEqual(["target", "partnership"]);
    expect(entries[0]!.urns).toEqual([100_001]);
    expect(entries[1]!.urns).not.toContain(100_001);
  });

  it("records reads of drafts and statistics", async () => {
    const query = `query Drafts { targetSet(id: "${globalId("TargetSet", draftSet)}") { statistics { schools } targets(urns: [100002]) { target } } }`;
    expect((await ask(query, { key: clients.DEPARTMENT.key })).errors).toEqual([]);
    const { nodes } = await audit();
    expect(nodes.map(({ subject, operation, schools }: never) => [subject, operation, schools]).toSorted()).toEqual([
      ["STATISTICS", "Drafts", []],
      ["TARGET", "Drafts", [{ urn: 100_002 }]],
    ]);
  });

  it.each([
    ["that fed targets", runs.secret],
    ["that may yet feed targets", runs.unpublished],
  ])("records one entry for each request that reads cohorts of a run %s", async (_, run) => {
    const query = `query Peers { schools(first: 3) { nodes { urn cohort(run: "${globalId("Run", run)}") { peers { urn } } } } }`;
    const fields = "nodes { actor subject operation schools { urn } runs { id } }";
    for (const who of ["ANALYST", "DEPARTMENT"] as const) {
      await database.query("TRUNCATE audit_entry");
      const { nodes } = (await ask(query, { key: clients[who].key })).data.schools;
      expect(nodes[2].cohort.peers).toHaveLength(2);
      const { data } = await ask(`{ auditEntries(first: 9) { ${fields} } }`, { key: clients.DEPARTMENT.key });
      const schools = nodes.map(({ urn }: { urn: number }) => ({ urn }));
      const entry = { actor: `The ${who}`, subject: "COHORT", operation: "Peers", schools };
      expect(data.auditEntries.nodes).toEqual([{ ...entry, runs: [{ id: globalId("Run", run) }] }]);
    }
  });

  it("records no reads of published cohorts or of cohorts that do not exist", async () => {
    const ids = [runs.published, draftSet].map((id) => globalId("Run", id));
    for (const id of ids) {
      await ask(`{ school(urn: 100001) { cohort(run: "${id}") { peers { urn } } } }`, { key: clients.ANALYST.key });
    }
    await ask("{ school(urn: 100001) { cohort { peers { urn } } } }", { key: clients.ANALYST.key });
    expect((await audit()).nodes).toEqual([]);
  });

  it("records the policy and run of a set once per request, but not its status and years", async () => {
    const key = clients.DEPARTMENT.key;
    await ask("query Sets { targetSets(first: 5) { nodes { id status targetYear } } }", { key });
    expect((await audit()).nodes).toEqual([]);
    await ask("query Origins { targetSets(first: 5) { nodes { policy { id } run { strategy } } } }", { key });
    const entries = await database.query("SELECT subject, operation, urns, run_ids::text[] AS runs FROM audit_entry");
    expect(entries).toEqual([{ subject: "policy", operation: "Origins", urns: [], runs: [runs.secret] }]);
  });

  it("names the bearer of a token, or the role, if there is no client", async () => {
    const viewer: Viewer = { ...anonymous, role: "SCHOOL", urn: 100_001, name: "https://login.example head" };
    await targetsOf(database, viewer, [100_001], { operation: "x".repeat(200) });
    await targetStatistics(database, { ...department, name: "command line" }, targetSet);
    await targetStatistics(database, department, targetSet);
    const entries = await database.query(
      "SELECT actor, client_id, length(operation) AS length FROM audit_entry ORDER BY id",
    );
    expect(entries).toEqual([
      { actor: "https://login.example head", client_id: null, length: 100 },
      { actor: "command line", client_id: null, length: null },
      { actor: "DEPARTMENT", client_id: null, length: null },
    ]);
  });

  it("holds no value that was read", async () => {
    const query = `{ schools(first: 60) { nodes { target { target baseline median code } partnership { gap kilometres } } } targetSet(id: "${globalId("TargetSet", targetSet)}") { statistics { meanImprovement } } }`;
    const { text } = await ask(query, { key: clients.DEPARTMENT.key });
    expect(text).toContain("61.7");
    const entries = "SELECT (to_jsonb(audit_entry) - 'at')::text AS row FROM audit_entry"; // a time can look like a mark
    const rows = JSON.stringify(await database.query(entries));
    expect(rows).toContain("100001");
    for (const mark of marks) expect(rows).not.toContain(mark);
  });

  it("records nothing if the read was denied or found nothing", async () => {
    await ask("{ school(urn: 100002) { target { target } } }", { key: clients.SCHOOL.key });
    await ask("{ school(urn: 100001) { target { target } } }", { key: clients.MIS_VENDOR.key });
    await ask('{ school(urn: 100001) { target(year: "2030/31") { target } } }', { key: clients.DEPARTMENT.key });
    expect((await audit()).nodes).toEqual([]);
  });

  it("is paged, newest first, with each entry once", async () => {
    for (let urn = 100_001; urn <= 100_005; urn++) await readTarget(urn);
    const seen: number[] = [];
    let after = "";
    for (;;) {
      const { pageInfo, nodes } = await audit(`first: 2${after}`);
      seen.push(...nodes.map(({ schools }: { schools: { urn: number }[] }) => schools[0]?.urn));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen).toEqual([100_005, 100_004, 100_003, 100_002, 100_001]);
  });

  it("can be filtered by client, school, subject and time", async () => {
    await readTarget(100_001);
    await readTarget(100_002);
    await ask("query Own { school(urn: 100001) { target { target } } }", { key: clients.SCHOOL.key });
    await ask("query Own { school(urn: 100001) { partnership { gap } } }", { key: clients.SCHOOL.key });
    const found = async (filter: string) => (await audit(`first: 10, filter: { ${filter} }`)).nodes.length;
    expect(await found("")).toBe(4);
    expect(await found("urn: 100001")).toBe(3);
    expect(await found("urn: 100060")).toBe(0);
    expect(await found(`clientId: "${clients.SCHOOL.id}"`)).toBe(2);
    expect(await found(`clientId: "${clients.SCHOOL.id}", subject: TARGET, urn: 100001`)).toBe(1);
    await database.script("TRUNCATE audit_entry");
    await database.query(
      `INSERT INTO audit_entry (at, actor, subject, urns) SELECT '2026-01-01'::timestamptz + day * interval '1 day', 'x', 'target', '{}' FROM generate_series(0, 9) AS day`,
    );
    expect(await found('from: "2026-01-03T00:00:00Z", to: "2026-01-05T00:00:00Z"')).toBe(2);
  });

  it("is for the department only", async () => {
    for (const role of ["SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR", "ANALYST"] as const) {
      const { data, errors } = await ask("{ auditEntries(first: 1) { nodes { actor } } }", { key: clients[role].key });
      expect([data.auditEntries, errors[0]?.extensions.code]).toEqual([null, "FORBIDDEN"]);
    }
  });

  it.each(['filter: { clientId: "x" }', 'filter: { from: "0001-01-01T00:00:00Z" }', 'after: "YWZ0ZXI6eA"'])(
    "rejects %s as a bad argument",
    async (args) => {
      const { errors } = await ask(`{ auditEntries(first: 1, ${args}) { nodes { actor } } }`, {
        key: clients.DEPARTMENT.key,
      });
      expect(errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    },
  );

  it("cannot be changed or deleted: the database rejects it", async () => {
    await readTarget(100_001);
    await expect(database.query("UPDATE audit_entry SET actor = 'somebody else'")).rejects.toThrow("permanent");
    await expect(database.query("DELETE FROM audit_entry")).rejects.toThrow("permanent");
  });

  it("discloses nothing if it cannot store the entry", async () => {
    await database.script("ALTER TABLE audit_entry ADD CONSTRAINT full_up CHECK (false) NOT VALID");
    try {
      const viewer: Viewer = { ...department, ...everySchool };
      await expect(targetsOf(database, viewer, [100_001])).rejects.toThrow("full_up");
      await expect(targetStatistics(database, viewer, targetSet)).rejects.toThrow("full_up");
      await expect(originsOf(database, viewer, [targetSet])).rejects.toThrow("full_up");
      const keys = [{ runId: runs.secret, urn: 100_001 }];
      await expect(cohortsForAnalysis(database, viewer, keys)).rejects.toThrow("full_up");
      await expect(explainableForAnalysis(database, viewer, runs.secret, [100_001])).rejects.toThrow("full_up");
    } finally {
      await database.script("ALTER TABLE audit_entry DROP CONSTRAINT full_up");
    }
  });
});
