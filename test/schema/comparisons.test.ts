// Comparisons over GraphQL: an analyst's way from two runs to the schools for which they differ most.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { workOff } from "../../src/jobs/worker.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { startRun } from "../../src/runs/start.js";
import { jobHandlers } from "../../src/work.js";
import { globalId } from "../server/secrets.js";
import { buildCountry, type Clients, department, makeClients, serve, type TestServer } from "../server/world.js";
import { testDatabase } from "../support/database.js";

const comparing = await readFile(resolve(import.meta.dirname, "../../docs/comparing.md"), "utf8");
const [startDocument = "", readDocument = ""] = [...comparing.matchAll(/```graphql\n([\s\S]*?)```/g)].map(
  ([, text]) => text,
);

let database: Database;
let server: TestServer;
let clients: Clients;
let runs: string[];
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  clients = await makeClients(database);
  server = serve(database, await findStrategies([]), { timeout: 120_000 });
  runs = [];
  for (const k of [3, 5]) {
    const request = { strategy: "nearest-neighbour", baseYear: "2022/23", parameters: { attributes: { fsm: 1 }, k } };
    const { id, jobId } = await startRun(database, department, request, []);
    await workOff(database, jobHandlers([]), jobId);
    runs.push(globalId("Run", id));
  }
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const ask = (document: string, variables: object, role: keyof Clients | null = "ANALYST") =>
  server.ask(document, { key: role ? clients[role].key : undefined, variables: variables as Record<string, unknown> });

const compare = (input: object, role?: keyof Clients) =>
  ask(
    "mutation M($input: CompareRunsInput!) { compareRuns(input: $input) { comparison { id status } } }",
    { input },
    role,
  );

async function workAll() {
  const queued = await database.query<{ id: string }>("SELECT id::text AS id FROM job WHERE status = 'QUEUED'");
  for (const { id } of queued) await workOff(database, jobHandlers([]), id);
}

