// What every installed strategy must do: those in plugins/, those named in KINDRED_PLUGINS, and the example. There is
// no list to edit.
import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { findStrategies } from "../../src/matching/discovery.js";
import { normaliseParameters, parameterSchema } from "../../src/matching/parameters.js";
import { buildPool } from "../../src/matching/pool.js";
import type { Matched, SchoolMatching } from "../../src/matching/result.js";
import { attendanceColumns } from "../../src/population/population.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { frameOfSchools, match, poolOf } from "../support/match.js";
import { inventedSchools, type TestSchool } from "../support/population.js";

const packages = [
  new URL("../../examples/kindred-strategy-size-and-need/index.js", import.meta.url).href,
  ...readConfig().pluginPackages,
];
const strategies = await findStrategies(packages);
const world = inventedSchools(180);
const attendance: ReadonlySet<string> = new Set(attendanceColumns);

it("finds the strategies of plugins/ without a list", () => {
  const ten =
    "boosted-weights coarsened-exact gower learned-weights local-first mahalanobis nearest-neighbour " +
    "predicted-attendance range-scaled rule-bands";
  expect([...strategies.keys()]).toEqual(expect.arrayContaining(ten.split(" ")));
});

describe.each([...strategies.values()])("$name", (strategy) => {
  const matched = (schools: readonly TestSchool[], constraints: object = {}) =>
    matchWith(strategy, schools, constraints);
  const uses = strategy.columns(normaliseParameters(strategy, {}));
  const compared = uses.map(({ column }) => column).filter((column) => !attendance.has(column));

  it("has parameters with defaults that normalise to themselves, and a JSON Schema", () => {
    const parameters = normaliseParameters(strategy, {});
    expect(normaliseParameters(strategy, parameters)).toEqual(parameters);
    expect(parameterSchema(strategy)).toMatchObject({ type: "object", properties: expect.anything() });
    expect(() => normaliseParameters(strategy, { unheardOf: 1 })).toThrow("unheardOf");
  });

  it("matches most of a plausible block, nearest first, without the school itself, its lineage or duplicates", () => {
    const schools = world.map((school, at) => ({ ...school, lineage: at % 3 === 0 ? school.urn : world[at - 1]!.urn }));
    const { found, peers } = matched(schools);
    const required = strategy
      .columns(normaliseParameters(strategy, {}))
      .filter(({ missing }) => missing === "required");
    const matchable = schools.filter((school) =>
      required.every(({ column }) => !Number.isNaN(figureOf(school, column))),
    );
    expect(peers.size).toBeGreaterThan(matchable.length * 0.9);
    expectSound(schools, found);
  });

  it("returns the same distance and shares for a peer as `between` does", () => {
    const pool = poolOf(world);
    const { matches, between } = strategy.match(pool, normaliseParameters(strategy, {}));
    const pairs = matches
      .flatMap((found) => ("peers" in found ? found.peers.map((peer) => ({ ...peer, from: found.row })) : []))
      .map(({ from, row, ...peer }) => ({ peer, between: between(from, row) }));
    expect(pairs.length).toBeGreaterThan(1000);
    expect(pairs.map((pair) => pair.between)).toEqual(pairs.map(({ peer }) => peer));
  });

  it("gives two schools alone the same result as all schools together", () => {
    const parameters = normaliseParameters(strategy, {});
    const all = strategy.match(poolOf(world), parameters).matches;
    const pool = buildPool(frameOfSchools(world), "SECONDARY", { queries: [7, 40] });
    const two = strategy.match(pool, parameters).matches;
    expect([7, 40].map((row) => two.find((one) => one.row === row))).toEqual(
      [7, 40].map((row) => all.find((one) => one.row === row)),
    );
  });

  it("gives the same answer twice", () => {
    expect(matched(world)).toEqual(matched(world));
  });

  it("does not depend on the order of the schools or on other blocks", () => {
    const others = inventedSchools(50, 2).map((school) => ({
      ...school,
      urn: school.urn + 3,
      block: "SPECIAL" as const,
    }));
    const { found, learnt } = matched([...others, ...world].reverse());
    expect({ found, learnt }).toEqual({ found: matched(world).found, learnt: matched(world).learnt });
  });

  it.each<[string, object, (school: TestSchool, peer: TestSchool) => boolean]>([
    ["eligible peers only", {}, (_, peer) => peer.eligible !== false],
    ["publishedAttendance", {}, (_, peer) => !Number.isNaN(peer.attendance)],
    ["selectiveWithSelective", {}, (school, peer) => school.selective === peer.selective],
    ["notSameTrust", { notSameTrust: true }, (school, peer) => school.trust === null || school.trust !== peer.trust],
    ["sameRegion", { sameRegion: true }, (school, peer) => school.region !== null && school.region === peer.region],
    ["sameUrbanRural", { sameUrbanRural: true }, (school, peer) => school.urban === peer.urban],
    ["withinKm", { withinKm: 60 }, (school, peer) => kilometresBetween(school, peer) <= 60],
  ])("honours the constraint: %s", (_, constraints, holds) => {
    const { peers } = matched(world, constraints);
    expect(peers.size).toBeGreaterThan(0);
    const broken = [...peers].flatMap(([school, found]) => found.filter((peer) => !holds(school, peer)));
    expect(broken).toEqual([]);
  });

  it("treats a missing value as it declares", () => {
    const whole = inventedSchools(120, 3).filter((school) => !Object.values(school).some(Number.isNaN));
    for (const { column, missing } of uses) {
      const lacking = { ...whole[5]!, [column]: Number.NaN };
      const { found, peers } = matched(whole.with(5, lacking));
      const result = found.find(({ urn }) => urn === lacking.urn)!;
      if (missing === "required") {
        expect(result).toEqual({ urn: lacking.urn, unmatched: "MISSING_CIRCUMSTANCES", missing: [column] });
        expect([...peers.values()].flat().map(({ urn }) => urn)).not.toContain(lacking.urn);
      } else {
        expect(result).toHaveProperty("peers");
        expect("imputed" in result && result.imputed).toEqual(missing === "median" ? [column] : false);
      }
    }
  });

  it("handles an empty block and a block of one", () => {
    expect(matched([]).found).toEqual([]);
    const alone = world.find((school) => !Object.values(school).some(Number.isNaN))!;
    expect(matched([alone]).found).toEqual([{ urn: alone.urn, unmatched: "NO_CANDIDATES", missing: [] }]);
  });

  it("returns all candidates, of its band if it keeps to one, if there are fewer than k, and warns", () => {
    const few = world.filter((school) => !Object.values(school).some(Number.isNaN) && !school.selective).slice(0, 8);
    const { found, peers, warnings } = matched(few);
    expectSound(few, found);
    const eligible = few.filter((school) => school.eligible);
    const bandOf = new Map(found.map((school) => [school.urn, "band" in school ? school.band : undefined]));
    for (const [school, found] of peers) {
      const band = bandOf.get(school.urn);
      const mayBePeer = (one: TestSchool) =>
        !band || band.relaxed.length > 0 || bandOf.get(one.urn)?.label === band.label;
      expect(new Set(found)).toEqual(new Set(eligible.filter((one) => one !== school && mayBePeer(one))));
    }
    expect(warnings.join()).toMatch(/\d+ schools? (has|have) (fewer than \d+ peers?|no cell-mate)/);
  });

  it("handles a column that no school has, and warns", () => {
    const column = compared.at(-1)!;
    const without = world.map((school) => ({ ...school, [column]: Number.NaN }));
    const { found, peers, warnings } = matched(without);
    expectSound(without, found);
    expect(peers.size).toBeGreaterThan(without.length / 2);
    expect(warnings).toContain(`no school in the block with published attendance has ${column}`);
  });

  it("handles a column that is the same for all, and warns", () => {
    const [column] = compared;
    const constant = world.map((school) => ({ ...school, [column!]: 0.1 }));
    const { found, warnings } = matched(constant);
    expectSound(constant, found);
    expect(warnings).toContain(`${column} is the same for every school in the block and has no effect`);
  });

  it("does not depend on the unit of a figure", () => {
    // Powers of two, so that nothing is rounded. Not roll, whose logarithm would be, nor urban, which is 0 or 1.
    const figures = compared.filter((column) => column !== "roll" && column !== "urban");
    const inOtherUnits = world.map((school) => ({
      ...school,
      ...Object.fromEntries(figures.map((column, at) => [column, figureOf(school, column) * 2 ** (at - 3)])),
    }));
    const peersOf = (schools: readonly TestSchool[]) =>
      matched(schools).found.map((school) => "peers" in school && school.peers);
    expect(peersOf(inOtherUnits)).toEqual(peersOf(world));
  });

  it("handles schools that are equal in everything", () => {
    const twins = world.flatMap((school) => [
      school,
      { ...school, urn: school.urn + 1 },
      { ...school, urn: school.urn + 2 },
    ]);
    expectSound(twins, matched(twins).found);
  });

  it("handles an extreme outlier", () => {
    const outlier = { ...world[9]!, roll: 250_000, fsm: 100, eal: 100, senSupport: 100, ehcPlans: 100, idaci: 1 };
    const schools = world.with(9, outlier);
    expectSound(schools, matched(schools).found);
  });
});

