import { describe, expect, it } from "vitest";
import { Overlaps } from "../../src/comparison/overlap.js";
import { assertPersistence, rankBiasedOverlap, weightOfRanks } from "../../src/comparison/rank-biased-overlap.js";

/** Letters are peers. */
const rowsOf = (letters: string) => Array.from(letters, (letter) => letter.charCodeAt(0) - 65);

function overlapOf(first: number[], second: number[], p: number) {
  const shared = new Overlaps(26).sharedByDepth(Int32Array.from(first), Int32Array.from(second));
  return rankBiasedOverlap(first.length + second.length, p)(shared, Math.min(first.length, second.length))!;
}

/** The definition, equation 7: the sum over depths of (1 - p) p^(d - 1) times the agreement, here to 400. */
function sumOver(agreementAt: (depth: number) => number, p: number): number {
  let sum = 0;
  for (let depth = 400; depth >= 1; depth--) sum += (1 - p) * p ** (depth - 1) * agreementAt(depth);
  return sum;
}

const sharedTo = (depth: number, first: number[], second: number[]): number =>
  first.slice(0, depth).filter((peer) => second.slice(0, depth).includes(peer)).length;

const sharedShare = (first: number[], second: number[]) => (depth: number) => sharedTo(depth, first, second) / depth;

/** Both lists, continued with what only the other has, as early as possible: from there on they agree fully. */
const continued = (own: number[], other: number[]) => [...own, ...other.filter((peer) => !own.includes(peer))];

/** The paper's assumption: the shorter list goes on to agree as before (section 4.4), and so do both in the end. */
function extrapolatedShare(first: number[], second: number[]) {
  const [short, long] = [first.length, second.length].sort((a, b) => a - b) as [number, number];
  const agreement = sharedTo(short, first, second) / short;
  return (depth: number) => {
    const within = Math.min(depth, long);
    return (sharedTo(within, first, second) + Math.max(within - short, 0) * agreement) / within;
  };
}

const cases = [
  { name: "the same order", first: "ABCDEF", second: "ABCDEF" },
  { name: "the reverse order", first: "ABCDEF", second: "FEDCBA" },
  { name: "nothing in common", first: "ABC", second: "DEFGH" },
  { name: "a longer second list", first: "CGNA", second: "NHMACFL" },
  { name: "a longer first list", first: "NHMACFL", second: "CGNA" },
  { name: "a list that begins the other", first: "ABC", second: "ABCDEFGH" },
  { name: "a single peer, at the end of the other", first: "A", second: "BCA" },
];

describe.each(cases)("rank-biased overlap of lists with $name", ({ first: a, second: b }) => {
  const lists = [rowsOf(a), rowsOf(b)] as const;

  it.each([0.5, 0.9])("has the bounds and the extrapolation of the summed series at p = %d", (p) => {
    const { min, residual, extrapolated } = overlapOf(...lists, p);
    const [first, second] = [continued(...lists), continued(lists[1], lists[0])];
    const missedAt = (depth: number) => (depth < first.length ? 1 - sharedShare(first, second)(depth) : 0);
    expect(min).toBeCloseTo(sumOver(sharedShare(...lists), p), 13);
    expect(min + residual).toBeCloseTo(1 - sumOver(missedAt, p), 13);
    expect(extrapolated).toBeCloseTo(sumOver(extrapolatedShare(...lists), p), 13);
  });
});

describe("rank-biased overlap", () => {
  it("is by hand for two swapped peers: at p = .5 between 2 ln 2 - 1 and 1/2", () => {
    // X_1 = 0, X_2 = 2. Lower: 2 (sum over d > 1 of .5^d / d) = 2 (ln 2 - .5). Upper: 1 - .5 = .5, full from depth 2.
    const { min, residual, extrapolated } = overlapOf([0, 1], [1, 0], 0.5);
    expect(min).toBeCloseTo(2 * Math.log(2) - 1, 15);
    expect(min + residual).toBeCloseTo(0.5, 15);
    expect(extrapolated).toBeCloseTo(0.5, 15);
  });

  it("is by hand for lists of one and three peers: equation 32", () => {
    // X = 0, 0, 1; (.1 / .9) (1/3) .9^3 + (1/3) .9^3 = .027 + .243
    expect(overlapOf([0], [1, 2, 0], 0.9).extrapolated).toBeCloseTo(0.27, 15);
    // X = 1, 1, 1, and the short list agrees fully so far.
    expect(overlapOf([0], [0, 1, 2], 0.9).extrapolated).toBeCloseTo(1, 15);
  });

  it("comes to 1 for equal lists as they get longer", () => {
    const list = Array.from({ length: 26 }, (_, row) => row);
    const { min, residual, extrapolated } = overlapOf(list, list, 0.5);
    expect(extrapolated).toBeCloseTo(1, 15);
    expect(min).toBeCloseTo(1, 8);
    expect(min + residual).toBeCloseTo(1, 15);
  });

  it("is the same for either order of the lists", () => {
    expect(overlapOf(rowsOf("CGNA"), rowsOf("NHMACFL"), 0.9)).toEqual(
      overlapOf(rowsOf("NHMACFL"), rowsOf("CGNA"), 0.9),
    );
  });

  it("has 86% of the weight on ranks 1 to 10 at p = .9, and ln 2 of it on rank 1 at p = .5: equation 21", () => {
    expect(weightOfRanks(10, 0.9)).toBeCloseTo(0.8556, 4); // the paper's 86%
    expect(weightOfRanks(1, 0.5)).toBeCloseTo(Math.log(2), 15);
    expect(weightOfRanks(2, 0.5)).toBeCloseTo(0.5 + 2 * (Math.log(2) - 0.5), 15);
  });

  it("keeps to its bounds for p near 0 and 1", () => {
    // Of the first rank alone, and of the last: these lists share no first peer, and all from the second on.
    expect(overlapOf([0, 1], [1, 0], 1e-9).extrapolated).toBeCloseTo(1e-9, 15);
    expect(overlapOf([0, 1], [1, 0], 1 - 1e-9).extrapolated).toBeCloseTo(1, 8);
    expect(weightOfRanks(1, 1e-9)).toBeCloseTo(1, 8);
  });

  it.each([0, 1, -0.5, 1.5, Number.NaN])("refuses p = %d", (p) => {
    expect(() => assertPersistence(p)).toThrow(expect.objectContaining({ code: "BAD_ARGUMENT" }));
  });

  it("is none for an empty list", () => {
    expect(rankBiasedOverlap(2, 0.9)(Int32Array.of(0, 0), 0)).toBeNull();
    expect(rankBiasedOverlap(0, 0.9)(new Int32Array(), 0)).toBeNull();
  });
});
