// Schools near a point are those within the circle, to the metre, in every order and on every page.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { type Near, type SchoolPage, schoolOrders } from "../../src/schools/school-search.js";
import { buildCountry } from "../server/world.js";
import { testDatabase } from "../support/database.js";
import { findSchools } from "./find.js";

let database: Database;
let places: { urn: number; easting: number; northing: number }[];
beforeAll(async () => {
  database = await testDatabase();
  await buildCountry(database);
  // Moves schools off their common line by nothing, a metre or more, so that circles separate them.
  await database.query(
    "UPDATE school SET northing = northing + (urn % 7) * (urn % 7) * 137 + urn % 3 WHERE urn % 2 = 0",
  );
  places = await database.query("SELECT urn, easting, northing FROM school WHERE easting IS NOT NULL ORDER BY urn");
});
afterAll(() => database.close());

const whole: SchoolPage = { order: "URN", descending: false, inverted: false, limit: 100 };
const find = (near: Near, page: Partial<SchoolPage> = {}) => findSchools(database, { near }, { ...whole, ...page });

const distance = (one: { easting: number; northing: number }, other: { easting: number; northing: number }) =>
  Math.hypot(one.easting - other.easting, one.northing - other.northing);

describe("schools near a point", () => {
  const point = { easting: 420_321, northing: 301_777 };

  it("are those within the circle and on its edge, not those in the corners of its box", async () => {
    for (const withinKm of [0.5, 1.55, 3.017, 8.5, 20, 2_000]) {
      const inside = places.filter((place) => distance(place, point) <= withinKm * 1000);
      expect(await find({ ...point, withinKm })).toEqual(inside.map(({ urn }) => urn));
    }
    const edge = { easting: 400_000 + 300, northing: 300_000 + 400 };
    expect(await find({ ...edge, withinKm: 0.5 })).toEqual([100_001]);
    expect(await find({ ...edge, withinKm: 0.499 })).toEqual([]);
  });

  it("are the same near a school as near its point, and none near a school without a point", async () => {
    const { urn, ...at } = places[20]!;
    expect(await find({ urn, withinKm: 7 })).toEqual(await find({ ...at, withinKm: 7 }));
    expect(await find({ urn: 100_060, withinKm: 2_000 })).toEqual([]);
    expect(await find({ urn: 999_999, withinKm: 2_000 })).toEqual([]);
  });

  it("are in order of distance, ties by URN", async () => {
    const sorted = places.toSorted(
      (one, other) => distance(one, point) - distance(other, point) || one.urn - other.urn,
    );
    expect(await find({ ...point, withinKm: 2_000 }, { order: "DISTANCE" })).toEqual(sorted.map(({ urn }) => urn));
  });

  it.each(schoolOrders.filter((order) => order !== "RELEVANCE"))(
    "are read page by page by %s in both directions, each school once",
    async (order) => {
      for (const descending of [false, true]) {
        const all = await find({ ...point, withinKm: 15 }, { order, descending });
        expect(all.length).toBeGreaterThan(20);
        for (const inverted of [false, true]) {
          const read: number[] = [];
          for (let last: number | undefined; read.length < all.length; last = read.at(-1)) {
            const edge = inverted ? { before: last } : { after: last };
            const next = await find({ ...point, withinKm: 15 }, { order, descending, inverted, limit: 7, ...edge });
            expect(next.length).toBeGreaterThan(0);
            read.push(...next);
          }
          expect(read).toEqual(inverted ? all.toReversed() : all);
        }
      }
    },
  );

  it("are none after a school that the filter does not find", async () => {
    expect(await find({ ...point, withinKm: 5 }, { after: 100_001 })).toEqual([]);
  });
});
