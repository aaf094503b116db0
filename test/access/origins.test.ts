// Only viewers who may read every target learn which run and policy produced them. Other analysts get the same answers,
// by the same statements, from two databases that differ only in run and policy.
import { graphql, parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../../schema/context.js";
import { schema } from "../../schema/index.js";
import { shieldSchema } from "../../src/access/shield.js";
import { anonymous, type Capability, everySchool, type SchoolSet, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets, draftSet, globalId, plan, runs, targetSet } from "../server/secrets.js";
import { buildCountry } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { markFed } from "../support/marks.js";

async function countryWith(fed: string, policy: object): Promise<Database> {
  const database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database, { fed, policy });
  const [run] = await database.query<{ id: string; fingerprint: string; baseYear: string }>(
    `SELECT id, fingerprint, '2022/23' AS "baseYear" FROM run WHERE id = $1`,
    [fed],
  );
  await markFed(database, run!);
  for (const table of ["run", "job", "target_set", "partnership_plan"]) {
    await database.query(`UPDATE ${table} SET created_at = '2026-01-01'`);
  }
  await database.query("UPDATE published_run SET published_at = '2026-01-01'");
  return database;
}

let twins: readonly Database[];
beforeAll(async () => {
  twins = [
    await countryWith(runs.secret, { id: "example" }),
    await countryWith(runs.unpublished, { id: "other", contributionRate: 0.5 }),
  ];
});
afterAll(() => Promise.all(twins.map((twin) => twin.close())));

const granted = (capability: Capability, schools: Partial<SchoolSet> = {}) => ({
  grants: [{ capability, ...everySchool, ...schools }],
});
const analyst: Viewer = { ...anonymous, role: "ANALYST", name: "An analyst" };
const national: Viewer = { ...analyst, ...granted("TARGETS") };
const others: [string, Viewer][] = [
  ["an analyst without a grant", analyst],
  ["an analyst granted the targets of an authority", { ...analyst, ...granted("TARGETS", { laCode: 301 }) }],
  ["an analyst granted the targets of a trust", { ...analyst, ...granted("TARGETS", { trustCode: 5001 }) }],
  ["an analyst granted the partnerships of all schools", { ...analyst, ...granted("PARTNERSHIPS") }],
];

const id = {
  ...Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, globalId("Run", run)])),
  set: globalId("TargetSet", targetSet),
  draft: globalId("TargetSet", draftSet),
  plan: globalId("PartnershipPlan", plan),
} as Record<keyof typeof runs | "set" | "draft" | "plan", string>;

const run = `id strategy version engineVersion fingerprint parameters constraints { publishedAttendance selectiveWithSelective notSameTrust sameRegion sameUrbanRural withinKm }
  baseYear circumstancesYear warnings learnt
  summary { schools matched unmatched { reason schools } blocks { block schools matched } }
  publishedAt status progress { stage done total } errorCode error createdAt startedAt completedAt`;
const set = `id status baseYear targetYear policy { id version ceiling contributionRate } run { ${run} } createdAt issuedAt statistics { block outcome schools meanImprovement }`;
const ofRun = (which: string, fields: string) =>
  `{ schools(first: 5) { nodes { cohort(run: "${which}") { run { ${run} } peers { rank urn distance } ${fields} } } } }`;

const documents: Record<string, string> = {
  "every run": `{ runs(first: 10) { totalCount nodes { ${run} } } }`,
  "each run": `{ a: run(id: "${id.secret}") { ${run} } b: run(id: "${id.unpublished}") { ${run} } }`,
  "nodes of every kind": `{ nodes(ids: ["${Object.values(id).join('", "')}"]) { id __typename ... on Run { ${run} } } }`,
  "cohorts of a run": ofRun(id.secret, "reason"),
  "cohorts of the other": ofRun(id.unpublished, "reason"),
  "an explanation": ofRun(id.secret, "explanation(other: 100002) { distance }"),
  "whose peer it is": `{ school(urn: 100004) { peerOf(run: "${id.secret}") { nodes { urn rank distance } } } }`,
  "all cohorts": `{ run(id: "${id.secret}") { cohorts(first: 5) { nodes { urn peers { urn } } } } }`,
  "an own list": `{ comparePeers(urn: 100001, peers: [100009], run: "${id.secret}") { agreement { jaccard } schools { urn first { place distance rank reason } } } }`,
  "two cohorts": `{ compareCohorts(urn: 100001, runs: ["${id.secret}", "${id.unpublished}"]) { schools { urn first { distance } second { distance } } } }`,
  "an explanation of the other": ofRun(id.unpublished, "explanation(other: 100002) { distance }"),
  comparisons: `{ comparisons(first: 5) { totalCount nodes { id status notes lists { run { id } } figures { nodes { value } }
    school(urn: 100001) { pairs { jaccard } } mostDifferent(strategy: "secretstrategy", other: "unpublishedstrategy") { urn } } } }`,
  "sets of targets": `{ targetSets(first: 5) { totalCount nodes { ${set} } } }`,
  "a set": `{ targetSet(id: "${id.set}") { ${set} targets(urns: [100001]) { target } } }`,
  "a draft": `{ targetSet(id: "${id.draft}") { ${set} } }`,
  "a plan": `{ partnershipPlan(id: "${id.plan}") { run { id } parameters { capacity withinKm } summary { linked unlinked { reason schools } } } }`,
  "what schools have": `{ schools(first: 5) { nodes { urn target { target median peers } targetCohort { peers { urn } }
    partnership { status rank distance reason partner { urn } } } } }`,
  "the audit": "{ auditEntries(first: 5) { nodes { subject runs { id } } } }",
  jobs: "{ jobs(first: 20) { totalCount nodes { kind status } } }",
  "publishing it": `mutation { publishRun(input: { runId: "${id.secret}" }) { run { id } } }`,
  "publishing the other": `mutation { publishRun(input: { runId: "${id.unpublished}" }) { run { id } } }`,
  "drafting from it": `mutation { draftTargets(input: { runId: "${id.secret}" }) { targetSet { id } } }`,
  "arranging from it": `mutation { arrangePartnerships(input: { runId: "${id.secret}" }) { plan { id } } }`,
  "cancelling it": `mutation { cancelRun(input: { runId: "${id.secret}" }) { run { ${run} } } }`,
  "issuing the draft": `mutation { issueTargets(input: { targetSetId: "${id.draft}" }) { targetSet { ${set} } } }`,
};

