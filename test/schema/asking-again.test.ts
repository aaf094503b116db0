// The effect of repeating a mutation, as docs/errors.md describes it for clients whose connection was lost.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import type { Database } from "../../src/database/database.js";
import type { Worker } from "../../src/jobs/worker.js";
import { startWork } from "../../src/work.js";
import { persistent } from "../chaos/client.js";
import { draft, type Errand, makeRun } from "../chaos/errand.js";
import { fill } from "../chaos/undisturbed.js";
import { year } from "../chaos/world.js";
import { serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

let database: Database;
let server: TestServer;
let worker: Worker;
let key: string;
let errand: Errand;
beforeAll(async () => {
  database = await testDatabase();
  ({ department: key } = await fill(database, 120));
  server = serve(database);
  worker = await startWork(database, readConfig({}), {});
  const ask: Parameters<typeof persistent>[0] = async (query, options) => {
    const { status, data, errors } = await server.ask(query, options);
    return { status, data, codes: errors.map(({ extensions }) => extensions.code) };
  };
  errand = { client: persistent(ask, () => {}), key, acknowledge: () => {} };
});
afterAll(async () => {
  await worker.stop(0);
  await server.close();
  await database.close();
});

/** The first and second result: the object's ID or the error's code. */
async function twice(field: string, payload: string, variables: object = {}, types = ""): Promise<string[]> {
  const input = Object.keys(variables)
    .map((name) => `${name}: $${name}`)
    .join(", ");
  const answers: string[] = [];
  for (let time = 0; time < 2; time++) {
    const mutation = `mutation ${types && `(${types})`} { ${field}(input: { ${input} }) { ${payload} { id } } }`;
    const { data, errors } = await server.ask(mutation, { key, variables });
    answers.push(errors[0]?.extensions.code ?? data[field][payload].id);
  }
  return answers;
}

const different = (ids: readonly string[]) => {
  expect(new Set(ids).size).toBe(2);
  expect(ids.every((id) => id.length > 20)).toBe(true);
};
const same = ([first, second]: readonly string[]) => {
  expect(second).toBe(first);
  expect(second!.length).toBeGreaterThan(20); // an ID, not an error code
};

/** The first and second result of repeating a mutation with the same idempotency key. */
const twiceWithKey = (field: string, payload: string, variables: object, types: string) =>
  twice(field, payload, { ...variables, idempotencyKey: randomUUID() }, `${types}, $idempotencyKey: String!`);

describe("repeating a mutation", () => {
  it("returns the same run when a run is started or published again", async () => {
    const types = "$strategy: String!, $baseYear: String!, $parameters: JSON!";
    const request = { strategy: "nearest-neighbour", baseYear: year, parameters: { k: 5 } };
    const started = await twice("startRun", "run", request, types);
    same(started);
    const published = await twice("publishRun", "run", { runId: await makeRun(errand, 5) }, "$runId: ID!");
    same(published);
  });

  it("creates another set or plan when drafting or arranging, and rejects issuing again with CONFLICT", async () => {
    const runId = await makeRun(errand, 12);
    const { id } = await draft(errand, runId);
    expect(await twice("issueTargets", "targetSet", { targetSetId: id }, "$targetSetId: ID!")).toEqual([
      id,
      "CONFLICT",
    ]);
    different(await twice("draftTargets", "targetSet", { runId }, "$runId: ID!"));
    different(await twice("arrangePartnerships", "plan", { runId }, "$runId: ID!"));
  });

  it("creates other clients and keys, and grants or revokes access only once", async () => {
    const clients = await twice(
      "createClient",
      "client",
      { name: "New", role: "ANALYST" },
      "$name: String!, $role: Role!",
    );
    different(clients);
    const clientId = clients[0];
    const keys = await twice("addKey", "apiKey", { clientId, name: "second" }, "$clientId: ID!, $name: String!");
    different(keys);
    const rotated = await twice("rotateKey", "apiKey", { keyId: keys[0] }, "$keyId: ID!");
    different(rotated);
    const revoked = await twice("revokeKey", "apiKey", { keyId: keys[0] }, "$keyId: ID!");
    same(revoked);
    const types = "$clientId: ID!, $capability: Capability!";
    const granted = await twice("grantAccess", "grant", { clientId, capability: "TARGETS" }, types);
    same(granted);
    const ended = await twice("revokeAccess", "grant", { grantId: granted[0] }, "$grantId: ID!");
    expect(ended).toEqual([granted[0], "NOT_FOUND"]);
    same(await twice("revokeClient", "client", { clientId }, "$clientId: ID!"));
  });
});

describe("repeating a mutation with the same idempotency key", () => {
  it("creates one set or plan, though each time a worker freezes the figures first", async () => {
    const stale = () => database.script("UPDATE attendance SET overall_absence = overall_absence");
    const runId = await makeRun(errand, 12);
    await stale();
    same(await twiceWithKey("draftTargets", "targetSet", { runId }, "$runId: ID!"));
    await stale();
    same(await twiceWithKey("arrangePartnerships", "plan", { runId }, "$runId: ID!"));
    await stale();
    const request = { strategy: "nearest-neighbour", baseYear: year, parameters: { k: 6 } };
    same(await twiceWithKey("startRun", "run", request, "$strategy: String!, $baseYear: String!, $parameters: JSON!"));
  });

  it("creates one client and one key", async () => {
    const clients = await twiceWithKey(
      "createClient",
      "client",
      { name: "Once", role: "ANALYST" },
      "$name: String!, $role: Role!",
    );
    same(clients);
    const types = "$clientId: ID!, $name: String!";
    const keys = await twiceWithKey("addKey", "apiKey", { clientId: clients[0], name: "second" }, types);
    same(keys);
    same(await twiceWithKey("rotateKey", "apiKey", { keyId: keys[0] }, "$keyId: ID!"));
    const granted = { clientId: clients[0], capability: "TARGETS" };
    same(await twiceWithKey("grantAccess", "grant", granted, "$clientId: ID!, $capability: Capability!"));
  });
});
