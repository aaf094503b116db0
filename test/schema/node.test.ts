import { type GraphQLInterfaceType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.js";
import { publicSchema } from "../../src/access/public-schema.js";
import type { Database } from "../../src/database/database.js";
import {
  addPublishedRun,
  addSecrets,
  comparison,
  draftSet,
  globalId,
  plan,
  runs,
  targetSet,
} from "../server/secrets.js";
import { type Ask, buildCountry, type Clients, makeClients, serve } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let ask: Ask;
let clients: Clients;
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  await addPublishedRun(database);
  await addSecrets(database);
  clients = await makeClients(database);
  ({ ask } = serve(database));
});
afterAll(() => database.close());

const missing = "00000000-0000-4000-8000-999999999999";
const jobId = plan.replace("-4000-", "-4001-");

/** Type -> the key of an object, and who may see it; the department may see each. */
const examples: Readonly<Record<string, { key: string; anyone?: true; analyst?: true }>> = {
  School: { key: "100001", anyone: true },
  Run: { key: runs.secret, analyst: true },
  Comparison: { key: comparison, analyst: true },
  TargetSet: { key: targetSet },
  PartnershipPlan: { key: plan },
  Job: { key: jobId },
};

const nodeTypes = schema.getPossibleTypes(schema.getType("Node") as GraphQLInterfaceType).map(({ name }) => name);

const nodesOf = async (ids: readonly string[], key?: string) => {
  const { data, errors, text } = await ask("query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {
    key,
    variables: { ids },
  });
  expect(errors).toEqual([]);
  return { nodes: data.nodes, text };
};

const all = nodeTypes.map((type) => globalId(type, examples[type]?.key ?? "none"));
const only = (allowed: (example: { anyone?: true; analyst?: true }) => unknown) =>
  nodeTypes.map((type, at) => (allowed(examples[type]!) ? { __typename: type, id: all[at] } : null));

describe("a global ID", () => {
  it("belongs to every type that implements Node, and to no other", () => {
    const described = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => type.getFields().id?.description?.startsWith("Globally unique"));
    expect(described.map(({ name }) => name).toSorted()).toEqual(nodeTypes.toSorted());
    expect(Object.keys(examples).toSorted()).toEqual(nodeTypes.toSorted());
  });

  it("is read by `nodes` and by `node`, for the department", async () => {
    expect((await nodesOf(all, clients.DEPARTMENT.key)).nodes).toEqual(only(() => true));
    for (const [at, id] of all.entries()) {
      const { data, errors } = await ask(`{ node(id: "${id}") { __typename id } }`, { key: clients.DEPARTMENT.key });
      expect(errors).toEqual([]);
      expect(data.node).toEqual({ __typename: nodeTypes[at], id });
    }
  });

  it("gives the fields of its object", async () => {
    const { data, errors } = await ask(
      `{
        set: node(id: "${globalId("TargetSet", draftSet)}") { ... on TargetSet { status targetYear } }
        plan: node(id: "${globalId("PartnershipPlan", plan)}") { ... on PartnershipPlan { baseYear } }
        job: node(id: "${globalId("Job", jobId)}") { ... on Job { kind } }
      }`,
      { key: clients.DEPARTMENT.key },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      set: { status: "DRAFT", targetYear: "2023/24" },
      plan: { baseYear: "2022/23" },
      job: { kind: "PARTNERSHIPS" },
    });
  });

  it("reads as null for a viewer who may not see the object", async () => {
    const publicly = only(({ anyone }) => anyone);
    expect((await nodesOf(all)).nodes).toEqual(publicly);
    for (const role of ["OFSTED", "SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR"] as const) {
      expect((await nodesOf(all, clients[role].key)).nodes).toEqual(publicly);
    }
    expect((await nodesOf(all, clients.ANALYST.key)).nodes).toEqual(only(({ anyone, analyst }) => anyone || analyst));
  });

  it("gives a public viewer the bytes of an object that does not exist", async () => {
    const secret = nodeTypes.filter((type) => !examples[type]?.anyone);
    const { text } = await nodesOf(secret.map((type) => globalId(type, examples[type]!.key)));
    expect(text).toBe((await nodesOf(secret.map((type) => globalId(type, missing)))).text);
    expect(text).toBe((await nodesOf(secret.map(() => globalId("Nothing", missing)))).text);
  });

  it("has its type in the public schema only if anyone may see its objects", () => {
    const open = publicSchema(schema);
    expect(nodeTypes.filter((type) => open.getType(type)).toSorted()).toEqual(["Run", "School"]);
  });
});
