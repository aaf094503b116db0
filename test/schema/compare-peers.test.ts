// The peers of one school side by side: what is shown, and to whom.
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
  z,
} from "./peers-world.js";

let world: PeersWorld;
beforeAll(async () => {
  world = await buildPeersWorld();
});
afterAll(() => world.close());

const place = "{ place distance rank reason rules missing }";
const everything = `{
  urn school { name } first { run { id } peers reach } second { run { id } peers reach }
  agreement { depth shared jaccard rboLow rboResidual rboExt }
  schools { urn school { name } kilometres first ${place} second ${place} differences { attribute difference } }
  attributes { attribute own inBoth firstOnly secondOnly }
}`;

type Options = { urn?: number; peers?: readonly number[]; id?: string | null; key?: string };
const comparePeers = ({ urn = a, peers = [c, b], id = runs.published, key }: Options) =>
  world.server.ask(
    `query Beside { comparePeers(urn: ${urn}, peers: [${peers}]${id ? `, run: "${globalRunId(id)}"` : ""}) ${everything} }`,
    { key },
  );
const compareCohorts = (ids: readonly string[], key?: string) =>
  world.server.ask(
    `query Both { compareCohorts(urn: ${a}, runs: [${ids.map((id) => `"${globalRunId(id)}"`)}]) ${everything} }`,
    {
      key,
    },
  );

const inList = { place: null, distance: null, rank: null, reason: null, rules: [], missing: [] };
/** Standard deviations of the block, in which `f` counts: FSM 10 20 10 40 20, roll 100 100 300 100 150. */
const sd = { fsm: Math.sqrt(150), roll: Math.sqrt(7500) };
const differences = (fsm: number, roll: number) => [
  { attribute: "fsm", difference: fsm / sd.fsm },
  { attribute: "roll", difference: roll / sd.roll },
];

describe("the cohorts of two published runs", () => {
  it("are compared for anyone: who is in which, how near the others are, and which attributes set them apart", async () => {
    for (const key of [undefined, world.clients.OFSTED.key, world.clients.SCHOOL.key, world.clients.ANALYST.key]) {
      const { data, errors } = await compareCohorts([runs.published, runs.other], key);
      expect(errors).toEqual([]);
      const { agreement, ...compared } = data.compareCohorts;
      expect(compared).toEqual({
        urn: a,
        school: { name: "School 100001" },
        first: { run: { id: globalRunId(runs.published) }, peers: 2, reach: 1.5 },
        second: { run: { id: globalRunId(runs.other) }, peers: 2, reach: 1 },
        schools: [
          {
            urn: b,
            school: { name: "School 100002" },
            kilometres: 0,
            first: { ...inList, place: 1, distance: 0.5 },
            second: { ...inList, place: 1, distance: 0.866025403784 },
            differences: differences(10, 0),
          },
          {
            urn: d,
            school: { name: "School 100004" },
            kilometres: 0,
            first: { ...inList, place: 2, distance: 1.5 },
            second: { ...inList, distance: 2.598076211353, rank: 3, reason: "FARTHER" },
            differences: differences(30, 0),
          },
          {
            urn: c,
            school: { name: "School 100003" },
            kilometres: 5,
            first: { ...inList, distance: 1.732050807569, rank: 3, reason: "FARTHER" },
            second: { ...inList, place: 2, distance: 1 },
            differences: differences(0, 200),
          },
        ],
        attributes: [
          { attribute: "fsm", own: 10, inBoth: 10 / sd.fsm, firstOnly: 30 / sd.fsm, secondOnly: 0 },
          { attribute: "roll", own: 100, inBoth: 0, firstOnly: 0, secondOnly: 200 / sd.roll },
        ],
      });
      // Both lists share 1 school at depths 1 and 2, so the lower bound is .1/.9 · -ln .1; they can agree from depth 3 on.
      expect(agreement).toMatchObject({ depth: 2, shared: 1, jaccard: 1 / 3 });
      expect(agreement.rboLow).toBeCloseTo((0.1 / 0.9) * Math.log(10), 12);
      expect(agreement.rboExt).toBeCloseTo(0.55, 12);
      expect(agreement.rboResidual).toBeCloseTo(0.891 - (0.1 / 0.9) * (4 * 0.243 + Math.log(10) - 1.548), 12);
    }
  });

  it("are null where one is unpublished, as for a run that does not exist, except for analysts", async () => {
    for (const key of [undefined, ...(["OFSTED", "SCHOOL", "TRUST"] as const).map((who) => world.clients[who].key)]) {
      const { text: none } = await compareCohorts([runs.published, absent], key);
      expect(none).toContain('{"data":{"compareCohorts":null}');
      for (const id of [runs.unpublished, runs.behindTargets])
        expect((await compareCohorts([runs.published, id], key)).text).toBe(none);
    }
    await world.database.query("TRUNCATE audit_entry");
    const { data } = await compareCohorts([runs.published, runs.unpublished], world.clients.ANALYST.key);
    expect(data.compareCohorts.second).toEqual({ run: { id: globalRunId(runs.unpublished) }, peers: 2, reach: 1 });
    expect(await world.audited()).toEqual([
      { actor: "The ANALYST", operation: "Both", urns: [a], runs: [runs.unpublished] },
    ]);
  });

  it("are two", async () => {
    for (const ids of [[runs.published], [runs.published, runs.published], [absent, runs.published, runs.other]]) {
      const { errors } = await compareCohorts(ids);
      expect(errors.map(({ message }) => message)).toEqual([`Give two different \`runs\`. Given: ${ids.length}.`]);
    }
  });
});