describe("over GraphQL", () => {
  let id = "";

  it("an analyst compares runs, follows the work and reads what differs, as docs/comparing.md has it", async () => {
    const started = await ask(startDocument, { runs });
    expect(started.errors).toEqual([]);
    expect(started.data.compareRuns.comparison).toMatchObject({ status: "QUEUED", progress: { stage: null, done: 0 } });
    id = started.data.compareRuns.comparison.id;
    await workAll();

    const { data, errors } = await ask(readDocument, { id, urn: 100_001 });
    expect(errors).toEqual([]);
    const { comparison } = data;
    expect(comparison).toMatchObject({
      status: "SUCCEEDED",
      attributes: ["fsm"],
      heldOut: null,
      groups: ["region", "urban_rural", "deprivation", "size"],
      seed: 1,
      notes: ["No usable year after 2022/23 has attendance of these schools, so there is no validity."],
      lists: [
        { name: "nearest-neighbour", run: { id: runs[0], parameters: { k: 3 } } },
        { name: "nearest-neighbour-2", run: { id: runs[1], parameters: { k: 5 } } },
      ],
    });
    // All schools have the same FSM, so peers are the schools with the lowest URNs: 3 of 5 are the same, and down to the
    // third all. 100060 stands for 100059, which it succeeds.
    expect(comparison.figures.nodes[0]).toMatchObject({
      section: "AGREEMENT",
      measure: "jaccard",
      strategy: "nearest-neighbour",
      other: "nearest-neighbour-2",
      value: 1,
      n: 59,
    });
    expect(comparison.school).toMatchObject({ block: "SECONDARY", pairs: [{ depth: 3, shared: 3, jaccard: 1 }] });
    // Fewer than ten peers change no target: both lists give what the school has and 0.3.
    const [first, second] = comparison.school.whatIf;
    expect(first).toEqual({ name: "nearest-neighbour", target: expect.any(Number) });
    expect(second).toEqual({ name: "nearest-neighbour-2", target: first.target });
    expect(comparison.mostDifferent.map(({ jaccard }: { jaccard: number }) => jaccard)).toEqual([1, 1, 1]);
  });

  it("finds the comparison again, in the list and by its id", async () => {
    expect((await compare({ runs, heldOut: null, seed: null })).data.compareRuns.comparison.id).toBe(id);
    const { data } = await ask(
      "query Q($id: ID!) { comparisons(first: 1) { totalCount nodes { id } } node(id: $id) { id ... on Comparison { seed } } }",
      { id },
    );
    expect(data).toEqual({ comparisons: { totalCount: 1, nodes: [{ id }] }, node: { id, seed: 1 } });
  });

  it("pages through the figures of a section in their order", async () => {
    const document = `query Q($id: ID!, $after: String, $first: Int) {
      comparison(id: $id) { figures(first: $first, after: $after, filter: { section: HUBS }) {
        totalCount nodes { measure block group level } pageInfo { endCursor hasNextPage } } } }`;
    const pageOf = async (first: number, after?: string) =>
      (await ask(document, { id, first, after })).data.comparison.figures;
    const whole = await pageOf(100);
    const one = await pageOf(3);
    const two = await pageOf(3, one.pageInfo.endCursor);
    expect([...one.nodes, ...two.nodes]).toEqual(whole.nodes.slice(0, 6));
    expect(one.pageInfo.hasNextPage).toBe(true);
    expect(whole.totalCount).toBe(whole.nodes.length);
    expect((await ask(document, { id, first: 101 })).errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
    expect((await ask(document, { id, first: 1, after: runs[0] })).errors[0]?.extensions.code).toBe("BAD_ARGUMENT");
  });

  it("refuses what the comparison does not have, and names what there is", async () => {
    const document = `query Q($id: ID!, $strategy: String!) { comparison(id: $id) {
      figures(filter: { strategy: $strategy }) { nodes { value } }
      mostDifferent(strategy: $strategy, other: "nearest-neighbour-2", first: 1) { urn } } }`;
    const { errors } = await ask(document, { id, strategy: "gower" });
    expect(errors.map(({ message }) => message)).toEqual([
      'strategy: no figure of this comparison has "gower". Use: all, nearest-neighbour, nearest-neighbour-2.',
      "There are no lists gower and nearest-neighbour-2, in this order. Use, as strategy and other: nearest-neighbour and nearest-neighbour-2.",
    ]);
  });

  it.each<[string, object]>([
    ["BAD_ARGUMENT", { attributes: ["fsmm"] }],
    ["BAD_ARGUMENT", { heldOut: "2021/22" }],
    ["NO_DATA", { heldOut: "2023/24" }],
    ["BAD_ARGUMENT", { seed: -1 }],
    ["NOT_FOUND", { runs: ["nonsense", "more"] }],
  ])("refuses a wrong request at once: %s for %j", async (code, given) => {
    const { errors } = await compare({ runs, ...given });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  it("cancels a comparison", async () => {
    const started = await compare({ runs, seed: 2 });
    const input = { comparisonId: started.data.compareRuns.comparison.id };
    const document =
      "mutation M($input: CancelComparisonInput!) { cancelComparison(input: $input) { comparison { status completedAt } } }";
    const { data } = await ask(document, { input });
    expect(data.cancelComparison.comparison).toEqual({ status: "CANCELLED", completedAt: null });
  });

  it("gives clients that may not compare runs the same answer as for what does not exist", async () => {
    const none = globalId("Comparison", "00000000-0000-4000-8000-000000000099");
    for (const role of ["SCHOOL", "TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR"] as const) {
      expect((await compare({ runs, seed: 3 }, role)).errors[0]?.extensions.code).toBe("FORBIDDEN");
      const answers = [id, none].map(async (of) => {
        const byNode = await ask("query Q($id: ID!) { node(id: $id) { id } }", { id: of }, role);
        const byId = await ask("query Q($id: ID!) { comparison(id: $id) { seed } }", { id: of }, role);
        expect(byId.errors[0]?.extensions.code).toBe("FORBIDDEN");
        return [byNode.data, byNode.errors, byId.data, byId.errors];
      });
      const [one, other] = await Promise.all(answers);
      expect(one).toEqual(other);
      expect(one![0]).toEqual({ node: null });
    }
    for (const role of ["OFSTED", null] as const) {
      expect((await ask("query Q($id: ID!) { node(id: $id) { id } }", { id }, role)).data).toEqual({ node: null });
      const { errors } = await ask("query Q($id: ID!) { comparison(id: $id) { seed } }", { id }, role);
      expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
    }
    expect(await database.query("SELECT FROM comparison")).toHaveLength(2);
  });
});
