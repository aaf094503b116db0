import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CandidateRules, candidateTest } from "../../src/matching/candidates.js";
import { findNearest } from "../../src/matching/kernel.js";
import { type NearestOptions, roundDistance } from "../../src/strategy/contract.js";

/** All rows are candidates of each other, except as given. */
function rulesOf(size: number, given: Partial<CandidateRules> = {}): CandidateRules {
  const all = {
    mayBePeer: new Uint8Array(size).fill(1),
    group: new Int32Array(size).fill(1),
    mustDiffer: [],
    near: null,
  };
  return { size, ...all, ...given };
}

function nearest(rows: readonly (readonly number[])[], options: NearestOptions, rules = rulesOf(rows.length)) {
  const dimensions = (rows[0] ?? []).map((_, d) => Float64Array.from(rows, (row) => row[d]!));
  return findNearest(rules, { attributes: [], dimensions }, options);
}

/** The definition, without any optimisation. */
function byDefinition(rows: readonly (readonly number[])[], { metric, k }: NearestOptions, rules: CandidateRules) {
  const isCandidate = candidateTest(rules);
  const distance = (a: readonly number[], b: readonly number[]) => {
    const differences = a.map((value, d) => Math.abs(value - b[d]!));
    return metric === "euclidean"
      ? Math.sqrt(differences.reduce((sum, one) => sum + one * one, 0))
      : differences.reduce((sum, one) => sum + one, 0);
  };
  const isComplete = (row: readonly number[]) => row.every(Number.isFinite);
  return rows.map((row, i) => {
    if (!isComplete(row)) return null;
    const found = rows
      .map((other, j) => ({ row: j, distance: roundDistance(distance(row, other)) }))
      .filter(({ row: j }) => isComplete(rows[j]!) && isCandidate(i, j));
    return found.sort((a, b) => a.distance - b.distance || a.row - b.row).slice(0, k);
  });
}

describe.each(["euclidean", "manhattan"] as const)("the kernel, %s", (metric) => {
  it("agrees with the definition on rows with many ties, gaps and exclusions", () => {
    // Tenths tie by arithmetic but not in binary.
    const value = fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 0, max: 12 }).map((n) => n / 10) },
      fc.constant(Number.NaN),
    );
    const world = fc
      .integer({ min: 1, max: 6 })
      .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 40 }));
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 2, max: 5 }), (rows, k, every) => {
        const mustDiffer = [Int32Array.from(rows.keys(), (row) => row % every)];
        const rules = rulesOf(rows.length, { mustDiffer });
        const found = nearest(rows, { metric, k }, rules);
        const plain = found.map((peers) => peers?.map(({ row, distance }) => ({ row, distance })) ?? null);
        expect(plain).toEqual(byDefinition(rows, { metric, k }, rules));
      }),
      { seed: 20260202, numRuns: 300 },
    );
  });

  it("orders ties by row, also at the k-th place", () => {
    // 0.1 + 0.2 is not 0.3 in binary, yet rows 1 to 3 are equally far from row 0.
    const rows = [
      [0, 0],
      [0.3, 0],
      [-0.3, 0],
      [0, 0.1 + 0.2],
    ];
    expect(nearest(rows, { metric, k: 2 })[0]!.map(({ row }) => row)).toEqual([1, 2]);
    expect(nearest(rows.toReversed(), { metric, k: 2 })[3]!.map(({ row }) => row)).toEqual([0, 1]);
  });

  it("leaves out a row that lacks a dimension, as a query and as a peer", () => {
    const found = nearest(
      [
        [1, 1],
        [2, Number.NaN],
        [3, 3],
      ],
      { metric, k: 2 },
    );
    expect(found[1]).toBeNull();
    expect(found[0]!.map(({ row }) => row)).toEqual([2]);
  });
});

describe("shares", () => {
  const rows = [
    [0, 0],
    [3, 1],
  ];
  it("are of squares for Euclidean, of differences for Manhattan", () => {
    expect(nearest(rows, { metric: "euclidean", k: 1 })[0]![0]!.shares).toEqual([0.9, 0.1]);
    expect(nearest(rows, { metric: "manhattan", k: 1 })[0]![0]!.shares).toEqual([0.75, 0.25]);
  });
  it("are null at distance 0", () => {
    expect(
      nearest(
        [
          [1, 2],
          [1, 2],
        ],
        { metric: "euclidean", k: 1 },
      )[0],
    ).toEqual([{ row: 1, distance: 0, shares: null }]);
  });
});