describe("an own list beside a cohort", () => {
  it("says of every school where it is in both, and why it is not in the cohort", async () => {
    const { data, errors } = await comparePeers({ peers: [c, secondary, f, z, b], key: world.clients.ANALYST.key });
    expect(errors).toEqual([]);
    const { schools: found, ...compared } = data.comparePeers;
    expect(compared.second).toEqual({ run: null, peers: 5, reach: null });
    expect(compared.agreement).toMatchObject({ depth: 2, shared: 0, jaccard: 0 });
    expect(found.map((one: { urn: number }) => one.urn)).toEqual([b, d, c, secondary, f, z]);
    expect(found.map((one: { first: object }) => one.first)).toEqual([
      { ...inList, place: 1, distance: 0.5 },
      { ...inList, place: 2, distance: 1.5 },
      { ...inList, distance: 1.732050807569, rank: 3, reason: "FARTHER" },
      { ...inList, reason: "DIFFERENT_BLOCK" },
      // Not a candidate, so without a rank: a quarter of 1 and three quarters of .25.
      { ...inList, distance: 0.661437827766, reason: "EXCLUDED", rules: ["PUBLISHED_ATTENDANCE"] },
      { ...inList, reason: "NOT_IN_POPULATION" },
    ]);
    expect(found.map(({ second }: { second: { place: number } }) => second.place)).toEqual([5, null, 1, 2, 3, 4]);
    expect(found.at(-1).differences).toEqual([
      { attribute: "fsm", difference: null },
      { attribute: "roll", difference: null },
    ]);
    expect(compared.attributes[0]).toEqual({
      attribute: "fsm",
      own: 10,
      inBoth: 10 / sd.fsm,
      firstOnly: 30 / sd.fsm,
      secondOnly: 10 / sd.fsm / 3,
    });
  });

  it("shows a school everything beside a published run, and the department any complete run", async () => {
    const { data: own } = await comparePeers({ key: world.clients.SCHOOL.key });
    expect(own.comparePeers.schools[2].first).toMatchObject({ distance: 1.732050807569, reason: "FARTHER" });
    expect(own.comparePeers.first.run).toEqual({ id: globalRunId(runs.published) });
    for (const id of [runs.unpublished, runs.behindTargets]) {
      const { data } = await comparePeers({ id, key: world.clients.DEPARTMENT.key });
      expect(data.comparePeers.first.run).toEqual({ id: globalRunId(id) });
    }
  });

  it("shows a school its cohort behind its target, no distance, rank or reason of others, and not the run", async () => {
    await world.database.query("TRUNCATE audit_entry");
    const { data, errors } = await comparePeers({
      id: null,
      key: world.clients.SCHOOL.key,
      peers: [c, f, secondary, b],
    });
    expect(errors).toEqual([]);
    const { first, schools: found, agreement } = data.comparePeers;
    expect(first).toEqual({ run: null, peers: 2, reach: 1.5 });
    expect(agreement.shared).toBe(0);
    const withheld = { ...inList, reason: "WITHHELD" };
    expect(found.map((one: { first: object }) => one.first)).toEqual([
      { ...inList, place: 1, distance: 0.5 },
      { ...inList, place: 2, distance: 1.5 },
      ...[withheld, withheld, withheld],
    ]);
    expect(found[2]).toMatchObject({ urn: c, kilometres: 5, differences: differences(0, 200) });
    expect(await world.audited()).toEqual([{ actor: "The SCHOOL", operation: "Beside", urns: [a], runs: [] }]);
  });

  it("gives a school the same answer for a run that is not published as for none, also for that behind its target", async () => {
    const key = world.clients.SCHOOL.key;
    world.statements.length = 0;
    const { text: none } = await comparePeers({ id: absent, key });
    const read = world.statements.splice(0);
    expect(none).toContain('{"data":{"comparePeers":null}');
    for (const id of [runs.unpublished, runs.behindTargets]) {
      expect((await comparePeers({ id, key })).text).toBe(none);
      expect(world.statements.splice(0)).toEqual(read);
    }
    expect(read.length).toBeGreaterThan(1);
  });

  it("is for the school itself, analysts and the department, decided before any statement", async () => {
    const refused = async (options: Options) => {
      world.statements.length = 0;
      const { errors } = await comparePeers(options);
      expect(world.statements.filter((text) => !/api_key|"client"|grant/.test(text))).toEqual([]);
      return errors.map(({ extensions }) => extensions.code);
    };
    expect(await refused({ urn: b, peers: [c], key: world.clients.SCHOOL.key })).toEqual(["FORBIDDEN"]);
    for (const who of ["TRUST", "LOCAL_AUTHORITY", "MIS_VENDOR"] as const)
      expect(await refused({ key: world.clients[who].key })).toEqual(["FORBIDDEN"]);
    for (const key of [undefined, world.clients.OFSTED.key])
      expect(await refused({ key })).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  });

  it.each([
    [[], "Give 1 to 30 schools to compare. Given: 0."],
    [Array.from({ length: 31 }, (_, at) => 200_000 + at), "Give 1 to 30 schools to compare. Given: 31."],
    [[b, a], "School 100001 cannot be its own peer."],
    [[b, c, b], "School 100002 is given twice."],
    [[b, 999_998, 999_999], "No school has the URN 999998 or 999999."],
  ])("refuses %j", async (peers, message) => {
    const { errors } = await comparePeers({ peers, id: absent, key: world.clients.SCHOOL.key });
    expect(errors.map((error) => error.message)).toEqual([message]);
  });

  it("needs a run from those who have no target of their own", async () => {
    const { errors } = await comparePeers({ id: null, key: world.clients.ANALYST.key });
    expect(errors.map(({ message }) => message)).toEqual(["Give the `run` whose cohort is compared."]);
  });
});
