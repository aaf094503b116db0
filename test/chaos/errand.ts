// The errands of the department's clients: a run with targets and partnerships, or with its publication; and keys.
import { answered, type Data, type Persistent } from "./client.js";

import { year } from "./world.js";

/** The schools whose views are checked. */
export const checkedUrns = [100_001, 100_050, 100_099];

/** Records what the server acknowledged: none of it may ever be missing. */
export type Acknowledge = (what: Done, id: string) => void;
export type Done = "run" | "published" | "set" | "issued" | "plan" | "client" | "key" | "revoked";

export interface Errand {
  readonly client: Persistent;
  /** The department's. */
  readonly key: string;
  readonly acknowledge: Acknowledge;
}

const startRun = `mutation ($parameters: JSON!, $year: String!) {
  startRun(input: { strategy: "nearest-neighbour", baseYear: $year, parameters: $parameters }) { run { id status } } }`;

/** Starts a run and waits for it. @returns its id */
export async function makeRun({ client, key, acknowledge }: Errand, k: number): Promise<string> {
  const variables = { parameters: { k }, year };
  const answer = answered(await client.sure(startRun, { key, variables }));
  const { id } = answer.startRun.run;
  acknowledge("run", id);
  const status = "query ($id: ID!) { run(id: $id) { status errorCode } }";
  const done = ({ run }: Data) => run.status === "SUCCEEDED" || run.status === "FAILED";
  const { run } = await client.until(status, { key, variables: { id } }, done);
  if (run.status === "FAILED") throw new Error(`the run failed: ${run.errorCode}`);
  return id;
}

/** Publishes a run; safe to repeat. */
export async function publish({ client, key, acknowledge }: Errand, id: string): Promise<void> {
  answered(
    await client.sure(
      'mutation ($id: ID!) { publishRun(input: { runId: $id, overrideReason: "a test" }) { run { id } } }',
      {
        key,
        variables: { id },
      },
    ),
  );
  acknowledge("published", id);
}

const setsOf = "{ targetSets(first: 100) { nodes { id status run { id } } } }";

/** Drafts a set and waits for it; after a lost connection, finds it in the list. @returns its id and statistics */
export async function draft({ client, key, acknowledge }: Errand, runId: string) {
  const find = async () => {
    const { targetSets } = answered(await client.sure(setsOf, { key }));
    return targetSets.nodes.find(({ run }: Data) => run.id === runId)?.id ?? null;
  };
  const mutation =
    'mutation ($id: ID!) { draftTargets(input: { runId: $id, overrideReason: "a test" }) { targetSet { id } } }';
  const options = { key, variables: { id: runId } };
  const id: string = await client.once(mutation, options, ({ draftTargets }) => draftTargets.targetSet.id, find);
  acknowledge("set", id);
  const set = `query ($id: ID!, $urns: [Int!]!) { targetSet(id: $id) {
    status statistics { outcome block schools meanImprovement } targets(urns: $urns) { target outcome peers median } } }`;
  const { targetSet } = await client.until(
    set,
    { key, variables: { id, urns: checkedUrns } },
    (data) => data.targetSet.status !== "DRAFTING",
  );
  return { id, drafted: { statistics: targetSet.statistics, targets: targetSet.targets } };
}

/** Issues a set: a repeated request gets CONFLICT, and the set is issued. */
export async function issue({ client, key, acknowledge }: Errand, id: string): Promise<void> {
  const options = { key, variables: { id } };
  const answer = await client.sure(
    "mutation ($id: ID!) { issueTargets(input: { targetSetId: $id }) { targetSet { status } } }",
    options,
  );
  const { targetSet } = answered(await client.sure("query ($id: ID!) { targetSet(id: $id) { status } }", options));
  const conflict = answer.codes.join() === "CONFLICT";
  if ((answer.codes.length > 0 && !conflict) || targetSet.status !== "ISSUED") {
    throw new Error(`issuing was answered with ${answer.codes.join()}, and the set is ${targetSet.status}`);
  }
  acknowledge("issued", id);
}

/** Arranges a plan and waits for it. There is no list of plans: it repeats the request, and the last plan is in force. */
export async function arrange({ client, key, acknowledge }: Errand, runId: string): Promise<void> {
  const mutation =
    'mutation ($id: ID!) { arrangePartnerships(input: { runId: $id, overrideReason: "a test" }) { plan { id } } }';
  const answer = answered(await client.sure(mutation, { key, variables: { id: runId } }));
  const { id } = answer.arrangePartnerships.plan;
  acknowledge("plan", id);
  const status = "query ($id: ID!) { partnershipPlan(id: $id) { status } }";
  await client.until(
    status,
    { key, variables: { id } },
    ({ partnershipPlan }) => partnershipPlan.status !== "ARRANGING",
  );
}

/** Creates a client, adds a second key and revokes the first. A key whose answer was lost is not used. */
export async function changeKeys({ client, key, acknowledge }: Errand, name: string): Promise<void> {
  const list = "{ clients(first: 100) { nodes { id name } } }";
  const find = async () => {
    const { clients } = answered(await client.sure(list, { key }));
    const found = clients.nodes.find((one: Data) => one.name === name);
    return found ? { client: found, key: null } : null;
  };
  const create =
    "mutation ($name: String!) { createClient(input: { name: $name, role: ANALYST }) { client { id name } key } }";
  const made: Data = await client.once(create, { key, variables: { name } }, (data) => data.createClient, find);
  acknowledge("client", made.client.id);
  const keysOf = async () => {
    const { clients } = answered(
      await client.sure("{ clients(first: 100) { nodes { id keys { id name revokedAt } } } }", { key }),
    );
    return clients.nodes.find(({ id }: Data) => id === made.client.id).keys as { id: string; name: string }[];
  };
  const add =
    "mutation ($id: ID!, $name: String!) { addKey(input: { clientId: $id, name: $name }) { apiKey { id } key } }";
  const second: Data = await client.once(
    add,
    { key, variables: { id: made.client.id, name: "second" } },
    (data) => data.addKey,
    async () => {
      const found = (await keysOf()).find((one) => one.name === "second");
      return found ? { apiKey: found, key: null } : null;
    },
  );
  acknowledge("key", second.apiKey.id);
  const first = (await keysOf()).find((one) => one.name === "first")!;
  const revoke = "mutation ($id: ID!) { revokeKey(input: { keyId: $id }) { apiKey { revokedAt } } }";
  answered(await client.sure(revoke, { key, variables: { id: first.id } }));
  acknowledge("revoked", first.id);
  const role = "{ viewer { role } }";
  if (made.key && (await client.sure(role, { key: made.key })).status !== 401) throw new Error("a revoked key works");
  if (second.key && answered(await client.sure(role, { key: second.key })).viewer.role !== "ANALYST") {
    throw new Error("a new key does not work");
  }
}
