import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Matched } from "../../src/matching/result.js";
import type { Block } from "../../src/population/population.js";
import { match as matchSchools } from "../../test/support/match.js";
import type { TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, block: Block = "SECONDARY") =>
  matchSchools(
    strategy,
    schools.map((school) => ({ ...school, block })),
    parameters,
    {},
    block,
  );

/** Ranges: 1,000 pupils, 50 points of FSM, 4 of EHC plans. */
const schools = [
  { urn: 1, roll: 200, fsm: 10, ehcPlans: 1 },
  { urn: 2, roll: 1200, fsm: 10, ehcPlans: 1 },
  { urn: 3, roll: 200, fsm: 60, ehcPlans: 1 },
  { urn: 4, roll: 200, fsm: 10, ehcPlans: 5 },
  { urn: 5, roll: 700, fsm: 35, ehcPlans: 3 },
];

describe("distance", () => {
  it("is the root of .5, .4 and .1 times the squared range-scaled differences", () => {
    const [first] = match(schools).schools as Matched[];
    expect(first).toMatchObject({
      peers: [4, 5, 3, 2],
      distances: [0.1, 0.25, 0.4, 0.5].map((square) => Math.round(Math.sqrt(square) * 1e12) / 1e12),
    });
    expect(first!.shares[1]).toEqual([0.1, 0.4, 0.5]);
  });

  it("uses the range of the reference schools only", () => {
    const giant = { urn: 6, roll: 9000, fsm: 10, ehcPlans: 1, reference: false };
    const [first] = match([...schools, giant]).schools as Matched[];
    expect(first!.distances[first!.peers.indexOf(2)]).toBeCloseTo(Math.sqrt(0.5), 12);
  });
});

describe("the school's own region", () => {
  /** 1 to 9 points of FSM away; every second school is in London. */
  const row = Array.from({ length: 10 }, (_, at) => ({
    urn: at + 1,
    fsm: at,
    region: at % 2 ? "London" : "North East",
  }));
  const attributes = { fsm: 1 };
  const peersOf = (region: string, parameters: object) => {
    const [first] = match(row.with(0, { ...row[0]!, region }), parameters).schools as Matched[];
    return first!.peers;
  };

  it("comes first among the nearest, which are returned in order of distance", () => {
    expect(peersOf("London", { attributes, among: 6, k: 4 })).toEqual([2, 3, 4, 6]);
  });

  it("does not bring in schools beyond the nearest", () => {
    expect(peersOf("London", { attributes, among: 4, k: 4 })).toEqual([2, 3, 4, 5]);
  });

  it("matches no school if it is unknown", () => {
    const unknown = row.map((school) => ({ ...school, region: school.region === "London" ? null : school.region }));
    const [first] = match(unknown.with(0, { ...unknown[0]!, region: null }), { attributes, among: 6, k: 4 }).schools;
    expect(first).toMatchObject({ peers: [2, 3, 4, 5] });
  });

  it("has no effect if k is at least `among`", () => {
    expect(peersOf("London", { attributes, among: 2, k: 6 })).toEqual([2, 3, 4, 5, 6, 7]);
  });
});

describe("missing values", () => {
  it("are replaced by the block's median and flagged, however many there are", () => {
    const { schools: found } = match([...schools, { urn: 6, fsm: 10 }]);
    // Medians: 200 pupils, 1% with plans
    expect(found.at(-1)).toMatchObject({ urn: 6, peers: { 0: 1 }, distances: { 0: 0 }, imputed: ["ehcPlans", "roll"] });
  });

  it("leave a school without any figure unmatched", () => {
    expect(match([...schools, { urn: 6 }]).schools.at(-1)).toEqual({
      urn: 6,
      unmatched: "MISSING_CIRCUMSTANCES",
      missing: ["ehcPlans", "fsm", "roll"],
    });
  });
});

it("warns that special schools are compared without their pupils' needs", () => {
  expect(match(schools, {}, "SPECIAL").warnings).toContain(
    "special schools are compared without their pupils' needs: there are no columns for them",
  );
  expect(match(schools).warnings.join()).not.toContain("special");
});

it("defaults to 29 peers from the nearest 60", () => {
  expect(normaliseParameters(strategy, {})).toMatchObject({ among: 60, k: 29 });
});
