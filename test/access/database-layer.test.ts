// The public database role alone protects secrets: full schema, no shield, department viewer, and still no secret row.
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  graphql,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { isOpen } from "../../src/access/access.js";
import { declaredAccess } from "../../src/access/access-plugin.js";
import { anonymous, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { type Serving, servingOn } from "../../src/database/serving.js";
import { populationForAnalysis, publishedPopulation } from "../../src/runs/store.js";
import { usualHalfTerms } from "../../src/submissions/half-terms/table.js";
import { ownRuns } from "../../src/targets/store.js";
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
import { buildCountry, type Clients, department, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { firstHalfTerm, submitted } from "../targets/progress/world.js";

let database: Database;
let serving: Serving;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  await submitted(database, [firstHalfTerm(100_001, 60)]);
  clients = await makeClients(database);
  await database.query(`INSERT INTO "grant" (id, client_id, capability, urn) VALUES ($1, $1, 'TARGETS', 100001)`, [
    clients.MIS_VENDOR.id,
  ]);
  serving = servingOn(database);
});
afterAll(async () => {
  await serving.close();
  await database.close();
});

const school: Viewer = { ...anonymous, role: "SCHOOL", urn: 100_001 };
const ids = [
  ...Object.values(runs).map((id) => globalId("Run", id)),
  ...[targetSet, draftSet].map((id) => globalId("TargetSet", id)),
  globalId("PartnershipPlan", plan),
  globalId("Comparison", comparison),
];

/** Selects two levels of the fields that need no arguments. */
function selection(type: GraphQLOutputType, depth = 2): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return "";
  const fields = isObjectType(named) ? Object.values(named.getFields()) : [];
  const selectable = fields.filter(
    ({ args, type }) => !args.some(isRequiredArgument) && (depth > 0 || !isCompositeType(getNamedType(type))),
  );
  return `{ __typename ${selectable.map((field) => `${field.name} ${selection(field.type, depth - 1)}`).join(" ")} }`;
}

/** A field once, or once for each id if it takes one. */
function selections({ name, args, type }: GraphQLField<unknown, unknown>): string[] {
  const id = args.find(isRequiredArgument);
  if (!id) return [`${name} ${selection(type)}`];
  return ids.map((value) => `${name}(${id.name}: "${value}") ${selection(type)}`);
}

const secretFields = (type: string) =>
  Object.values((schema.getType(type) as GraphQLObjectType).getFields()).filter((field) => {
    const access = declaredAccess(field);
    return access === undefined || !isOpen(access);
  });

const documents = [
  ...secretFields("Query")
    .filter(({ name }) => name !== "comparePeers")
    .map((field) => ({
      name: field.name,
      viewers: [field.name === "vendorActivity" ? school : department], // the department has to name a school
      sources: selections(field).map((text) => `{ field: ${text} }`),
    })),
  {
    name: "comparePeers",
    viewers: [department],
    sources: Object.values(runs).map(
      (run) => `{ field: comparePeers(urn: 100001, peers: [100009], run: "${globalId("Run", run)}") { urn } }`,
    ),
  },
  {
    name: "School.halfTerms",
    viewers: [department, school],
    sources: ['{ school(urn: 100001) { field: halfTerms(year: "2024/25") { own } } }'],
  },
  ...secretFields("School")
    .filter(({ name }) => name !== "halfTerms")
    .map((field) => ({
      name: `School.${field.name}`,
      viewers: [department, school],
      sources: selections(field).map((text) => `{ school(urn: 100001) { field: ${text} } }`),
    })),
];

const contextFor = (viewer: Viewer, database: Database) => ({
  viewer,
  database,
  strategies: new Map(),
  pluginPackages: [],
  halfTerms: usualHalfTerms,
  explainer: {
    explain: () => Promise.reject(new Error("explain was called")),
    explainPeers: async ({ urn, others }: { urn: number; others: readonly number[] }) => ({
      urn,
      attributes: [],
      others: others.map((other) => ({ urn: other, values: [], kilometres: null, distance: null, standing: {} })),
    }),
  },
});

/** The values of a document's one field; null and an empty list give none. */
async function valuesOf(database: Database, viewer: Viewer, source: string): Promise<unknown[]> {
  const { data } = await graphql({ schema, source, contextValue: contextFor(viewer, database) });
  const { field } = (data?.school ?? data ?? {}) as { field?: unknown };
  return [field ?? []].flat();
}

describe("the public database role, with the full schema, no shield and a viewer who may read everything,", () => {
  it.each(documents)("returns nothing for $name, which the full role does return", async ({ viewers, sources }) => {
    const open: unknown[] = [];
    for (const viewer of viewers) {
      for (const source of sources) {
        open.push(...(await valuesOf(database, viewer, source)));
        expect(await valuesOf(serving.public, viewer, source)).toEqual([]);
      }
    }
    expect(open.length).toBeGreaterThan(0);
  });

  it("cannot read the population behind a run unless the run is published", async () => {
    for (const runId of [runs.secret, runs.unpublished, runs.published]) {
      await expect(populationForAnalysis(serving.public, department, runId)).rejects.toThrow("permission denied");
      expect((await populationForAnalysis(database, department, runId)).length).toBeGreaterThan(0);
    }
    await expect(ownRuns(serving.public, school, [100_001])).rejects.toThrow("read-only");
    expect(await ownRuns(database, school, [100_001])).toMatchObject([{ strategy: "secretstrategy" }]);
    await expect(publishedPopulation(serving.public, department, runs.secret)).rejects.toThrow("cannot be found");
    expect((await publishedPopulation(serving.public, department, runs.published)).length).toBeGreaterThan(0);
  });

  it("returns no data of an unpublished run by its id", async () => {
    const source = `{ nodes(ids: ${JSON.stringify(ids)}) { id ... on Run { strategy status createdAt } } }`;
    const contextValue = contextFor(department, serving.public);
    const answer = JSON.stringify((await graphql({ schema, source, contextValue })).data);
    expect(marks.filter((mark) => answer.includes(mark))).toEqual([]);
  });
});

describe("a server with only public connections", () => {
  const ask = (query: string) => {
    const walled = serve({ ...database, limited: () => serving.public });
    return walled.ask(query, { key: clients.DEPARTMENT.key }).then((answer) => ({ ...answer, log: walled.log.join() }));
  };

  it("reports a denied statement as an internal error, and logs the cause", async () => {
    const { data, errors, text, log } = await ask(
      "{ school(urn: 100001) { name target { target } } targetSets(first: 1) { totalCount } }",
    );
    expect(data).toEqual({ school: { name: expect.any(String), target: null }, targetSets: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["INTERNAL", "INTERNAL"]);
    expect(text).not.toMatch(/permission|denied|relation|SELECT|target_set/);
    expect(log).toMatch(/permission denied for table target/);
  });

  it("cannot issue targets", async () => {
    const { data, errors } = await ask(
      `mutation { issueTargets(input: { targetSetId: "${globalId("TargetSet", draftSet)}" }) { __typename } }`,
    );
    expect(data).toEqual({ issueTargets: null });
    expect(errors[0]?.extensions.code).toBe("INTERNAL");
    expect(await database.query("SELECT status FROM target_set WHERE id = $1", [draftSet])).toEqual([
      { status: "DRAFT" },
    ]);
  });
});
