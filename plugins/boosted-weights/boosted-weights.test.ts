import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Matched } from "../../src/matching/result.js";
import { foldOfUrn } from "../../src/strategy/out-of-fold.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import nearestNeighbour from "../nearest-neighbour/index.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}) =>
  matchSchools(strategy, schools, { minLeaf: 5, trees: 30, ...parameters });

type Learnt = {
  schools: number;
  trees: number;
  seed: number;
  outOfFoldR2: number | null;
  outOfFoldRmse: number | null;
  importances: Record<string, number>;
  weights: Record<string, number>;
};
const learntFrom = (schools: readonly TestSchool[], parameters: object = {}) =>
  match(schools, parameters).learnt as Learnt;
const peersOf = (schools: readonly TestSchool[], parameters: object = {}) =>
  match(schools, parameters).schools.map((school) => "peers" in school && school.peers);

/** Attendance falls with FSM, and with EAL only where SEN support is low; EHC plans have no effect. */
const world = Array.from({ length: 200 }, (_, at) => {
  const [fsm, senSupport, eal, ehcPlans] = [(at * 7) % 61, (at * 11) % 31, (at * 13) % 53, (at * 17) % 8];
  return {
    urn: 1000 + at,
    fsm,
    senSupport,
    eal,
    ehcPlans,
    attendance: 97 - fsm / 10 - (senSupport < 15 ? eal / 20 : 0),
  };
});
const attributes = ["ehcPlans", "fsm", "eal", "senSupport"];

describe("learning", () => {
  it("gives weight to what attendance goes with, also in combination, and almost none to what has no effect", () => {
    const { weights, importances, outOfFoldR2, outOfFoldRmse, ...kept } = learntFrom(world, { attributes });
    expect(weights.fsm).toBeGreaterThan(0.5);
    expect(Math.min(weights.eal!, weights.senSupport!)).toBeGreaterThan(0.02);
    expect(weights.ehcPlans).toBeLessThan(0.01);
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(importances.fsm! / importances.eal!).toBeCloseTo(weights.fsm! / weights.eal!, 10);
    expect(outOfFoldR2).toBeGreaterThan(0.9);
    expect(outOfFoldRmse).toBeLessThan(0.7);
    expect(kept).toEqual({ schools: 200, trees: 30, seed: 1 });
  });

  it("gives these bits on every machine", () => {
    const { importances, outOfFoldRmse } = learntFrom(world, { attributes });
    expect({ ...importances, outOfFoldRmse }).toEqual({
      eal: 0.20435987133666128,
      ehcPlans: 0.0005656403210288752,
      fsm: 5.10657849829525,
      senSupport: 0.7438104552224863,
      outOfFoldRmse: 0.4647233080387032,
    });
  });

  it("counts a negative importance as 0", () => {
    const { importances, weights } = learntFrom(inventedSchools(200), { attributes, trees: 100 });
    const negative = Object.keys(importances).filter((column) => importances[column]! < 0);
    expect(negative.length).toBeGreaterThan(0);
    expect(negative.map((column) => weights[column])).toEqual(negative.map(() => 0));
  });

  it("depends on the seed only by how attributes are shuffled", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => learntFrom(world, { attributes, seed }));
    expect(again).toEqual(first);
    expect(other!.outOfFoldR2).toBe(first!.outOfFoldR2);
    expect(other!.importances).not.toEqual(first!.importances);
  });

  it("is the same for figures in another unit or as logarithms: only their order matters", () => {
    const squared = world.map((school) => ({ ...school, fsm: school.fsm ** 2 / 7 }));
    const logarithms = attributes.map((column) => ({ column, log: true }));
    const { weights } = learntFrom(world, { attributes });
    expect(learntFrom(squared, { attributes }).weights).toEqual(weights);
    expect(learntFrom(world, { attributes: logarithms }).weights).toEqual(weights);
  });

  it("uses the mean of those of the last three years that are published", () => {
    const years = world.map((school) => ({
      ...school,
      attendance: school.attendance + 2,
      [school.urn % 2 ? "attendanceYearBefore" : "attendanceTwoYearsBefore"]: school.attendance - 2,
    }));
    expect(learntFrom(years, { attributes }).weights.fsm).toBeCloseTo(
      learntFrom(world, { attributes }).weights.fsm!,
      10,
    );
  });

  it("uses only reference schools that have every attribute", () => {
    const strangers = world.map((school) => ({ ...school, urn: school.urn + 500, attendance: 50, reference: false }));
    const gaps = world.map((school) => ({ ...school, urn: school.urn + 800, attendance: 50, eal: Number.NaN }));
    const learnt = learntFrom(world, { attributes });
    expect(learntFrom([...world, ...strangers], { attributes })).toEqual(learnt);
    expect(learntFrom([...world, ...gaps], { attributes })).toEqual(learnt);
  });
});

