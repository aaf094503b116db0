import { describe, expect, it } from "vitest";
import { mostDifferent, sdOfBlock, sideBySide } from "../../src/comparison/disagreement.js";
import { comparePairs } from "../../src/comparison/pairs.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const { NaN: missing } = Number;

describe("the schools whose peers differ most", () => {
  const lists = [
    listOf("near", [[1, 2], [0, 2], [0, 1], [], [1, 0], [0, 1]]),
    listOf("far", [[1, 2], [2, 0], [3, 4], [1], [1, 2], [1, 2]]),
  ];
  const [pair] = comparePairs({ schools: schoolsOf(6), lists, p: 0.9 });

  it("come by Jaccard's index, then by rank-biased overlap, without schools that have peers in one list alone", () => {
    // Row 2 shares none, rows 4 and 5 one of three: 4 in first place, 5 later; rows 1 and 0 share all.
    expect(mostDifferent(pair!, 10)).toEqual([2, 5, 4, 1, 0]);
    expect(mostDifferent(pair!, 2)).toEqual([2, 5]);
  });

  it("come in order of row where they differ alike", () => {
    const alike = [listOf("a", [[1], [0]]), listOf("b", [[1], [0]])];
    const same = comparePairs({ schools: schoolsOf(2), lists: alike, p: 0.9 });
    expect(mostDifferent(same[0]!, 2)).toEqual([0, 1]);
  });
});

describe("two lists of one school side by side", () => {
  const block = ["a", "a", "a", "a", "b"];
  const attributes = { fsm: Float64Array.of(10, 12, 14, 20, 99), sen: Float64Array.of(missing, 1, 2, 3, 4) };
  const near = listOf("near", [[1, 2], [], [], [], []], [[0.5, 0.75], [], [], [], []]);
  const far = listOf("far", [[3, 1], [0], [], [], []]);
  const schools = schoolsOf(5, { block, attributes });
  const beside = sideBySide(schools, near, far, 0, sdOfBlock(schools, 0));

  it("name every peer with its rank and distance in each list", () => {
    expect(beside.peers).toEqual([
      { row: 1, first: { rank: 1, distance: 0.5 }, second: { rank: 2, distance: null } },
      { row: 2, first: { rank: 2, distance: 0.75 }, second: null },
      { row: 3, first: null, second: { rank: 1, distance: null } },
    ]);
  });

  it("say at what distance each list ends", () => {
    expect([beside.firstReach, beside.secondReach]).toEqual([0.75, null]);
    expect(sideBySide(schools, near, far, 1, sdOfBlock(schools, 1)).firstReach).toBeNull();
  });

  it("set each attribute of the peers against the school's own, in standard deviations of its block", () => {
    // 10 12 14 20: mean 14, sum of squares 56
    const sd = Math.sqrt(56 / 3);
    const [fsm] = beside.attributes;
    expect([...fsm!.differences]).toEqual([2 / sd, 4 / sd, 10 / sd]);
    expect(fsm).toMatchObject({
      attribute: "fsm",
      own: 10,
      inBoth: 2 / sd,
      inFirstOnly: 4 / sd,
      inSecondOnly: 10 / sd,
    });
  });

  it("have no differences where the school's own value is missing", () => {
    const [, sen] = beside.attributes;
    expect([...sen!.differences, sen!.own, sen!.inBoth]).toEqual([missing, missing, missing, missing, missing]);
  });
});
