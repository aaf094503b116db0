import { describe, expect, it } from "vitest";
import { poolOf } from "../support/match.js";

describe("the pool", () => {
  const pool = poolOf([
    { urn: 1, region: "London", easting: 0, northing: 0 },
    { urn: 2, region: "South West", easting: 3000, northing: 4000 },
    { urn: 3, region: "London", easting: 3000, northing: 4001 },
    { urn: 4, region: null },
  ]);

  it("gives each region a positive number, and an unknown region 0", () => {
    const [london, southWest, londonToo, unknown] = pool.region;
    expect(london).toBeGreaterThan(0);
    expect(southWest).toBeGreaterThan(0);
    expect([southWest === london, londonToo === london, unknown]).toEqual([false, true, 0]);
  });

  it("measures kilometres in a straight line, NaN without coordinates", () => {
    expect(pool.kilometres(0, 1)).toBe(5);
    expect(pool.kilometres(0, 3)).toBeNaN();
  });

  it("finds the nearest within `withinKm`", () => {
    const matrix = { attributes: ["x"], dimensions: [Float64Array.of(0, 2, 1, 0)] };
    const peersOf = (row: number, withinKm?: number) =>
      pool.nearest(matrix, { metric: "euclidean", k: 3, withinKm })[row]!.map((peer) => peer.row);
    expect(peersOf(0)).toEqual([3, 2, 1]);
    expect(peersOf(0, 5)).toEqual([1]);
    expect(peersOf(3, 1000)).toEqual([]);
  });

  it("applies the run's own limit as well as `withinKm`", () => {
    const strict = poolOf(
      [
        { urn: 1, easting: 0, northing: 0 },
        { urn: 2, easting: 3000, northing: 4000 },
      ],
      { withinKm: 4 },
    );
    const matrix = { attributes: ["x"], dimensions: [Float64Array.of(0, 1)] };
    expect(strict.nearest(matrix, { metric: "euclidean", k: 1, withinKm: 9 })[0]).toEqual([]);
  });
});