const shielded = shieldSchema(schema);
const explainer: Context["explainer"] = {
  explain: async (pair) => {
    await pair.readPopulation();
    return { urn: pair.urn, other: pair.other, distance: 0.25 } as never;
  },
  explainPeers: async (peers) => {
    await peers.readPopulation();
    const standing = { rank: 3, reason: "FARTHER", rules: [], missing: [] };
    const others = peers.others.map((urn) => ({ urn, values: [], distance: 0.25, kilometres: null, standing }));
    return { urn: peers.urn, attributes: [], others } as never;
  },
};

/** The answer and its distinct statements; how often each runs depends on timing. */
async function answerOf(
  database: Database,
  viewer: Viewer,
  source: string,
): Promise<{ answer: string; statements: string[] }> {
  const statements = new Set<string>();
  const recording: Database = {
    ...database,
    query: (text, parameters) => {
      statements.add(text);
      return database.query(text, parameters);
    },
  };
  const freeze = () => Promise.reject(new Error("freeze was called"));
  const contextValue: Context = {
    viewer,
    idempotencyKey: null,
    database: recording,
    strategies: new Map(),
    pluginPackages: [],
    halfTerms: {},
    limits: { pointsPerMinute: 600, costPerPoint: 1_000, costPerDocument: 40_000 },
    explainer,
    freeze,
    compare: () => Promise.reject(new Error("compare was called")),
  };
  return {
    answer: JSON.stringify(await graphql({ schema: shielded, source, contextValue })),
    statements: [...statements].sort(),
  };
}

const both = (viewer: Viewer, source: string) => Promise.all(twins.map((twin) => answerOf(twin, viewer, source)));

it.each(Object.entries(documents))("the schema accepts the document: %s", (_, source) => {
  expect(validate(schema, parse(source))).toEqual([]);
});

describe.each(others)("%s", (_, viewer) => {
  it.each(Object.entries(documents))(
    "learns nothing about the run and the policy behind targets from: %s",
    async (_, source) => {
      const [one, other] = await both(viewer, source);
      expect(one).toEqual(other);
    },
  );

  it("leaves the same audit entries in both databases", async () => {
    for (const twin of twins) await twin.script("TRUNCATE audit_entry");
    for (const source of Object.values(documents)) await both(viewer, source);
    // Fields of one document are read side by side, so that their entries come in any order.
    const entries = await Promise.all(
      twins.map((twin) => twin.query("SELECT subject, urns, run_ids FROM audit_entry ORDER BY subject, urns, run_ids")),
    );
    expect(entries[0]).toEqual(entries[1]);
    expect(entries[0]?.length).toBeGreaterThan(3);
  });
});

describe("an analyst who may read every target", () => {
  it("reads the run, policy and statistics of issued targets", async () => {
    const answers = await both(national, documents["a set"]!.replace("targets(urns: [100001]) { target }", ""));
    const sets = answers.map(({ answer }) => JSON.parse(answer).data.targetSet);
    expect(sets.map(({ run, policy }) => [run.id, policy.id])).toEqual([
      [id.secret, "example"],
      [id.unpublished, "other"],
    ]);
    expect(sets[0].statistics).toMatchObject([{ outcome: "SET", schools: 60 }]);
  });

  it("learns nothing from drafts, plans, the audit or jobs", async () => {
    for (const document of ["a draft", "a plan", "the audit", "jobs"]) {
      const [one, other] = await both(national, documents[document]!);
      expect(one, document).toEqual(other);
    }
  });
});
