import { describe, expect, it } from "vitest";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { rulesAgainst } from "../../src/matching/frame.js";
import { frameOfSchools, poolOf } from "../support/match.js";
import { inventedSchools, type TestSchool } from "../support/population.js";

/** Whether school 2 may be a peer of school 1. */
function mayBePeer(one: Partial<TestSchool>, two: Partial<TestSchool>, constraints: object = {}): boolean {
  return poolOf(
    [
      { ...one, urn: 1 },
      { ...two, urn: 2 },
    ],
    constraints,
  ).admits(0, 1);
}

describe("a run's constraints", () => {
  it("fill in their defaults, and come back unchanged", () => {
    const defaults = normaliseConstraints(undefined);
    expect(defaults).toEqual({
      notSameTrust: false,
      publishedAttendance: true,
      sameRegion: false,
      sameUrbanRural: false,
      selectiveWithSelective: true,
      withinKm: null,
    });
    expect(JSON.stringify(normaliseConstraints(defaults))).toBe(JSON.stringify(defaults));
  });

  it.each([
    [{ withinKm: 0 }, "constraints at withinKm"],
    [{ sameRegion: "yes" }, "constraints at sameRegion"],
    [{ sameRegions: true }, "constraints at sameRegions"],
    [[], "constraints"],
  ])("are refused: %j", (constraints, message) => {
    expect(() => normaliseConstraints(constraints)).toThrow(message);
  });
});

describe("who may be a peer", () => {
  const trust = { notSameTrust: true };
  const region = { sameRegion: true };
  const urban = { sameUrbanRural: true };
  const near = { withinKm: 5 };
  it.each<[string, boolean, Partial<TestSchool>, Partial<TestSchool>, object?]>([
    ["anyone of the block", true, {}, {}],
    ["nobody of the same lineage", false, { lineage: 1 }, { lineage: 1 }],
    ["nobody who only seeks", false, {}, { eligible: false }],
    ["for one who only seeks: others", true, { eligible: false }, {}],
    ["nobody without published attendance", false, {}, { attendance: Number.NaN }],
    [
      "one without published attendance, where allowed",
      true,
      {},
      { attendance: Number.NaN },
      { publishedAttendance: false },
    ],
    ["for one without published attendance: others", true, { attendance: Number.NaN }, {}],
    ["no selective school for another", false, {}, { selective: true }],
    ["no other school for a selective one", false, { selective: true }, {}],
    ["a selective school for a selective one", true, { selective: true }, { selective: true }],
    ["a selective school for another, where allowed", true, {}, { selective: true }, { selectiveWithSelective: false }],
    ["nobody of the same trust", false, { trust: 9 }, { trust: 9 }, trust],
    ["one of another trust", true, { trust: 9 }, { trust: 8 }, trust],
    ["one of an unknown trust for one of an unknown trust", true, { trust: null }, { trust: null }, trust],
    ["one of the same region", true, { region: "London" }, { region: "London" }, region],
    ["nobody of another region", false, { region: "London" }, { region: "South West" }, region],
    ["nobody of an unknown region for one of an unknown region", false, { region: null }, { region: null }, region],
    ["rural with rural", true, { urban: 0 }, { urban: 0 }, urban],
    ["not rural with urban", false, { urban: 0 }, { urban: 1 }, urban],
    ["not unknown with unknown", false, {}, {}, urban],
    ["one at just the distance", true, { easting: 0, northing: 0 }, { easting: 3000, northing: 4000 }, near],
    ["nobody a metre farther", false, { easting: 0, northing: 0 }, { easting: 3000, northing: 4001 }, near],
    ["nobody whose place is unknown", false, { easting: 0, northing: 0 }, {}, near],
  ])("%s: %j", (_, expected, one, two, constraints) => {
    expect(mayBePeer(one, two, constraints)).toBe(expected);
  });

  it.each([{}, trust, region, urban, { withinKm: 90 }, { ...trust, ...region, withinKm: 150 }])(
    "is told alike of one and of all: %j",
    (constraints) => {
      const pool = poolOf(inventedSchools(150), constraints);
      const rows = [...pool.urn.keys()];
      const told = rows.map((row) => [...pool.candidates(row)]);
      expect(told).toEqual(rows.map((row) => rows.filter((other) => pool.admits(row, other))));
      const frame = frameOfSchools(inventedSchools(150), constraints);
      expect(told).toEqual(rows.map((row) => rows.filter((other) => rulesAgainst(frame, row, other).length === 0)));
      expect(told.flat()).not.toEqual([]);
    },
  );

  it("is never the school itself", () => {
    const pool = poolOf([{ urn: 1 }, { urn: 2 }, { urn: 3 }]);
    expect([0, 1, 2].map((row) => [...pool.candidates(row)])).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
});
