// Each layer that keeps targets from public viewers works without the other layers.
import { GraphQLError, graphql } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../../schema/context.js";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../../src/access/public-schema.js";
import { shieldSchema } from "../../src/access/shield.js";
import { anonymous, everySchool, type Viewer } from "../../src/access/viewer.js";
import type { Database } from "../../src/database/database.js";
import { addPublishedRun, addSecrets, globalId, runs, targetSet } from "../server/secrets.js";
import { buildCountry, department } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
});
afterAll(() => database.close());

const ofsted: Viewer = { ...anonymous, role: "OFSTED", grants: [{ capability: "TARGETS", ...everySchool }] };

const query = `{
  school(urn: 100001) {
    target { target }
    targetCohort { peers { urn } explanation(other: 100002) { distance } }
    partnership { kilometres }
    partnershipsAsPartner { kilometres }
    cohort(run: "${globalId("Run", runs.secret)}") { peers { urn } explanation(other: 100002) { distance } }
  }
  run(id: "${globalId("Run", runs.secret)}") { strategy }
  targetSet(id: "${globalId("TargetSet", targetSet)}") { policy { id } }
}`;

const ask = (served: typeof schema, viewer: Viewer) => {
  const refuse = () => Promise.reject(new Error("the explainer was called"));
  const explainer = { explain: refuse, explainPeers: refuse };
  const freeze = () => Promise.reject(new Error("freeze was called"));
  const compare = () => Promise.reject(new Error("compare was called"));
  const limits = { pointsPerMinute: 600, costPerPoint: 1_000, costPerDocument: 40_000 };
  const installed = { strategies: new Map(), pluginPackages: [], halfTerms: {}, limits, idempotencyKey: null };
  const contextValue: Context = { viewer, database, ...installed, explainer, freeze, compare };
  return graphql({ schema: served, source: query, contextValue });
};

describe.each([
  ["an anonymous viewer", anonymous],
  ["an Ofsted client with a grant", ofsted],
])("for %s", (_who, viewer) => {
  it("the stores return nothing, with the full schema and no shield", async () => {
    const { data } = await ask(schema, viewer);
    expect(data?.school).toEqual({
      target: null,
      targetCohort: null,
      partnership: null,
      partnershipsAsPartner: [],
      cohort: null,
    });
    expect(data).toMatchObject({ run: null, targetSet: null });
    expect(await database.query("SELECT * FROM audit_entry")).toEqual([]);
  });

  it("the shield denies every secret field of the full schema", async () => {
    const { data, errors } = await ask(shieldSchema(schema), viewer);
    expect(data).toEqual({
      school: { target: null, targetCohort: null, partnership: null, partnershipsAsPartner: null, cohort: null },
      run: null,
      targetSet: null,
    });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill("FORBIDDEN"));
    expect(errors?.every((error) => error instanceof GraphQLError)).toBe(true);
  });
});

describe("the public schema alone", () => {
  it("names no secret, even for a viewer who may read them all", async () => {
    const { data, errors } = await ask(publicSchema(schema), department);
    expect(data).toBeUndefined();
    expect(errors?.map(({ message }) => message.match(/"(\w+)"/)?.[1])).toEqual([
      "target",
      "targetCohort",
      "partnership",
      "partnershipsAsPartner",
      "targetSet",
    ]);
  });
});
