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

function asking(schools: readonly TestSchool[], of: unknown, parameters: object, constraints: object = {}) {
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

describe("a pair of schools", () => {
  const ask = asking(four, nearestNeighbour, { attributes: scales, k: 1 });

  it("is told its figures, its distance and what made it", () => {
    const told = ask(1, 2);
    expect(told.values).toEqual([
      { column: "eal", own: 10, other: 20 },
      { column: "fsm", own: 10, other: 20 },
    ]);
    expect(told.distance).toBeCloseTo(Math.sqrt(1.6), 12);
    expect(told.shares).toEqual([
      { attribute: "eal", share: 0.5 },
      { attribute: "fsm", share: 0.5 },
    ]);
    expect(told.kilometres).toBe(5);
  });

  it("is told whether each is the other's peer, and its rank in both directions", () => {
    // From 2: 1 at the root of 1.6, 3 as well (.8 + .2 x 4), 4 at the root of .8 x 4 + .2.
    const { standing, reverse } = ask(1, 2);
    const common = { candidates: 3, peers: 1, rules: [], missing: [] };
    expect(standing).toEqual({ ...common, place: 1, rank: 1, lastDistance: 1.264911064067, reason: null });
    expect(reverse).toEqual({ ...common, place: 1, rank: 1, lastDistance: 1.264911064067, reason: null });
  });

  it("is farther than the last peer: the distance stands beside that of the last", () => {
    const { distance, standing, reverse } = ask(2, 3);
    expect(distance).toBe(standing.lastDistance);
    expect(standing).toMatchObject({ place: null, rank: 2, reason: "FARTHER" });
    // From 3: 4 at the root of .8 + .2, nearer than 2.
    expect(reverse).toMatchObject({ place: null, rank: 2, candidates: 3, lastDistance: 1, reason: "FARTHER" });
  });

  it("has no shares at distance 0", () => {
    const equal = asking([...four, { urn: 5, fsm: 10, eal: 10 }], nearestNeighbour, { attributes: scales });
    expect(equal(1, 5)).toMatchObject({ distance: 0, shares: [], standing: { place: 1 } });
  });

  it("may be one and the same", () => {
    expect(ask(1, 1)).toMatchObject({ distance: 0, standing: { reason: "SAME_SCHOOL", place: null, rank: null } });
  });

  it("is not explained to a school that is not of the run", () => {
    expect(() => ask(9, 1)).toThrow("School 9 is not in the run's population");
  });
});

describe("why a school is not among the peers:", () => {
  const world: TestSchool[] = [
    ...four,
    { urn: 5, fsm: 10, eal: 10, trust: 7, lineage: 4, eligible: false, attendance: Number.NaN },
    { urn: 6, eal: 10 },
    { urn: 7, fsm: 10, eal: 10, block: "PRIMARY" },
  ];
  const ask = asking(world, nearestNeighbour, { attributes: scales }, { notSameTrust: true, withinKm: 4 });

  it("rules keep it away, and every one is named", () => {
    expect(ask(4, 5).standing).toMatchObject({
      reason: "EXCLUDED",
      rules: ["seeksOnly", "publishedAttendance", "lineage", "notSameTrust", "withinKm"],
      rank: null,
      candidates: 0,
    });
    expect(ask(1, 2).standing).toMatchObject({ reason: "EXCLUDED", rules: ["withinKm"] });
    expect(ask(1, 2).distance).toBeCloseTo(Math.sqrt(1.6), 12);
  });

  it("the school itself lacks figures", () => {
    const { standing, reverse } = asking(world, nearestNeighbour, { attributes: scales })(6, 1);
    expect(standing).toMatchObject({ reason: "MISSING_CIRCUMSTANCES", missing: ["fsm"], candidates: 0 });
    expect(reverse).toMatchObject({ reason: "NOT_COMPARABLE", missing: ["fsm"], rank: null });
  });

  it("it is of another block, or of none", () => {
    expect(ask(1, 7)).toMatchObject({
      distance: null,
      standing: { reason: "DIFFERENT_BLOCK" },
      reverse: { reason: "DIFFERENT_BLOCK" },
    });
    expect(ask(1, 999)).toMatchObject({
      values: [
        { column: "eal", own: 10, other: null },
        { column: "fsm", own: 10, other: null },
      ],
      kilometres: null,
      standing: { reason: "NOT_IN_POPULATION" },
      reverse: { reason: "NOT_IN_POPULATION", candidates: 0 },
    });
  });

  it("the two have too little in common", () => {
    const halves = [
      { urn: 1, fsm: 10 },
      { urn: 2, eal: 10 },
      { urn: 3, fsm: 20, eal: 20 },
    ];
    const told = asking(halves, gower, { numeric: { fsm: 1, eal: 1 }, coverage: 0.5 })(1, 2);
    expect(told).toMatchObject({
      distance: null,
      standing: { reason: "NOT_COMPARABLE", missing: ["fsm"], candidates: 1 },
    });
  });

  it("a nearer one is passed over for one near home, or of the same band", () => {
    const row = [0, 1, 90].map((km, at) => ({
      urn: at + 1,
      fsm: [10, 30, 11][at]!,
      easting: 400_000 + 1000 * km,
      northing: 200_000,
    }));
    expect(asking(row, localFirst, { attributes: { fsm: 1 }, k: 1 })(1, 3).standing).toMatchObject({
      reason: "PASSED_OVER",
      rank: 1,
      place: null,
    });
    const bands = [1, 2, 3].map((urn) => ({ urn, fsm: 10, urban: urn === 2 ? 0 : 1, roll: 500, eal: 5 }));
    expect(asking(bands, ruleBands, { fewest: 1 })(1, 2).standing).toMatchObject({ reason: "PASSED_OVER", rank: 1 });
  });
});
