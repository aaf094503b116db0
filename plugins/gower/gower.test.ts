import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Matched } from "../../src/matching/result.js";
import { match as matchSchools } from "../../test/support/match.js";
import type { TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const match = (schools: readonly TestSchool[], parameters: object = {}, constraints: object = {}) =>
  matchSchools(strategy, schools, parameters, constraints);

/** FSM from 0 to 100 in steps of 5, URN = FSM + 1: the 5th percentile is 5, the 95th 95. */
const ladder = Array.from({ length: 21 }, (_, at) => ({ urn: 5 * at + 1, fsm: 5 * at, urban: at % 2, roll: 500 }));

describe("distance", () => {
  it("divides a difference by the span from the 5th percentile to the 95th, and caps it at 1", () => {
    const { schools } = match(ladder, { numeric: { fsm: 1 } });
    const { peers, distances } = schools[0] as Matched;
    expect(distances[peers.indexOf(46)]).toBe(0.5);
    expect(distances[peers.indexOf(91)]).toBe(1);
    expect(distances[peers.indexOf(101)]).toBe(1);
  });

  it("divides by the whole range with scale `range`", () => {
    const { schools } = match(ladder, { numeric: { fsm: 1 }, scale: "range" });
    const { peers, distances } = schools[0] as Matched;
    expect(distances[peers.indexOf(91)]).toBe(0.9);
  });

  it("is 0 or 1 for a category, and the weighted mean over attributes", () => {
    const { schools, attributes } = match(ladder, { numeric: { fsm: 3 }, categorical: { urban: 1 }, scale: "range" });
    expect(attributes).toEqual(["fsm", "urban"]);
    const { peers, distances, shares } = schools[0] as Matched;
    // 5 points of 100 at .75, and urban at .25
    expect(distances[peers.indexOf(6)]).toBe(0.2875);
    expect(shares[peers.indexOf(6)]).toEqual([0.1304, 0.8696]);
    expect(distances[peers.indexOf(11)]).toBe(0.075);
    expect(shares[peers.indexOf(11)]).toEqual([1, 0]);
  });

  it("orders ties by URN, and finds k peers", () => {
    const { schools } = match(ladder, { numeric: { fsm: 1 }, k: 3 });
    expect(schools[10]).toMatchObject({ urn: 51, peers: [46, 56, 41] });
  });

  it("counts any difference in full if nine schools in ten have the same figure, and warns", () => {
    const flat = ladder.map((school) => ({ ...school, eal: school.urn === 1 ? 0.1 : 0 }));
    const { schools, warnings } = match(flat, { numeric: { eal: 1 } });
    expect((schools[0] as Matched).distances[0]).toBe(1);
    expect((schools[1] as Matched).distances[0]).toBe(0);
    expect(warnings).toContain("eal is the same for nine schools in ten, so any difference in it counts in full");
  });

  it("ignores an attribute that is the same for all reference schools, also for other schools", () => {
    const other = { urn: 200, fsm: 0, roll: 900, reference: false };
    const { schools } = match([...ladder, other], { numeric: { fsm: 1, roll: 1 } });
    expect(schools.at(-1)).toMatchObject({ urn: 200, peers: { 0: 1 }, distances: { 0: 0 } });
  });
});

describe("missing values", () => {
  const attributes = { numeric: { fsm: 5, eal: 3, idaci: 2 }, scale: "range" };
  const schools = [
    { urn: 1, fsm: 0, eal: 0, idaci: 0 },
    { urn: 2, fsm: 10, eal: 10, idaci: 1 },
    { urn: 3, fsm: 5, eal: 10 },
    { urn: 4, fsm: 5, idaci: 0 },
  ];
  const found = (parameters: object = {}) => match(schools, { ...attributes, ...parameters }).schools;

  it("leave the attribute out of the mean", () => {
    const [first] = found() as Matched[];
    // From 1 to 3: (.5 x 5 + 1 x 3) / 8; to 4: (.5 x 5 + 0) / 7
    expect(first).toMatchObject({ peers: [4, 3, 2], distances: [0.357142857143, 0.6875, 1] });
    expect(first!.shares).toEqual([
      [0, 1, 0],
      [0.5455, 0.4545, 0],
      [0.3, 0.5, 0.2],
    ]);
  });

  it("keep schools that share less than 60% of the weight from being compared", () => {
    // 3 and 4 share only FSM: half of the weight
    expect(found()[2]).toMatchObject({ urn: 3, peers: [2, 1] });
    expect((found({ coverage: 0.5 })[2] as Matched).peers).toContain(4);
  });

  it("leave a school with less than 60% of the weight unmatched, and list what is missing", () => {
    const { schools: all } = match([...schools, { urn: 5, fsm: 5 }], attributes);
    expect(all.at(-1)).toEqual({ urn: 5, unmatched: "MISSING_CIRCUMSTANCES", missing: ["eal", "idaci"] });
    expect((all[0] as Matched).peers).not.toContain(5);
  });

  it("in the whole block drop the attribute, rescale the other weights, and give a warning", () => {
    const { schools: all, warnings } = match(schools, { numeric: { fsm: 1, ks2: 9 }, scale: "range" });
    expect(all[0]).toMatchObject({ peers: [3, 4, 2], distances: [0.5, 0.5, 1] });
    expect(warnings).toContain("no school in the block with published attendance has ks2");
  });

  it("are not the reason given to a school with enough figures in a block without published attendance", () => {
    const unpublished = schools.map((school) => ({ ...school, attendance: Number.NaN, reference: false }));
    const { schools: all } = match(unpublished, attributes, { publishedAttendance: false });
    expect(all[0]).toEqual({ urn: 1, unmatched: "NO_CANDIDATES", missing: [] });
  });
});

describe("parameters", () => {
  it("default to the preset; given numbers or categories replace all of it", () => {
    expect(normaliseParameters(strategy, {})).toMatchObject({ categorical: { urban: 10 }, numeric: { fsm: 30 } });
    expect(normaliseParameters(strategy, { categorical: { urban: 1 } })).not.toHaveProperty("numeric");
  });

  it.each([
    [{ numeric: { urban: 1 }, categorical: { urban: 1 } }, "a number or a category, not both"],
    [{ numeric: {} }, "numeric: name at least one"],
    [{ scale: "sd" }, "scale"],
  ])("are refused: %j", (parameters, message) => {
    expect(() => normaliseParameters(strategy, parameters)).toThrow(message);
  });
});
