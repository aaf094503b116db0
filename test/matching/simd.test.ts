// The SIMD search against the plain one, which kernel.test.ts compares with the definition: same rows, same bits.
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CandidateRules } from "../../src/matching/candidates.js";
import { openEngine } from "../../src/matching/kernel/engine.js";
import type { Found, Search } from "../../src/matching/kernel/found.js";
import { searchPlainly } from "../../src/matching/kernel/plain.js";
import { searchBySimd } from "../../src/matching/kernel/simd.js";
import { searchNearest } from "../../src/matching/kernel.js";
import { randomFrom } from "../../src/strategy/random.js";

type Draw = (random: () => number) => number;
const distributions: Record<string, Draw> = {
  "spread evenly": (random) => random(),
  "in tenths, with ties": (random) => Math.round(random() * 12) / 10,
  "nearly all the same": (random) => (random() < 0.9 ? 0.5 : random()),
  huge: (random) => (random() - 0.5) * 1e14,
  tiny: (random) => random() * 1e-9,
  "too tiny for 12 decimals": (random) => random() * 1e-13,
  "as different as 1e-6 at 1e6": (random) => 1e6 + Math.round(random() * 50) * 1e-6,
  "with an extreme outlier": (random) => (random() < 0.01 ? 1e9 : random()),
  "with a few a million times farther out": (random) => random() * (random() < 0.002 ? 1e6 : 1),
  "too tiny for float32": (random) => random() * 1e-190,
  "on two scales, forty decades apart": (random) => random() * (random() < 0.002 ? 1 : 1e-40),
  "with gaps": (random) => (random() < 0.1 ? Number.NaN : random()),
  "too great to be squared": (random) => random() * 1e160,
  "too great to be subtracted": (random) => (random() < 0.5 ? -1.7e308 : 1.7e308),
  constant: () => 7,
};

function pointsOf(size: number, width: number, draws: readonly Draw[], random: () => number) {
  const dimensions = Array.from({ length: width }, (_, d) => {
    const draw = draws[d % draws.length]!;
    return Float64Array.from({ length: size }, () => draw(random));
  });
  // Some rows are duplicates.
  for (let row = 1; row < size; row++) {
    if (random() < 0.1) for (const values of dimensions) values[row] = values[Math.floor(random() * row)]!;
  }
  const complete = Uint8Array.from({ length: size }, (_, row) =>
    dimensions.every((values) => Number.isFinite(values[row])) ? 1 : 0,
  );
  return { dimensions, complete };
}

interface Constraint {
  readonly groups: number;
  readonly trusts: number;
  readonly km: number | null;
  readonly ineligible: number;
}

const none: Constraint = { groups: 1, trusts: 0, km: null, ineligible: 0 };

function rulesOf(size: number, { groups, trusts, km, ineligible }: Constraint, random: () => number): CandidateRules {
  const codes = (count: number) => Int32Array.from({ length: size }, () => Math.floor(random() * (count + 1)));
  const places = () =>
    Float64Array.from({ length: size }, () => (random() < 0.05 ? Number.NaN : Math.round(random() * 5e5)));
  return {
    size,
    mayBePeer: Uint8Array.from({ length: size }, () => (random() < ineligible ? 0 : 1)),
    group: groups === 1 ? new Int32Array(size).fill(1) : codes(groups),
    mustDiffer: trusts === 0 ? [] : [codes(trusts), codes(size)],
    near: km === null ? null : { easting: places(), northing: places(), metres: km * 1000 },
  };
}

function simd(rules: CandidateRules, points: ReturnType<typeof pointsOf>, search: Search): Found {
  return searchBySimd(openEngine()!, rules, points, search) ?? searchPlainly(rules, points, search);
}

/** The entries that are in use. */
function answersOf({ counts, rows, distances, k }: Found) {
  return Array.from(counts, (count, row) => ({
    rows: [...rows.slice(row * k, row * k + count)],
    distances: [...distances.slice(row * k, row * k + count)],
  }));
}

function expectSame(rules: CandidateRules, points: ReturnType<typeof pointsOf>, search: Search) {
  expect(answersOf(simd(rules, points, search))).toEqual(answersOf(searchPlainly(rules, points, search)));
}

afterEach(() => vi.restoreAllMocks());

it("is built and runs on this machine", () => {
  expect(openEngine()).not.toBeNull();
});

