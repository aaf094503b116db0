import { describe, expect, it } from "vitest";
import gower from "../../plugins/gower/index.js";
import localFirst from "../../plugins/local-first/index.js";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import ruleBands from "../../plugins/rule-bands/index.js";
import { explainPair } from "../../src/matching/explain/explain.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { frameOfSchools } from "../support/match.js";
import type { TestSchool } from "../support/population.js";

function explaining(schools: readonly TestSchool[], of: unknown, parameters: object, constraints: object = {}) {
  const strategy = of as Strategy;
  const question = {
    frame: frameOfSchools(schools, constraints),
    strategy,
    parameters: normaliseParameters(strategy, parameters),
  };
  return (urn: number, other: number) => explainPair(question, urn, other);
}

/**
 * A difference of 10 in FSM is 1, of 5 in EAL 1; FSM weighs .8, EAL .2. From school 1: 2 at the root of .8 + .2 x 4 =
 * 1.6, 3 at the root of .8 x 4 = 3.2, 4 at the root of .8 x 9 + .2 = 7.4.
 */
const scales = { fsm: { weight: 8, scale: 10, required: true }, eal: { weight: 2, scale: 5 } };
const four = [
  { urn: 1, fsm: 10, eal: 10, easting: 400_000, northing: 200_000 },
  { urn: 2, fsm: 20, eal: 20, easting: 403_000, northing: 204_000 },
  { urn: 3, fsm: 30, eal: 10 },
  { urn: 4, fsm: 40, eal: 15, trust: 7 },
];

describe("explaining a pair of schools", () => {
  const explain = explaining(four, nearestNeighbour, { attributes: scales, k: 1 });

  it("returns figures, distance and shares", () => {
    const explanation = explain(1, 2);
    expect(explanation.values).toEqual([
      { column: "eal", own: 10, other: 20 },
      { column: "fsm", own: 10, other: 20 },
    ]);
    expect(explanation.distance).toBeCloseTo(Math.sqrt(1.6), 12);
    expect(explanation.shares).toEqual([
      { attribute: "eal", share: 0.5 },
      { attribute: "fsm", share: 0.5 },
    ]);
    expect(explanation.kilometres).toBe(5);
  });

  it("returns whether each is the other's peer, and the rank, in both directions", () => {
    // From 2: 1 at the root of 1.6, 3 as well (.8 + .2 x 4), 4 at the root of .8 x 4 + .2.
    const { standing, reverse } = explain(1, 2);
    const common = { candidates: 3, peers: 1, rules: [], missing: [] };
    expect(standing).toEqual({ ...common, place: 1, rank: 1, lastDistance: 1.264911064067, reason: null });
    expect(reverse).toEqual({ ...common, place: 1, rank: 1, lastDistance: 1.264911064067, reason: null });
  });

  it("returns FARTHER with the distance of the last peer", () => {
    const { distance, standing, reverse } = explain(2, 3);
    expect(distance).toBe(standing.lastDistance);
    expect(standing).toMatchObject({ place: null, rank: 2, reason: "FARTHER" });
    // From 3: 4 at the root of .8 + .2, nearer than 2.
    expect(reverse).toMatchObject({ place: null, rank: 2, candidates: 3, lastDistance: 1, reason: "FARTHER" });
  });

  it("returns no shares at distance 0", () => {
    const equal = explaining([...four, { urn: 5, fsm: 10, eal: 10 }], nearestNeighbour, { attributes: scales });
    expect(equal(1, 5)).toMatchObject({ distance: 0, shares: [], standing: { place: 1 } });
  });

  it("returns SAME_SCHOOL for one school twice", () => {
    expect(explain(1, 1)).toMatchObject({ distance: 0, standing: { reason: "SAME_SCHOOL", place: null, rank: null } });
  });

  it("throws if the school is not in the population", () => {
    expect(() => explain(9, 1)).toThrow("School 9 is not in the run's population");
  });
});

describe("the reason why a school is not a peer", () => {
  const world: TestSchool[] = [
    ...four,
    { urn: 5, fsm: 10, eal: 10, trust: 7, lineage: 4, eligible: false, attendance: Number.NaN },
    { urn: 6, eal: 10 },
    { urn: 7, fsm: 10, eal: 10, block: "PRIMARY" },
  ];
  const explain = explaining(world, nearestNeighbour, { attributes: scales }, { notSameTrust: true, withinKm: 4 });

  it("is EXCLUDED with the names of all rules against it", () => {
    expect(explain(4, 5).standing).toMatchObject({
      reason: "EXCLUDED",
      rules: ["seeksOnly", "publishedAttendance", "lineage", "notSameTrust", "withinKm"],
      rank: null,
      candidates: 0,
    });
    expect(explain(1, 2).standing).toMatchObject({ reason: "EXCLUDED", rules: ["withinKm"] });
    expect(explain(1, 2).distance).toBeCloseTo(Math.sqrt(1.6), 12);
  });

  it("is MISSING_CIRCUMSTANCES if the school itself lacks figures", () => {
    const { standing, reverse } = explaining(world, nearestNeighbour, { attributes: scales })(6, 1);
    expect(standing).toMatchObject({ reason: "MISSING_CIRCUMSTANCES", missing: ["fsm"], candidates: 0 });
    expect(reverse).toMatchObject({ reason: "NOT_COMPARABLE", missing: ["fsm"], rank: null });
  });

  it("is DIFFERENT_BLOCK, or NOT_IN_POPULATION for an unknown URN", () => {
    expect(explain(1, 7)).toMatchObject({
      distance: null,
      standing: { reason: "DIFFERENT_BLOCK" },
      reverse: { reason: "DIFFERENT_BLOCK" },
    });
    expect(explain(1, 999)).toMatchObject({
      values: [
        { column: "eal", own: 10, other: null },
        { column: "fsm", own: 10, other: null },
      ],
      kilometres: null,
      standing: { reason: "NOT_IN_POPULATION" },
      reverse: { reason: "NOT_IN_POPULATION", candidates: 0 },
    });
  });

  it("is NOT_COMPARABLE if the two share too few figures", () => {
    const halves = [
      { urn: 1, fsm: 10 },
      { urn: 2, eal: 10 },
      { urn: 3, fsm: 20, eal: 20 },
    ];
    const explanation = explaining(halves, gower, { numeric: { fsm: 1, eal: 1 }, coverage: 0.5 })(1, 2);
    expect(explanation).toMatchObject({
      distance: null,
      standing: { reason: "NOT_COMPARABLE", missing: ["fsm"], candidates: 1 },
    });
  });

  it("is PASSED_OVER if the strategy prefers a school near home or in the same band", () => {
    const row = [0, 1, 90].map((km, at) => ({
      urn: at + 1,
      fsm: [10, 30, 11][at]!,
      easting: 400_000 + 1000 * km,
      northing: 200_000,
    }));
    expect(explaining(row, localFirst, { attributes: { fsm: 1 }, k: 1 })(1, 3).standing).toMatchObject({
      reason: "PASSED_OVER",
      rank: 1,
      place: null,
    });
    const bands = [1, 2, 3].map((urn) => ({ urn, fsm: 10, urban: urn === 2 ? 0 : 1, roll: 500, eal: 5 }));
    expect(explaining(bands, ruleBands, { fewest: 1 })(1, 2).standing).toMatchObject({
      reason: "PASSED_OVER",
      rank: 1,
    });
  });
});
