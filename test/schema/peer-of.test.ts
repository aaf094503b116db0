// Whose peer a school is, and all cohorts of a run: what is shown, and to whom.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  a,
  absent,
  b,
  buildPeersWorld,
  c,
  d,
  f,
  globalRunId,
  type PeersWorld,
  runs,
  secondary,
} from "./peers-world.js";

let world: PeersWorld;
beforeAll(async () => {
  world = await buildPeersWorld();
});
afterAll(() => world.close());

describe("whose peer a school is", () => {
  const peerOf = (urn: number, id: string, key?: string, page = "") =>
    world.server.ask(
      `query Whose { school(urn: ${urn}) { peerOf(run: "${globalRunId(id)}"${page}) {
        nodes { urn school { name } rank distance } pageInfo { hasNextPage endCursor }
      } } }`,
      { key },
    );

  it("is shown to anyone for a published run, by URN, with rank and distance", async () => {
    const { data, errors } = await peerOf(a, runs.published);
    expect(errors).toEqual([]);
    expect(data.school.peerOf.nodes).toEqual([
      { urn: b, school: { name: "School 100002" }, rank: 1, distance: 0.5 },
      { urn: c, school: { name: "School 100003" }, rank: 1, distance: 1.732050807569 },
    ]);
    const nobody = await peerOf(c, runs.published);
    expect(nobody.data.school.peerOf.nodes).toEqual([]);
  });

  it("comes in pages, also for many schools at once", async () => {
    const { data: first } = await peerOf(a, runs.published, undefined, ", first: 1");
    const { nodes, pageInfo } = first.school.peerOf;
    expect([nodes[0].urn, pageInfo.hasNextPage]).toEqual([b, true]);
    const { data: last } = await peerOf(a, runs.published, undefined, `, first: 1, after: "${pageInfo.endCursor}"`);
    expect(last.school.peerOf).toMatchObject({ nodes: [{ urn: c }], pageInfo: { hasNextPage: false } });
    world.statements.length = 0;
    const { data: all } = await world.server.ask(
      `{ schools { nodes { peerOf(run: "${globalRunId(runs.published)}", first: 1) { nodes { urn rank } } } } }`,
    );
    expect(all.schools.nodes.map((one: { peerOf: { nodes: object[] } }) => one.peerOf.nodes)).toEqual([
      [{ urn: b, rank: 1 }],
      [{ urn: a, rank: 1 }],
      [],
      [{ urn: a, rank: 2 }],
      ...Array(6).fill([]),
    ]);
    expect(world.statements.filter((text) => /published_cohort/.test(text))).toHaveLength(1);
  });

  it("is null for an unpublished run, as for one that does not exist, except for analysts and the department", async () => {
    const keys = (["OFSTED", "SCHOOL", "TRUST", "MIS_VENDOR"] as const).map((who) => world.clients[who].key);
    for (const key of [undefined, ...keys]) {
      const { text: none } = await peerOf(a, absent, key);
      expect(none).toContain('{"data":{"school":{"peerOf":null}}');
      for (const id of [runs.unpublished, runs.behindTargets]) expect((await peerOf(a, id, key)).text).toBe(none);
    }
    for (const { key } of [world.clients.ANALYST, world.clients.DEPARTMENT])
      expect((await peerOf(b, runs.behindTargets, key)).data.school.peerOf.nodes.map(urnOf)).toEqual([a, c]);
  });

  it("is audited with the run and the school, also if it is nobody's peer, unless the run is published", async () => {
    await world.database.query("TRUNCATE audit_entry");
    await peerOf(f, runs.unpublished, world.clients.ANALYST.key);
    await peerOf(a, runs.published, world.clients.ANALYST.key);
    expect(await world.audited()).toEqual([
      { actor: "The ANALYST", operation: "Whose", urns: [f], runs: [runs.unpublished] },
    ]);
  });
});

const urnOf = ({ urn }: { urn: number }) => urn;

describe("all cohorts of a run", () => {
  const cohortsOf = (id: string, key?: string, page = "") =>
    world.server.ask(
      `query All { run(id: "${globalRunId(id)}") { cohorts(first: 3${page}) {
        nodes { urn school { name } reason peers { urn rank } } pageInfo { hasNextPage endCursor }
      } } }`,
      { key },
    );

  it("come by URN in pages, for anyone if the run is published", async () => {
    const { data, errors } = await cohortsOf(runs.published);
    expect(errors).toEqual([]);
    const { nodes, pageInfo } = data.run.cohorts;
    expect(nodes.map(urnOf)).toEqual([a, b, c]);
    expect(nodes[0]).toEqual({
      urn: a,
      school: { name: "School 100001" },
      reason: null,
      peers: [
        { urn: b, rank: 1 },
        { urn: d, rank: 2 },
      ],
    });
    const next = await cohortsOf(runs.published, undefined, `, after: "${pageInfo.endCursor}"`);
    expect(next.data.run.cohorts.nodes.map(urnOf)).toEqual([d, f, secondary]);
    expect([pageInfo.hasNextPage, next.data.run.cohorts.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(next.data.run.cohorts.nodes[0]).toMatchObject({ reason: "NO_CANDIDATES", peers: [] });
  });

  it("are audited page by page with the schools on it, if the run is not published", async () => {
    await world.database.query("TRUNCATE audit_entry");
    const { data } = await cohortsOf(runs.unpublished, world.clients.ANALYST.key);
    expect(data.run.cohorts.nodes.map(urnOf)).toEqual([a, b, c]);
    await cohortsOf(runs.published, world.clients.ANALYST.key);
    expect(await world.audited()).toEqual([
      { actor: "The ANALYST", operation: "All", urns: [a, b, c], runs: [runs.unpublished] },
    ]);
  });

  it("are a page of at most 100", async () => {
    const { errors } = await world.server.ask(
      `{ run(id: "${globalRunId(runs.published)}") { cohorts(first: 101) { nodes { urn } } } }`,
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_ARGUMENT"]);
  });
});
