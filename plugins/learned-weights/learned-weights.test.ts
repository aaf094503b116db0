import { describe, expect, it } from "vitest";
import type { Strategy } from "../../src/strategy/contract.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import nearestNeighbour from "../nearest-neighbour/index.js";
import strategy from "./index.js";
import { learnWeights, samplePairs, solveNonNegative } from "./learn.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, of: unknown = strategy) =>
  matchSchools(of as Strategy, schools, parameters);

type Learnt = { weights: Record<string, number>; r2: number | null; pairs: number; schools: number };
const learntFrom = (schools: readonly TestSchool[], parameters: object = {}) =>
  match(schools, parameters).learnt as Learnt;

/** Attendance goes with FSM alone. */
const world = Array.from({ length: 90 }, (_, at) => {
  const [fsm, senSupport, eal] = [(at * 7) % 60, (at * 11) % 30, (at * 13) % 50];
  return { urn: 1000 + at, fsm, senSupport, eal, attendance: 97 - fsm / 10 };
});
const attributes = ["fsm", "senSupport", "eal"];

describe("learning", () => {
  it("gives all weight to the attribute that goes with attendance, which explains the differences", () => {
    const learnt = learntFrom(world, { attributes, ridge: 1e-9 });
    expect(learnt.weights.fsm).toBeCloseTo(1, 6);
    expect(learnt.r2).toBeCloseTo(1, 6);
    expect(learnt).toMatchObject({ schools: 90, pairs: (90 * 89) / 2 });
  });

  it("gives equal weights to attributes that go equally with attendance; weights are not negative and sum to 1", () => {
    const twice = world.map((school) => ({ ...school, idaci: school.fsm / 100 }));
    const { weights } = learntFrom(twice, { attributes: [...attributes, "idaci"], ridge: 0.1 });
    expect(weights.fsm).toBeCloseTo(weights.idaci!, 10);
    expect(Math.min(...Object.values(weights))).toBeGreaterThanOrEqual(0);
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it("depends on the sampled pairs, and so only on the seed", () => {
    const schools = inventedSchools(100);
    const [first, again, other] = [1, 1, 2].map((seed) => learntFrom(schools, { pairs: 300, seed }));
    expect(again).toEqual(first);
    expect(other!.weights).not.toEqual(first!.weights);
  });

  it("uses only reference schools that have every attribute", () => {
    const strangers = world.map((school) => ({ ...school, urn: school.urn + 500, attendance: 50, reference: false }));
    const gaps = world.map((school) => ({ ...school, urn: school.urn + 700, eal: Number.NaN, fsm: 20, senSupport: 9 }));
    expect(learntFrom([...world, ...strangers], { attributes })).toEqual(learntFrom(world, { attributes }));
    expect(learntFrom([...world, ...gaps], { attributes }).schools).toBe(90);
  });

  it("gives all attributes the same weight if attendance does not vary, and warns", () => {
    const { learnt, warnings } = match(
      world.map((school) => ({ ...school, attendance: 95 })),
      { attributes },
    );
    expect(learnt).toMatchObject({ weights: { eal: 1 / 3, fsm: 1 / 3, senSupport: 1 / 3 }, r2: null });
    expect(warnings).toContain("no attribute goes with differences in attendance: all attributes weigh the same");
  });
});

it("fits a constant for a difference that all pairs have", () => {
  // Pairs (0, 1), (2, 3), …; attendance differs by 1, and by 2 more where the first attribute does.
  const first = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1);
  const second = Float64Array.of(0, 0, 0, 0, 0, 1, 0, 1);
  const attendance = Float64Array.of(90, 91, 90, 93, 90, 91, 90, 93);
  const pairs = [0, 2, 4, 6].map((i): [number, number] => [i, i + 1]);
  const { weights, r2 } = learnWeights([first, second], attendance, pairs, 1e-12);
  expect(weights).toEqual([expect.closeTo(1, 10), expect.closeTo(0, 10)]);
  expect(r2).toBeCloseTo(1, 10);
});

it("finds the same peers as nearest-neighbour with the learnt weights", () => {
  const schools = world.map((school) => ({ ...school, attendance: school.attendance - school.senSupport / 10 }));
  const { schools: found, learnt } = match(schools, { attributes });
  const weights = Object.entries((learnt as Learnt).weights).filter(([, weight]) => weight > 0);
  expect(weights.length).toBeGreaterThan(1);
  const same = match(schools, { attributes: Object.fromEntries(weights) }, nearestNeighbour).schools;
  expect(found.map((school) => "peers" in school && school.peers)).toEqual(
    same.map((school) => "peers" in school && school.peers),
  );
});

it("warns when there are few schools to learn from", () => {
  expect(match(world, { attributes }).warnings).toEqual([]);
  expect(match(world.slice(0, 30), { attributes }).warnings).toContain(
    "only 30 schools to learn the weights of 3 attributes from",
  );
});

describe("non-negative least squares", () => {
  /** Products of correlated random columns, and an outcome that some correlate with negatively. */
  const problem = (seed: number) => {
    const schools = inventedSchools(40, seed).map(({ fsm, eal, senSupport, ehcPlans, attendance }) =>
      [fsm!, fsm! + eal!, eal! + senSupport!, ehcPlans!, attendance! - fsm! / 20].map((value) => value || 0),
    );
    const product = (a: number, b: number) => schools.reduce((sum, row) => sum + row[a]! * row[b]!, 0) / 40;
    return {
      products: [0, 1, 2, 3].map((a) => Float64Array.from([0, 1, 2, 3], (b) => product(a, b))),
      withOutcome: Float64Array.from([0, 1, 2, 3], (a) => product(a, 4) - 40 * a * a),
    };
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("meets the Karush-Kuhn-Tucker conditions of an optimum: problem %i", (seed) => {
    const { products, withOutcome } = problem(seed);
    const ridge = 0.01;
    const found = solveNonNegative(products, withOutcome, ridge);
    for (const [j, weight] of found.entries()) {
      const gradient = products[j]!.reduce(
        (sum, value, i) => sum + value * found[i]!,
        ridge * weight - withOutcome[j]!,
      );
      expect(weight).toBeGreaterThanOrEqual(0);
      if (weight > 0) expect(Math.abs(gradient)).toBeLessThan(1e-9 * Math.abs(withOutcome[j]!) + 1e-9);
      else expect(gradient).toBeGreaterThanOrEqual(0);
    }
    expect(Math.max(...found)).toBeGreaterThan(0);
    expect(Math.min(...found)).toBe(0);
  });

  it("equals ordinary least squares if its coefficients are positive", () => {
    // 2a + b = 5, a + 3b = 10
    const found = solveNonNegative([Float64Array.of(2, 1), Float64Array.of(1, 3)], Float64Array.of(5, 10), 0);
    expect([...found]).toEqual([1, 3].map((value) => expect.closeTo(value, 12)));
  });
});

describe("pairs", () => {
  it("are all possible pairs if there are not too many", () => {
    expect(samplePairs([3, 5, 9], 3, 1)).toEqual([
      [3, 5],
      [3, 9],
      [5, 9],
    ]);
    expect(samplePairs([3], 3, 1)).toEqual([]);
  });

  it("are otherwise a sample of the given size, without pairs of a school with itself", () => {
    const rows = Array.from({ length: 50 }, (_, at) => at);
    const pairs = samplePairs(rows, 1000, 7);
    expect(pairs).toHaveLength(1000);
    expect(pairs.filter(([i, j]) => i === j)).toEqual([]);
    expect(new Set(pairs.flat()).size).toBe(50);
  });
});
