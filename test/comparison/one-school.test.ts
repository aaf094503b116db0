// The report's section about one school, worked out by hand.
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { oneSchoolSection } from "../../src/comparison/report/one-school.js";
import type { PeersExplanation } from "../../src/matching/explain/explanation.js";
import { listOf, schoolsOf } from "./small-comparison.js";

const attributes = { fsm: Float64Array.of(10, 12, 14, 20, 99) };
const schools = schoolsOf(5, { block: ["a", "a", "a", "a", "b"], attributes });
const near = listOf("near", [[1, 2], [], [], [], []], [[0.5, 0.75], [], [], [], []]);
const far = listOf("far", [[3, 1], [0], [], [], []]);
const compared = { schools, lists: [near, far], seed: 1, p: 0.9 };

/** The strategy of `near` on school 4, which is not in that list. */
const explained = {
  urn: 1,
  attributes: [],
  others: [{ urn: 4, values: [], kilometres: null, distance: 1.25, standing: { rank: 3 } }],
} as unknown as PeersExplanation;

const textsOf = (element: { querySelectorAll(selector: string): Iterable<{ textContent: string | null }> }) =>
  [...element.querySelectorAll("th, td")].map(({ textContent }) => textContent);

function tablesOf(outside: readonly (PeersExplanation | null)[], given = compared): (string | null)[][][] {
  const { document } = parseHTML(`<body>${oneSchoolSection(given, 0, outside).text}</body>`);
  return [...document.querySelectorAll("table")].map((table) => [...table.querySelectorAll("tr")].map(textsOf));
}

describe("the section about one school", () => {
  it("has every peer's rank and distance in each list, of others what the strategy gives, and the last peer's", () => {
    expect(tablesOf([explained, null])[0]).toEqual([
      ["peer", "near: rank", "near: distance", "far: rank", "far: distance"],
      ["2", "1", "0.500", "2", "–"],
      ["3", "2", "0.750", "–", "–"],
      ["4", "(3)", "(1.250)", "1", "–"],
      ["last peer", "2", "0.750", "2", "–"],
    ]);
  });

  it("has a dash where the strategy cannot be asked, and does not speak of brackets", () => {
    expect(tablesOf([null, null])[0]![3]).toEqual(["4", "–", "–", "1", "–"]);
    expect(oneSchoolSection(compared, 0, [null, null]).text).not.toContain("brackets");
    expect(oneSchoolSection(compared, 0, [explained, null]).text).toContain("In brackets");
  });

  it("sets the lists apart by attribute, in standard deviations of the block", () => {
    // 10 12 14 20: mean 14, sum of squares 56, so a standard deviation of 4.32.
    const [, means, differences] = tablesOf([null, null]);
    expect(means![1]).toEqual(["near, far", "fsm", "10.00", "0.46", "0.93", "2.31"]);
    expect(differences).toEqual([
      ["peer", "fsm"],
      ["2", "0.46"],
      ["3", "0.93"],
      ["4", "2.31"],
    ]);
  });

  it("has places alone where there are no attributes", () => {
    expect(tablesOf([null, null], { ...compared, schools: schoolsOf(5) })).toHaveLength(1);
  });
});
