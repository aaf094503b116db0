// Explanations of why two schools are or are not peers in a run, and who can see them.
// Distances calculated by hand: a quarter of (difference in FSM / 10)² and three quarters of (difference in roll / 100)².
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import type { Database, Sql } from "../../src/database/database.js";
import { findOrFreeze } from "../../src/population/freeze.js";
import { publishRun } from "../../src/targets/separation/publish.js";
import { insertWorld, type WorldSchool } from "../population/world.js";
import { globalId } from "../server/secrets.js";
import { type Clients, department, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const school = (urn: number, fsm: number, roll: number, more: Partial<WorldSchool> = {}): WorldSchool => ({
  urn,
  trust: 5001,
  easting: 400_000,
  northing: 300_000,
  absence: { "2022/23": "7.5" },
  census: { "2022/23": { fsm: `${fsm}`, roll } },
  ...more,
});

const [a, b, c, d, unknown, unpublished, secondary] = [100_001, 100_002, 100_003, 100_004, 100_005, 100_006, 100_007];
const schools = [
  school(a, 10, 100),
  school(b, 20, 100),
  school(c, 10, 300, { easting: 403_000, northing: 304_000, region: "London" }),
  school(d, 40, 100, { easting: undefined }),
  school(unknown, 0, 0, { census: {} }),
  school(unpublished, 10, 100, { absence: {} }),
  school(secondary, 10, 100, { block: "SECONDARY" }),
];

const uuid = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;

const attributes = { fsm: { weight: 1, scale: 10, required: true }, roll: { weight: 3, scale: 100 } };

/** Long, because the first pair starts a process and the machine may be busy. */
const timeoutMs = 120_000;

let database: Database;
let clients: Clients;
let server: TestServer;
/** With cohorts of one, two and three peers. */
const runs = { behindTargets: uuid(1), published: uuid(2), unpublished: uuid(3) };
beforeAll(async () => {
  database = await testDatabase();
  await insertWorld(database, schools);
  await database.query("UPDATE school SET la_code = 301");
  await findOrFreeze(database, { baseYear: "2022/23" });
  for (const [at, id] of Object.values(runs).entries()) await addRun(database, id, at + 1);
  await publishRun(database, department, { runId: runs.published, overrideReason: "a small world" });
  await database.query(
    `INSERT INTO target_set (id, run_id, job_id, policy, base_year, target_year, status, issued_for, issued_at)
     VALUES ($1, $1, $1, '{}', '2022/23', '2023/24', 'ISSUED', '2023/24', now())`,
    [runs.behindTargets],
  );
  await database.query(
    "INSERT INTO target (set_id, urn, outcome, flags, parts) SELECT $1, urn, 'SET', '{}', '{}' FROM school",
    [runs.behindTargets],
  );
  clients = await makeClients(database);
  server = serve(recordStatements(database), new Map(), { timeout: timeoutMs });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

/** Statements sent to the database. */
const statements: string[] = [];
function recordStatements(of: Database): Database {
  const query: Database["query"] = (text, parameters) => {
    statements.push(text);
    return of.query(text, parameters);
  };
  return { ...of, query, limited: (limits) => recordStatements(of.limited(limits)) };
}

const standing = "{ place rank candidates peers lastDistance reason rules missing }";
const everything = `{
  urn school { name } attributes { attribute own other share } distance kilometres
  standing ${standing} reverse ${standing}
}`;

async function addRun(sql: Sql, id: string, k: number): Promise<void> {
  await sql.query("INSERT INTO job (id, kind, payload, status) VALUES ($1, 'run', '{}', 'SUCCEEDED')", [id]);
  await sql.query(
    `INSERT INTO run (id, fingerprint, strategy, version, engine_version, parameters, constraints, population_id, job_id,
       completed_at, summary, warnings)
     VALUES ($1, $2, $4, $5, '0.1.0', $3::json, '{}', (SELECT id FROM population), $1, now(), '{}', '[]')`,
    [id, `fingerprint ${k}`, JSON.stringify({ attributes, k }), nearestNeighbour.name, nearestNeighbour.version],
  );
  await sql.query(
    `INSERT INTO cohort (run_id, urn, peers, distances, detail) SELECT $1, urn, ARRAY[$2::int], '{0}', '{"kilometres": [0]}' FROM school`,
    [id, k],
  );
}

/** The explanation of a pair, or the errors. */
async function explain(cohort: string, [own, other]: readonly [number, number], key?: string, fields = everything) {
  const query = `query Why { school(urn: ${own}) { asked: ${cohort} { explanation(other: ${other}) ${fields} } } }`;
  const { data, errors, text } = await server.ask(query, { key });
  return { explanation: data?.school.asked?.explanation, errors, text };
}

const among = (of: object) => ({ candidates: 3, peers: 2, rules: [], missing: [], place: null, reason: null, ...of });

describe("a pair of a published run", () => {
  it("is explained to anyone: two schools that are peers of each other", async () => {
    const { explanation, errors } = await explain("cohort", [a, b]);
    expect(errors).toEqual([]);
    expect(explanation).toEqual({
      urn: b,
      school: { name: "School 100002" },
      attributes: [
        { attribute: "fsm", own: 10, other: 20, share: 1 },
        { attribute: "roll", own: 100, other: 100, share: 0 },
      ],
      distance: 0.5,
      kilometres: 0,
      standing: among({ place: 1, rank: 1, lastDistance: 1.5 }),
      reverse: among({ place: 1, rank: 1, lastDistance: 1 }),
    });
  });

  it("is explained to anyone: a school that is not a peer because it is farther than the others", async () => {
    for (const key of [undefined, clients.OFSTED.key, clients.SCHOOL.key, clients.ANALYST.key]) {
      const { explanation } = await explain("cohort", [b, c], key);
      expect(explanation).toEqual({
        urn: c,
        school: { name: "School 100003" },
        attributes: [
          { attribute: "fsm", own: 20, other: 10, share: 0.0769 },
          { attribute: "roll", own: 100, other: 300, share: 0.9231 },
        ],
        distance: 1.802775637732,
        kilometres: 5,
        standing: among({ rank: 3, lastDistance: 1, reason: "FARTHER" }),
        reverse: among({ place: 2, rank: 2, lastDistance: 1.802775637732 }),
      });
    }
  });

  it.each([
    [a, a, "SAME_SCHOOL", { rules: [], missing: [] }],
    [a, 999_999, "NOT_IN_POPULATION", { rules: [], missing: [] }],
    [a, -1, "NOT_IN_POPULATION", { rules: [], missing: [] }],
    [a, secondary, "DIFFERENT_BLOCK", { rules: [], missing: [] }],
    [a, unpublished, "EXCLUDED", { rules: ["PUBLISHED_ATTENDANCE"], missing: [] }],
    [a, unknown, "NOT_COMPARABLE", { rules: [], missing: ["fsm", "roll"] }],
    [unknown, a, "MISSING_CIRCUMSTANCES", { rules: [], missing: ["fsm", "roll"] }],
    [a, c, "FARTHER", { rules: [], missing: [] }],
  ])("%i and %i: %s", async (own, other, reason, why) => {
    const { explanation, errors } = await explain("cohort", [own, other]);
    expect(errors).toEqual([]);
    expect(explanation.standing).toMatchObject({ place: null, reason, ...why });
    expect(explanation.school === null).toBe(other === 999_999 || other === -1);
  });

  it("has null shares at distance 0, and null kilometres without coordinates", async () => {
    const { explanation: same } = await explain("cohort", [a, a]);
    expect([same.distance, same.attributes[0]]).toEqual([0, { attribute: "fsm", own: 10, other: 10, share: null }]);
    const { explanation: nowhere } = await explain("cohort", [a, d]);
    expect([nowhere.distance, nowhere.kilometres]).toEqual([1.5, null]);
  });
});

describe("a pair of an unpublished run", () => {
  const cohortOf = (id: string) => `cohort(run: "${globalId("Run", id)}")`;

  it("is explained to analysts and the department", async () => {
    for (const { key } of [clients.ANALYST, clients.DEPARTMENT]) {
      const { explanation } = await explain(cohortOf(runs.unpublished), [a, c], key);
      expect(explanation.standing).toEqual(among({ place: 3, rank: 3, peers: 3, lastDistance: 1.732050807569 }));
      expect(explanation.reverse).toMatchObject({ place: 1, rank: 1 });
    }
  });

  it.each([
    ["that was used for targets", runs.behindTargets],
    ["that was not used for targets", runs.unpublished],
  ])("is audited with both schools and the run, for a run %s", async (_, run) => {
    await database.query("TRUNCATE audit_entry");
    expect((await explain(cohortOf(run), [a, c], clients.ANALYST.key)).errors).toEqual([]);
    const audited = "SELECT actor, subject, operation, urns, run_ids::text[] AS runs FROM audit_entry ORDER BY id";
    const entry = { actor: "The ANALYST", subject: "cohort", operation: "Why", runs: [run] };
    expect(await database.query(audited)).toEqual([
      { ...entry, urns: [a] },
      { ...entry, urns: [a, c] },
    ]);
    await explain(cohortOf(runs.published), [a, c], clients.ANALYST.key);
    expect(await database.query(audited)).toHaveLength(2);
  });

  it("gives others exactly the same response as a missing run", async () => {
    const absent = "00000000-0000-4000-8000-000000000009";
    const keys = [
      undefined,
      ...(["OFSTED", "SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR"] as const).map((who) => clients[who].key),
    ];
    for (const key of keys) {
      const { text: none } = await explain(cohortOf(absent), [a, b], key);
      for (const id of [runs.unpublished, runs.behindTargets]) {
        expect((await explain(cohortOf(id), [a, b], key)).text).toBe(none);
      }
      expect(none).toContain('{"data":{"school":{"asked":null}}');
    }
  });
});

describe("the cohort behind a target", () => {
  it("is explained to the school, without the reverse side, and audited", async () => {
    const { explanation, errors } = await explain("targetCohort", [a, c], clients.SCHOOL.key);
    expect(errors).toEqual([]);
    expect(explanation).toMatchObject({
      distance: 1.732050807569,
      attributes: [{ share: 0 }, { share: 1 }],
      standing: among({ rank: 3, peers: 1, lastDistance: 0.5, reason: "FARTHER" }),
      reverse: null,
    });
    const audited = "SELECT actor, subject, operation, urns FROM audit_entry ORDER BY id DESC LIMIT 2";
    expect(await database.query(audited)).toEqual(
      Array(2).fill({ actor: "The SCHOOL", subject: "cohort", operation: "Why", urns: [a] }),
    );
  });

  it("does not warm a cache for analysts, who could infer a school's run from the response time", async () => {
    const cohort = `cohort(run: "${globalId("Run", runs.behindTargets)}")`;
    await explain(`cohort(run: "${globalId("Run", runs.unpublished)}")`, [a, b], clients.ANALYST.key);
    await explain("targetCohort", [a, b], clients.SCHOOL.key);
    statements.length = 0;
    await explain(cohort, [a, b], clients.ANALYST.key);
    const populations = statements.filter((text) => /contents" from "run"/.test(text));
    expect(populations).toHaveLength(1);
  });

  it("is not explained to anyone else, nor to the school for another school", async () => {
    const { errors, explanation } = await explain("targetCohort", [b, a], clients.SCHOOL.key);
    expect([explanation, errors.map(({ extensions }) => extensions.code)]).toEqual([undefined, ["FORBIDDEN"]]);
    for (const who of ["TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR", "ANALYST", "DEPARTMENT"] as const) {
      const { errors, explanation } = await explain("targetCohort", [a, b], clients[who].key);
      expect([explanation, errors.map(({ extensions }) => extensions.code)], who).toEqual([undefined, ["FORBIDDEN"]]);
    }
  });
});

describe("a run whose strategy version is not installed", () => {
  const errorsFor = async (cohort: string, key?: string) => {
    const { errors, text } = await explain(cohort, [a, b], key, "{ distance }");
    expect(text).not.toMatch(/node_modules|\bat \w+.*:\d+/);
    return errors.map(({ message, extensions }) => ({ message, ...extensions }));
  };
  const genericError = {
    code: "CONFLICT",
    message: "This server does not have the strategy version that found these peers.",
  };

  it("names the strategy to analysts only, because it may be the one behind the targets", async () => {
    const by = (id: string) => `cohort(run: "${globalId("Run", id)}")`;
    await database.query("UPDATE run SET strategy = 'horoscope', fingerprint = 'other' WHERE id = $1", [
      runs.behindTargets,
    ]);
    expect(await errorsFor(by(runs.behindTargets), clients.DEPARTMENT.key)).toEqual([
      { code: "UNKNOWN_STRATEGY", message: expect.stringContaining("There is no strategy horoscope.") },
    ]);
    expect(await errorsFor("targetCohort", clients.SCHOOL.key)).toEqual([genericError]);
  });

  it("returns the generic error to anyone for a published run", async () => {
    await database.query("UPDATE published_run SET version = '0.9.0', fingerprint = 'earlier'");
    expect(await errorsFor("cohort")).toEqual([genericError]);
    await database.query("UPDATE published_run SET version = $1", [nearestNeighbour.version]);
    expect(await errorsFor("cohort")).toEqual([]);
  });
});