const figureOf = (school: TestSchool, column: string) => school[column as keyof TestSchool] as number;

function matchWith(strategy: Strategy, schools: readonly TestSchool[], constraints: object) {
  const result = match(strategy, schools, {}, constraints);
  const byUrn = new Map(schools.map((school) => [school.urn, school]));
  const peers = new Map<TestSchool, TestSchool[]>();
  for (const school of result.schools) {
    if ("peers" in school)
      peers.set(
        byUrn.get(school.urn)!,
        school.peers.map((urn) => byUrn.get(urn)!),
      );
  }
  return { found: result.schools, peers, warnings: result.warnings, learnt: result.learnt };
}

/** Checks the result itself, independently of the engine's checks. */
function expectSound(schools: readonly TestSchool[], found: readonly SchoolMatching[]) {
  const lineage = new Map(schools.map((school) => [school.urn, school.lineage ?? school.urn]));
  const matched = found.filter((school) => "peers" in school);
  const bad = (isBad: (school: Matched) => boolean) => matched.filter(isBad).map(({ urn }) => urn);
  expect({
    ownPeer: bad(({ urn, peers }) => peers.includes(urn)),
    ownLineage: bad(({ urn, peers }) => peers.some((peer) => lineage.get(peer) === lineage.get(urn))),
    unknownPeers: bad(({ peers }) => peers.some((peer) => !lineage.has(peer))),
    duplicates: bad(({ peers }) => new Set(peers).size < peers.length),
    noDistance: bad(({ distances }) => !distances.every((distance) => Number.isFinite(distance) && distance >= 0)),
    outOfOrder: bad(({ peers, distances }) =>
      peers.some((peer, at) => {
        const increase = distances[at]! - distances[at - 1]!;
        return increase < 0 || (increase === 0 && peer < peers[at - 1]!);
      }),
    ),
  }).toEqual({ ownPeer: [], ownLineage: [], unknownPeers: [], duplicates: [], noDistance: [], outOfOrder: [] });
}

function kilometresBetween(a: TestSchool, b: TestSchool): number {
  return Math.hypot(a.easting! - b.easting!, a.northing! - b.northing!) / 1000;
}
