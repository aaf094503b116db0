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
  ).isCandidate(0, 1);
}

describe("a run's constraints", () => {
  it("get their defaults filled in, and normalise to themselves", () => {
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
  ])("are rejected: %j", (constraints, message) => {
    expect(() => normaliseConstraints(constraints)).toThrow(message);
  });
});

describe("the rules for peers", () => {
  const trust = { notSameTrust: true };
  const region = { sameRegion: true };
  const urban = { sameUrbanRural: true };
  const near = { withinKm: 5 };
  it.each<[string, boolean, Partial<TestSchool>, Partial<TestSchool>, object?]>([
    ["allow any school in the block", true, {}, {}],
    ["exclude the same lineage", false, { lineage: 1 }, { lineage: 1 }],
    ["exclude an ineligible school", false, {}, { eligible: false }],
    ["allow peers for an ineligible school", true, { eligible: false }, {}],
    ["exclude a school without published attendance", false, {}, { attendance: Number.NaN }],
    [
      "allow a school without published attendance with publishedAttendance off",
      true,
      {},
      { attendance: Number.NaN },
      { publishedAttendance: false },
    ],
    ["allow peers for a school without published attendance", true, { attendance: Number.NaN }, {}],
    ["exclude a selective school for a non-selective one", false, {}, { selective: true }],
    ["exclude a non-selective school for a selective one", false, { selective: true }, {}],
    ["allow a selective school for a selective one", true, { selective: true }, { selective: true }],
    [
      "allow a selective school for a non-selective one with the rule off",
      true,
      {},
      { selective: true },
      { selectiveWithSelective: false },
    ],
    ["exclude the same trust", false, { trust: 9 }, { trust: 9 }, trust],
    ["allow another trust", true, { trust: 9 }, { trust: 8 }, trust],
    ["allow two unknown trusts", true, { trust: null }, { trust: null }, trust],
    ["allow the same region", true, { region: "London" }, { region: "London" }, region],
    ["exclude another region", false, { region: "London" }, { region: "South West" }, region],
    ["exclude two unknown regions", false, { region: null }, { region: null }, region],
    ["allow rural with rural", true, { urban: 0 }, { urban: 0 }, urban],
    ["exclude rural with urban", false, { urban: 0 }, { urban: 1 }, urban],
    ["exclude unknown with unknown", false, {}, {}, urban],
    [
      "allow a school at exactly the distance",
      true,
      { easting: 0, northing: 0 },
      { easting: 3000, northing: 4000 },
      near,
    ],
    ["exclude a school a metre farther", false, { easting: 0, northing: 0 }, { easting: 3000, northing: 4001 }, near],
    ["exclude a school without coordinates", false, { easting: 0, northing: 0 }, {}, near],
  ])("%s: %j", (_, expected, one, two, constraints) => {
    expect(mayBePeer(one, two, constraints)).toBe(expected);
  });

  it.each([{}, trust, region, urban, { withinKm: 90 }, { ...trust, ...region, withinKm: 150 }])(
    "give the same answer for one pair, for a list and by name: %j",
    (constraints) => {
      const pool = poolOf(inventedSchools(150), constraints);
      const rows = [...pool.urn.keys()];
      const candidates = rows.map((row) => [...pool.candidates(row)]);
      expect(candidates).toEqual(rows.map((row) => rows.filter((other) => pool.isCandidate(row, other))));
      const frame = frameOfSchools(inventedSchools(150), constraints);
      expect(candidates).toEqual(
        rows.map((row) => rows.filter((other) => rulesAgainst(frame, row, other).length === 0)),
      );
      expect(candidates.flat()).not.toEqual([]);
      const every3rd = Int32Array.from(rows.filter((row) => row % 3 === 0));
      const among = rows.map((row) => [...pool.candidates(row, every3rd)]);
      expect(among).toEqual(candidates.map((ofRow) => ofRow.filter((row) => row % 3 === 0)));
    },
  );

  it("exclude the school itself", () => {
    const pool = poolOf([{ urn: 1 }, { urn: 2 }, { urn: 3 }]);
    expect([0, 1, 2].map((row) => [...pool.candidates(row)])).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
});
