import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { match as matchSchools } from "../../test/support/match.js";
import { inventedSchools, type TestSchool } from "../../test/support/population.js";
import nearestNeighbour from "../nearest-neighbour/index.js";
import strategy from "./index.js";

const match = (
  schools: readonly TestSchool[],
  parameters: object = {},
  constraints: object = {},
  of: unknown = strategy,
) => matchSchools(of as Strategy, schools, parameters, constraints);

/** Schools in a line east of the first, at these kilometres. The nearer they are, the more their FSM differs. */
const schools = [0, 10, 20, 40, 49, 80, 99, 300].map((kilometres, at) => ({
  urn: at + 1,
  fsm: at === 0 ? 20 : 60 - at,
  easting: 100_000 + 1000 * kilometres,
  northing: 200_000,
}));
const attributes = { fsm: 1 };

describe("peers", () => {
  it.each([
    [2, [3, 2], "within 25 km", []],
    [3, [5, 4, 3], "within 50 km", ["within 25 km"]],
    [6, [7, 6, 5, 4, 3, 2], "within 100 km", ["within 25 km", "within 50 km"]],
    [7, [8, 7, 6, 5, 4, 3, 2], "anywhere", ["within 25 km", "within 50 km", "within 100 km"]],
  ])("are the %i most similar within the first distance that has that many: %j, %s", (k, peers, label, relaxed) => {
    const [first] = match(schools, { attributes, k }).schools;
    expect(first).toMatchObject({ peers, band: { label, relaxed } });
  });

  it("are within the given distances", () => {
    const [first] = match(schools, { attributes, k: 1, radiiKm: [5, 15] }).schools;
    expect(first).toMatchObject({ peers: [2], band: { label: "within 15 km", relaxed: ["within 5 km"] } });
  });

  it("are counted after the constraints apply", () => {
    const trusts = schools.map((school) => ({ ...school, trust: school.urn < 4 ? 1 : 2 }));
    const [first] = match(trusts, { attributes, k: 2 }, { notSameTrust: true }).schools;
    expect(first).toMatchObject({ peers: [5, 4], band: { label: "within 50 km" } });
  });

  it("come from anywhere for a school without coordinates, a peer only of schools that search anywhere", () => {
    const unlocated = { urn: 9, fsm: 20 };
    const few = match([...schools, unlocated], { attributes, k: 2 }).schools;
    expect(few[8]).toMatchObject({ urn: 9, peers: [1, 8], band: { label: "anywhere" } });
    expect(few[0]).toMatchObject({ peers: [3, 2] });
    expect(match([...schools, unlocated], { attributes, k: 8 }).schools[0]).toMatchObject({ peers: { 0: 9 } });
  });

  it("are those of nearest-neighbour if the whole block is near, with the same distances, shares and medians", () => {
    const close = inventedSchools(80).map((school) => ({ ...school, easting: 400_000, northing: 300_000 }));
    const ours = match(close).schools.map((school) => ({ ...school, band: undefined }));
    expect(ours).toEqual(match(close, {}, {}, nearestNeighbour).schools.map((one) => ({ ...one, band: undefined })));
  });
});

describe("parameters", () => {
  it("are those of nearest-neighbour plus the distances", () => {
    expect(normaliseParameters(strategy, {})).toEqual({ k: 20, preset: "attendance", radiiKm: [25, 50, 100] });
  });

  it.each([
    [{ radiiKm: [50, 25] }, "each must be larger than the one before"],
    [{ radiiKm: [] }, "radiiKm"],
    [{ preset: "attendance", attributes }, "preset or attributes, not both"],
  ])("are refused: %j", (parameters, message) => {
    expect(() => normaliseParameters(strategy, parameters)).toThrow(message);
  });
});