it("leaves a school's own attendance out of the model that predicts it", () => {
  // Of two folds one has 90 throughout, so each school of the other is predicted as 90, whatever its own attendance.
  const odd = world.map((school) => (foldOfUrn(school.urn, 2) === 0 ? { ...school, attendance: 90 } : school));
  const { outOfFoldRmse } = learntFrom(odd, { attributes, folds: 2 });
  const attendance = odd.filter((school) => foldOfUrn(school.urn, 2) === 1).map((school) => school.attendance);
  expect(outOfFoldRmse).toBeGreaterThan(Math.sqrt(meanSquareAbout(90, attendance) / 2));
});

describe("if nothing can be learnt", () => {
  it.each([
    ["attendance does not vary", world.map((school) => ({ ...school, attendance: 95.1 })), 200],
    ["there are too few schools for a split", world.slice(0, 9), 9],
    ["there is one school", world.slice(0, 1), 1],
  ])("weighs all attributes the same, and warns: %s", (_, schools, count) => {
    const { learnt, warnings } = match(schools, { attributes });
    expect(learnt).toMatchObject({
      schools: count,
      weights: { ehcPlans: 0.25, fsm: 0.25, eal: 0.25, senSupport: 0.25 },
    });
    expect(warnings).toContain("no attribute helps to predict attendance: all attributes weigh the same");
  });
});

it("warns when there are few schools to learn from, or predictions are no better than the mean", () => {
  expect(match(world, { attributes }).warnings).toEqual([]);
  expect(match(world.slice(0, 40), { attributes }).warnings).toContain(
    "only 40 schools to learn the weights of 4 attributes from",
  );
  expect(match(inventedSchools(200)).warnings).toContain(
    "out of sample, the predictions are no better than the mean attendance",
  );
});

it("finds the same peers as nearest-neighbour with the learnt weights", () => {
  const { schools, learnt } = match(world, { attributes });
  const weights = Object.entries((learnt as Learnt).weights).filter(([, weight]) => weight > 0);
  const same = matchSchools(nearestNeighbour, world, { attributes: Object.fromEntries(weights) }).schools;
  expect(schools.map((school) => (school as Matched).peers)).toEqual(same.map((school) => (school as Matched).peers));
});

it("replaces a missing figure by the block's median, and marks the school", () => {
  const gap = world.with(3, { ...world[3]!, eal: Number.NaN });
  expect(match(gap, { attributes }).schools[3]).toMatchObject({ imputed: ["eal"] });
  expect(peersOf(gap, { attributes: ["eal"] })[3]).toBe(false);
});

it.each([{ trees: 501 }, { depth: 6 }, { folds: 1 }, { learningRate: 0 }, { minLeaf: 0 }, { permutations: 11 }])(
  "refuses %j",
  (parameters) => {
    expect(() => normaliseParameters(strategy, parameters)).toThrow(Object.keys(parameters)[0]!);
  },
);

const meanSquareAbout = (centre: number, values: readonly number[]) =>
  values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
