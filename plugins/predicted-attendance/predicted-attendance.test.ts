import { describe, expect, it } from "vitest";
import type { Matched } from "../../src/matching/result.js";
import { fitLeastSquares } from "../../src/strategy/least-squares.js";
import { foldOfUrn } from "../../src/strategy/out-of-fold.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, constraints: object = {}) =>
  matchSchools(strategy, schools, parameters, constraints);

type Learnt = { schools: number; coefficients: Record<string, number>; outOfFoldR2: number | null };

/** Attendance falls by 1 point per 10 of FSM and by 0.5 per 10 of SEN support; EAL has no effect. */
const world = Array.from({ length: 60 }, (_, at) => {
  const [fsm, senSupport, eal] = [(at * 7) % 60, (at * 11) % 30, (at * 13) % 50];
  return { urn: 1000 + at, fsm, senSupport, eal, attendance: 97 - fsm / 10 - senSupport / 20 };
});
const attributes = ["fsm", "senSupport", "eal"];

describe("the distance", () => {
  it("is the difference in expected attendance, in percentage points", () => {
    const { schools } = match(world, { attributes, k: 59 });
    const first = schools[0] as Matched;
    for (const [at, peer] of first.peers.entries()) {
      const expected = Math.abs(world[peer - 1000]!.attendance - world[0]!.attendance);
      expect(first.distances[at]).toBeCloseTo(expected, 10);
    }
    expect(first.shares.filter((share) => share !== null)).toContainEqual([1]);
  });

  it("does not depend on the school's own attendance", () => {
    const better = world.with(0, { ...world[0]!, attendance: 100 });
    const ofItsFold = (schools: readonly TestSchool[]) => {
      const { peers, distances } = match(schools, { attributes, k: 59 }).schools[0] as Matched;
      return peers.flatMap((peer, at) => (foldOfUrn(peer, 10) === foldOfUrn(1000, 10) ? [[peer, distances[at]]] : []));
    };
    expect(ofItsFold(world).length).toBeGreaterThan(0);
    expect(ofItsFold(better)).toEqual(ofItsFold(world));
  });

  it("uses the mean of those of the last three years that are published", () => {
    const years = world.map((school) => ({
      ...school,
      attendance: school.attendance + 2,
      ...(school.urn % 2
        ? { attendanceYearBefore: school.attendance - 2 }
        : { attendanceTwoYearsBefore: school.attendance - 2 }),
    }));
    const peers = match(years, { attributes }).schools.map((school) => "peers" in school && school.peers);
    expect(peers).toEqual(match(world, { attributes }).schools.map((school) => "peers" in school && school.peers));
  });
});

describe("learning", () => {
  it("returns points of attendance per standard deviation, and the variance explained out of fold", () => {
    const learnt = match(world, { attributes }).learnt as Learnt;
    const sd = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    };
    expect(learnt.schools).toBe(60);
    expect(learnt.coefficients.fsm).toBeCloseTo(-sd(world.map(({ fsm }) => fsm)) / 10, 10);
    expect(learnt.coefficients.senSupport).toBeCloseTo(-sd(world.map(({ senSupport }) => senSupport)) / 20, 10);
    expect(learnt.coefficients.eal).toBeCloseTo(0, 10);
    expect(learnt.outOfFoldR2).toBeCloseTo(1, 10);
  });

  it("warns when predictions are no better than the mean, as with noise", () => {
    const { learnt, warnings } = match(inventedSchools(150));
    expect((learnt as Learnt).outOfFoldR2).toBeLessThan(0);
    expect(warnings).toContain("out of sample, the predictions are no better than the mean attendance");
  });

  it("uses only reference schools", () => {
    const strangers = world.map((school) => ({ ...school, urn: school.urn + 500, attendance: 50, reference: false }));
    expect(match([...world, ...strangers], { attributes }).learnt).toEqual(match(world, { attributes }).learnt);
  });

  it("learns nothing, and matches no school, if no school has attendance", () => {
    const withoutAttendance = world.map((school) => ({ ...school, attendance: Number.NaN, reference: false }));
    const { schools, learnt, warnings } = match(withoutAttendance, { attributes }, { publishedAttendance: false });
    expect(schools[0]).toEqual({ urn: 1000, unmatched: "NO_CANDIDATES", missing: [] });
    expect(learnt).toMatchObject({ schools: 0, outOfFoldR2: null });
    expect(warnings).toContain("only 0 schools to learn how attendance goes with 3 attributes");
  });
});

describe("least squares", () => {
  const rows = [0, 1, 2, 3];
  const x = Float64Array.of(1, 2, 3, 4);

  it("fits intercept and slope of a textbook example", () => {
    const { intercept, coefficients } = fitLeastSquares([x], Float64Array.of(6, 5, 7, 10), rows);
    expect([intercept, ...coefficients]).toEqual([3.5, 1.4]);
  });

  it("gives 0 to a column that follows from those before it, and to one that does not vary", () => {
    const columns = [x, x.map((value) => 2 * value + 1), x.map(() => 3)];
    const { coefficients } = fitLeastSquares(columns, Float64Array.of(6, 5, 7, 10), rows);
    expect([...coefficients]).toEqual([1.4, 0, 0]);
  });
});

it("folds are about equal in size, and depend only on the URN", () => {
  const counts = new Array<number>(10).fill(0);
  for (let urn = 100_000; urn < 110_000; urn++) counts[foldOfUrn(urn, 10)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1100);
});
