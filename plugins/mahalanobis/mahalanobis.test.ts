import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Matched } from "../../src/matching/result.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import { inverseRoot } from "./covariance.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}) => matchSchools(strategy, schools, parameters);

const root = Math.sqrt(0.8);

/** FSM and EAL, each of sample sd 2, correlated by .6. */
const five = [
  [3, 1],
  [1, 3],
  [-1, -3],
  [-3, -1],
  [0, 0],
].map(([fsm, eal], at) => ({ urn: at + 1, fsm: 10 + fsm! * root, eal: 10 + eal! * root }));

const both = { attributes: ["fsm", "eal"], ridge: 0 };

function between(schools: readonly unknown[], urn: number, peer: number) {
  const { peers, distances, shares } = schools.find((school) => (school as Matched).urn === urn) as Matched;
  const at = peers.indexOf(peer);
  return { distance: distances[at], shares: shares[at] };
}

describe("distance", () => {
  it("counts a difference against the correlation for more than one along it", () => {
    const { schools } = match(five, both);
    // In sds (1, 1) x 2 root .8 along, variance 1.6; (1, -1) x root .8 against, variance .4: both are 2.
    expect(between(schools, 1, 3).distance).toBe(2);
    expect(between(schools, 1, 2).distance).toBe(2);
    // (3, 1) x root .8 is 2 along and 2 against.
    expect(between(schools, 1, 4).distance).toBeCloseTo(Math.sqrt(8), 12);
  });

  it("is split into shares by the symmetric root of the covariance", () => {
    const { schools, attributes } = match(five, both);
    expect(attributes).toEqual(["eal", "fsm"]);
    expect(between(schools, 1, 3).shares).toEqual([0.5, 0.5]);
    // With a = 1.6^-1/2 and .4^-1/2 = 2a: fsm (2a + 2a) root .8, eal (2a - 2a) root .8.
    expect(between(schools, 1, 4).shares).toEqual([0, 1]);
  });

  it("does not depend on the unit of an attribute, even with a ridge", () => {
    const world = inventedSchools(60).map(({ urn, fsm, eal, idaci }) => ({ urn, fsm, eal, idaci }));
    const inThousandths = world.map((school) => ({ ...school, idaci: school.idaci! * 1000 }));
    const attributes = ["fsm", "eal", "idaci"];
    const peersOf = (schools: TestSchool[]) =>
      match(schools, { attributes, ridge: 0.1 }).schools.map((school) => "peers" in school && school.peers);
    expect(peersOf(inThousandths)).toEqual(peersOf(world));
  });

  it("pools the covariance within regions, about each region's mean, with covariance `region`", () => {
    // The regions' means are far apart along (1, 1); within a region FSM and EAL are as in `five`.
    const north = five.map((school) => ({ ...school, region: "North" }));
    const south = five.map(({ urn, fsm, eal }) => ({ urn: urn + 10, fsm: fsm + 50, eal: eal + 50, region: "South" }));
    const pooled = match([...north, ...south], { ...both, covariance: "region" }).schools;
    expect(between(pooled, 1, 3).distance).toBeCloseTo(2, 12);
    expect(between(match([...north, ...south], both).schools, 1, 3).distance).toBeLessThan(1);
  });
});

describe("attributes that follow from each other", () => {
  const twice = five.map((school) => ({ ...school, idaci: school.fsm / 100 }));
  const attributes = ["fsm", "idaci", "eal"];

  it("fail the run without a ridge, and are named", () => {
    expect(() => match(twice, { attributes, ridge: 0 })).toThrow(
      "block SECONDARY: some of eal, fsm, idaci follow from the others",
    );
  });

  it("count about once with a ridge", () => {
    const { schools } = match(twice, { attributes });
    expect(between(schools, 1, 3).distance).toBeCloseTo(2, 5);
  });
});

describe("missing values", () => {
  it("leave a school unmatched, and out of all peers and the covariance", () => {
    const { schools } = match([...five, { urn: 9, fsm: 99 }], both);
    expect(schools.at(-1)).toEqual({ urn: 9, unmatched: "MISSING_CIRCUMSTANCES", missing: ["eal"] });
    expect(between(schools, 1, 3).distance).toBeCloseTo(2, 12);
    expect((schools[0] as Matched).peers).not.toContain(9);
  });

  it("in the whole block drop the attribute, and give a warning", () => {
    const { schools, warnings } = match(five, { attributes: ["fsm", "eal", "ks2"], ridge: 0 });
    expect(between(schools, 1, 3).distance).toBe(2);
    expect(warnings).toContain("no school in the block with published attendance has ks2");
  });
});

it("warns when there are no more schools than attributes", () => {
  const { warnings, schools } = match(five.slice(0, 2), { attributes: ["fsm", "eal"] });
  expect(warnings).toContain("2 schools are too few to measure how 2 attributes vary together");
  expect(schools[0]).toMatchObject({ peers: [2] });
});

describe("parameters", () => {
  it("name attributes as a name or an object, in any order, without duplicates", () => {
    const long = normaliseParameters(strategy, { attributes: [{ column: "roll", log: true }, { column: "fsm" }] });
    expect(normaliseParameters(strategy, { attributes: ["fsm", { column: "roll", log: true }] })).toEqual(long);
    expect(() => normaliseParameters(strategy, { attributes: ["fsm", "fsm"] })).toThrow("no attribute twice");
  });
});

describe("the inverse root", () => {
  it("squared and multiplied by its matrix gives the identity", () => {
    const matrix = [
      [4, 2, 0.5],
      [2, 3, -1],
      [0.5, -1, 2],
    ].map((row) => Float64Array.from(row));
    const product = (a: readonly Float64Array[], b: readonly Float64Array[]) =>
      a.map((row) => b.map((_, j) => row.reduce((sum, value, at) => sum + value * b[at]![j]!, 0)));
    const found = inverseRoot(matrix)!;
    const one = product(
      product(found, found).map((row) => Float64Array.from(row)),
      matrix,
    );
    for (const [i, row] of one.entries()) {
      for (const [j, value] of row.entries()) expect(value).toBeCloseTo(i === j ? 1 : 0, 14);
    }
  });

  it("is null if a row is a multiple of another", () => {
    expect(inverseRoot([Float64Array.of(1, 2), Float64Array.of(2, 4)])).toBeNull();
  });
});
