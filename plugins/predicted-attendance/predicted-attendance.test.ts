import { describe, expect, it } from "vitest";
import type { Matched } from "../../src/matching/result.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";
import { fitLeastSquares } from "./least-squares.js";
import { foldOfUrn } from "./out-of-fold.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, constraints: object = {}) =>
  matchSchools(strategy, schools, parameters, constraints);

type Learnt = { schools: number; coefficients: Record<string, number>; outOfFoldR2: number | null };

/** Attendance falls by a point for every ten of FSM, and by a half for every ten of SEN support; EAL does nothing. */
const world = Array.from({ length: 60 }, (_, at) => {
  const [fsm, senSupport, eal] = [(at * 7) % 60, (at * 11) % 30, (at * 13) % 50];
  return { urn: 1000 + at, fsm, senSupport, eal, attendance: 97 - fsm / 10 - senSupport / 20 };
});
const attributes = ["fsm", "senSupport", "eal"];

describe("the distance", () => {
  it("is the difference of what is to be expected, in points of attendance", () => {
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

  it("goes by the mean of whichever of the last three years are known", () => {
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

describe("what was learnt", () => {
  it("is kept: points of attendance for a standard deviation, and the variance explained out of fold", () => {
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

  it("does not flatter itself: noise explains nothing out of fold, and that is told", () => {
    const { learnt, warnings } = match(inventedSchools(150));
    expect((learnt as Learnt).outOfFoldR2).toBeLessThan(0);
    expect(warnings).toContain(
      "attendance of schools that were not learnt from is predicted no better than by the mean",
    );
  });

  it("comes from reference schools alone", () => {
    const strangers = world.map((school) => ({ ...school, urn: school.urn + 500, attendance: 50, reference: false }));
    expect(match([...world, ...strangers], { attributes }).learnt).toEqual(match(world, { attributes }).learnt);
  });

  it("is nothing where nobody has attendance, and nobody has peers", () => {
    const silent = world.map((school) => ({ ...school, attendance: Number.NaN, reference: false }));
    const { schools, learnt, warnings } = match(silent, { attributes }, { publishedAttendance: false });
    expect(schools[0]).toEqual({ urn: 1000, unmatched: "NO_CANDIDATES", missing: [] });
    expect(learnt).toMatchObject({ schools: 0, outOfFoldR2: null });
    expect(warnings).toContain("0 schools are few to learn from how attendance goes with 3 attributes");
  });
});

describe("least squares", () => {
  const rows = [0, 1, 2, 3];
  const x = Float64Array.of(1, 2, 3, 4);

  it("are the textbook's", () => {
    const { intercept, coefficients } = fitLeastSquares([x], Float64Array.of(6, 5, 7, 10), rows);
    expect([intercept, ...coefficients]).toEqual([3.5, 1.4]);
  });

  it("give nothing to a column that follows from those before it, nor to one that does not vary", () => {
    const columns = [x, x.map((value) => 2 * value + 1), x.map(() => 3)];
    const { coefficients } = fitLeastSquares(columns, Float64Array.of(6, 5, 7, 10), rows);
    expect([...coefficients]).toEqual([1.4, 0, 0]);
  });
});

it("folds are about equal, and depend on the URN alone", () => {
  const counts = new Array<number>(10).fill(0);
  for (let urn = 100_000; urn < 110_000; urn++) counts[foldOfUrn(urn, 10)]!++;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1100);
});
