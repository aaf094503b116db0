import { describe, expect, it } from "vitest";
import { jaccard, Overlaps } from "../../src/comparison/overlap.js";

const overlaps = new Overlaps(10);
const rows = (...peers: number[]) => Int32Array.from(peers);

describe("overlap of two lists", () => {
  it("counts the shared peers down to each depth of the longer list", () => {
    expect([...overlaps.sharedByDepth(rows(1, 2, 3, 4), rows(2, 1, 5))]).toEqual([0, 2, 2, 2]);
    expect([...overlaps.sharedByDepth(rows(7), rows(5, 6, 7, 8))]).toEqual([0, 0, 1, 1]);
    expect([...overlaps.sharedByDepth(rows(3, 4), rows(3, 4))]).toEqual([1, 2]);
  });

  it("shares nothing with an empty list", () => {
    expect([...overlaps.sharedByDepth(rows(), rows(1, 2))]).toEqual([0, 0]);
    expect([...overlaps.sharedByDepth(rows(), rows())]).toEqual([]);
  });

  it("does not depend on what was compared before", () => {
    overlaps.sharedByDepth(rows(1, 2, 3), rows(4, 5, 6));
    expect([...overlaps.sharedByDepth(rows(1, 4), rows(2, 5))]).toEqual([0, 0]);
    overlaps.rankCorrelation(rows(1, 2, 3), rows(1, 2, 3));
    expect(overlaps.rankCorrelation(rows(1, 2, 4), rows(1, 3, 5))).toBeNaN();
  });

  it("gives Jaccard's index as the shared over all that either list has", () => {
    expect(jaccard(9, 15, 15)).toBe(9 / 21);
    expect(jaccard(20, 20, 60)).toBe(1 / 3);
  });
});

describe("rank correlation of the shared peers", () => {
  it("ranks them anew among the shared", () => {
    // Shared: 1, 2, 3, 4; in the first list ranked 1 2 3 4, in the second 2 1 4 3: 1 - 6 * 4 / 60.
    expect(overlaps.rankCorrelation(rows(1, 9, 2, 3, 8, 4), rows(2, 7, 6, 1, 4, 5, 3))).toBeCloseTo(0.6, 15);
  });

  it("is 1 in the same order and -1 in the reverse", () => {
    expect(overlaps.rankCorrelation(rows(1, 2, 3), rows(0, 1, 2, 3))).toBe(1);
    expect(overlaps.rankCorrelation(rows(1, 2, 3), rows(3, 2, 1, 0))).toBe(-1);
  });

  it("is not defined for fewer than three shared peers", () => {
    expect(overlaps.rankCorrelation(rows(1, 2, 3), rows(1, 2, 4))).toBeNaN();
    expect(overlaps.rankCorrelation(rows(), rows(1, 2, 4))).toBeNaN();
  });
});