describe.each(["euclidean", "manhattan"] as const)("the SIMD search, %s, equals the plain search", (metric) => {
  it("for any number of rows, dimensions and peers, under any constraints", () => {
    const constraint = fc.record({
      groups: fc.constantFrom(1, 1, 3),
      trusts: fc.constantFrom(0, 0, 1, 7),
      km: fc.constantFrom(null, null, 1, 40, 200),
      ineligible: fc.constantFrom(0, 0.1, 0.95),
    });
    const world = fc.record({
      size: fc.integer({ min: 0, max: 300 }),
      width: fc.integer({ min: 1, max: 24 }),
      k: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constant(400)),
      draws: fc.subarray(Object.values(distributions), { minLength: 1, maxLength: 3 }),
      constraint,
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(world, ({ size, width, k, draws, constraint, seed }) => {
        const random = randomFrom(seed);
        const points = pointsOf(size, width, draws, random);
        expectSame(rulesOf(size, constraint, random), points, { metric, k });
      }),
      { seed: 20261122, numRuns: 150 },
    );
  });

  it.each(Object.keys(distributions))("on 700 rows %s", (name) => {
    const random = randomFrom(700);
    for (const width of [1, 2, 7, 12]) {
      const points = pointsOf(700, width, [distributions[name]!], random);
      expectSame(rulesOf(700, none, random), points, { metric, k: 20 });
    }
  });

  it("on every size up to 400 rows, of ties, duplicates and missing columns", () => {
    const random = randomFrom(400);
    const draws = ["in tenths, with ties", "with gaps", "spread evenly"].map((name) => distributions[name]!);
    for (let size = 1; size <= 400; size++) {
      const points = pointsOf(size, 1 + (size % 13), size % 3 === 0 ? draws.slice(0, 1) : draws, random);
      const rules = rulesOf(size, { groups: 1, trusts: size % 5, km: null, ineligible: 0.1 * (size % 2) }, random);
      expectSame(rules, points, { metric, k: 1 + (size % 30) });
    }
  });

  it.each([1795, 1805, 2500])("on %i rows, near the size that gets a tree", (size) => {
    const random = randomFrom(size);
    const points = pointsOf(size, 5, [distributions["spread evenly"]!, distributions["in tenths, with ties"]!], random);
    for (const km of [null, 60]) {
      expectSame(rulesOf(size, { groups: 1, trusts: 9, km, ineligible: 0 }, random), points, { metric, k: 20 });
    }
  });

  it("on 3,000 rows, with the same bits on one thread and on two", () => {
    const random = randomFrom(3000);
    const points = pointsOf(
      3000,
      12,
      [distributions["spread evenly"]!, distributions["in tenths, with ties"]!],
      random,
    );
    const rules = rulesOf(3000, { groups: 1, trusts: 300, km: 150, ineligible: 0.05 }, random);
    const answers = [1, 2].map((threads) => answersOf(simd(rules, points, { metric, k: 20, threads })));
    expect(answers[0]).toEqual(answersOf(searchPlainly(rules, points, { metric, k: 20 })));
    expect(answers[1]).toEqual(answers[0]);
  });

  it("in more dimensions than are rotated", () => {
    const random = randomFrom(90);
    const points = pointsOf(
      300,
      90,
      [distributions["spread evenly"]!, distributions["with an extreme outlier"]!],
      random,
    );
    expectSame(rulesOf(300, none, random), points, { metric, k: 20 });
  });

  it("with k = 0", () => {
    const random = randomFrom(5);
    const points = pointsOf(40, 2, [distributions["spread evenly"]!], random);
    expectSame(rulesOf(40, none, random), points, { metric, k: 0 });
  });

  it("for a subset of queries", () => {
    const random = randomFrom(5);
    const points = pointsOf(400, 5, [distributions["spread evenly"]!], random);
    const rules = rulesOf(400, none, random);
    const all = answersOf(simd(rules, points, { metric, k: 4 }));
    const some = answersOf(simd(rules, points, { metric, k: 4, queries: Int32Array.of(3, 399) }));
    expect([some[3], some[399], some[4]?.rows]).toEqual([all[3], all[399], []]);
  });
});

describe("the search", () => {
  const random = randomFrom(9);
  const points = pointsOf(200, 3, [distributions["in tenths, with ties"]!], random);
  const rules = rulesOf(200, none, random);
  const search: Search = { metric: "euclidean", k: 5 };

  it("falls back to the plain search without SIMD, with the same answers", async () => {
    const fast = answersOf(searchNearest(rules, points, search));
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    vi.resetModules();
    const withoutSimd = await import("../../src/matching/kernel.js");
    expect((await import("../../src/matching/kernel/engine.js")).openEngine()).toBeNull();
    expect(answersOf(withoutSimd.searchNearest(rules, points, search))).toEqual(fast);
  });

  it("falls back to the plain search without memory, with the same answers", () => {
    const fast = answersOf(searchNearest(rules, points, search));
    vi.spyOn(openEngine()!, "reserve").mockImplementation(() => {
      throw new RangeError("no room");
    });
    expect(searchBySimd(openEngine()!, rules, points, search)).toBeNull();
    expect(answersOf(searchNearest(rules, points, search))).toEqual(fast);
  });

  it("gives the same bits without a tree on one thread and on two", () => {
    const many = pointsOf(1500, 12, [distributions["spread evenly"]!], randomFrom(2));
    const rulesOfMany = rulesOf(1500, none, randomFrom(3));
    const [one, two] = [1, 2].map((threads) => answersOf(searchNearest(rulesOfMany, many, { ...search, threads })));
    expect(two).toEqual(one);
  });

  it("reports progress that never goes back, on one thread and on two", () => {
    for (const threads of [1, 2]) {
      const reported: number[] = [];
      const grouped = rulesOf(200, { ...none, groups: 2 }, randomFrom(1));
      searchNearest(grouped, points, { ...search, threads, onProgress: (rows) => reported.push(rows) });
      expect(reported).toEqual([...reported].sort((a, b) => a - b));
      expect(reported.at(-1)).toBeGreaterThan(0);
    }
  });
});
