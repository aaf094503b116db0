import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.js";
import { decodePopulation, encodePopulation } from "../../src/population/encoding.js";
import { findOrFreeze, loadPopulation, populationWarnings } from "../../src/population/freeze.js";
import type { Population } from "../../src/population/population.js";
import { testDatabase } from "../support/database.js";
import { insertWorld, type WorldLink, type WorldSchool } from "./world.js";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const years = { baseYear: "2022/23" };
const figure = { absence: { "2022/23": "7.1" } };
const described = { census: { "2022/23": { roll: 200, fsm: "20.5" } } };

async function freeze(schools: WorldSchool[], links: WorldLink[] = []): Promise<Population> {
  await insertWorld(database, schools, links);
  return findOrFreeze(database, years);
}

/** URN -> `peer`, `reference` (a peer too) or `seeker`. */
function rolesOf(population: Population): Record<number, string> {
  const role = (row: number) =>
    population.reference[row] ? "reference" : population.eligible[row] ? "peer" : "seeker";
  return Object.fromEntries(Array.from(population.urn, (urn, row) => [urn, role(row)]));
}

describe("a population", () => {
  it("holds the state-funded schools open in the base year, closed ones that were open then too", async () => {
    const population = await freeze([
      { urn: 100003, ...figure, ...described },
      { urn: 100001, ...figure, ...described, status: "CLOSED", closeDate: "2024-08-31", block: "SPECIAL" },
      { urn: 100002, ...figure, ...described, block: null },
      { urn: 100004, status: "CLOSED", closeDate: "2020-08-31" },
      { urn: 100005, ...figure },
      { urn: 100006, ...described },
    ]);
    expect(rolesOf(population)).toEqual({ 100001: "reference", 100003: "reference", 100005: "peer", 100006: "peer" });
    expect(population.block).toEqual(["SPECIAL", "PRIMARY", "PRIMARY", "PRIMARY"]);
  });

  it("has one peer per lineage: the latest with a figure; others seek peers when they have or inherit a figure", async () => {
    const population = await freeze(
      [
        { urn: 100001, ...figure, ...described },
        { urn: 100002, ...figure, ...described, openDate: "2010-09-01" },
        { urn: 100003, openDate: "2023-01-01" },
        { urn: 100009, ...figure, ...described, openDate: "2001-09-01" },
      ],
      [
        [100002, 100001, "Predecessor"],
        [100003, 100002, "Predecessor"],
        [100009, 100001, "Predecessor - Split School"],
      ],
    );
    expect(rolesOf(population)).toEqual({ 100001: "seeker", 100002: "reference", 100003: "seeker", 100009: "seeker" });
    expect([...population.lineage]).toEqual([100001, 100001, 100001, 100001]);
  });

  it("has the latest school of a lineage in which none has a figure", async () => {
    const population = await freeze(
      [{ urn: 100001, ...figure }, { urn: 100002 }, { urn: 100003 }],
      [[100003, 100002, "Predecessor"]],
    );
    expect(rolesOf(population)).toEqual({ 100001: "peer", 100003: "peer" });
  });

  it("includes a school that opened later and inherits a baseline, with its predecessor's circumstances", async () => {
    const population = await freeze(
      [
        { urn: 100001, ...figure, ...described, status: "CLOSED", closeDate: "2023-12-31" },
        { urn: 100002, openDate: "2024-01-01" },
        { urn: 100003, openDate: "2024-01-01" },
      ],
      [[100002, 100001, "Predecessor"]],
    );
    expect(rolesOf(population)).toEqual({ 100001: "reference", 100002: "seeker" });
    expect([...population.columns.fsm]).toEqual([20.5, 20.5]);
    expect([...population.columns.attendance]).toEqual([92.9, Number.NaN]);
  });

  it("keeps attendance of the three years in exact decimals, missing numbers as NaN and missing categories as null", async () => {
    const population = await freeze([
      {
        urn: 100001,
        absence: { "2022/23": "7.12345", "2021/22": "x", "2020/21": "3" },
        region: "London",
        trust: 2044,
        selective: true,
        urban: false,
        easting: 528000,
        northing: 185000,
      },
      { urn: 100002, ...figure },
    ]);
    const { columns } = population;
    expect([columns.attendance[0], columns.attendanceYearBefore[0], columns.attendanceTwoYearsBefore[0]]).toEqual([
      92.87655,
      Number.NaN,
      Number.NaN,
    ]);
    expect(population.region).toEqual(["London", null]);
    expect(population.trust).toEqual([2044, null]);
    expect([...population.selective]).toEqual([1, 0]);
    expect([...columns.urban]).toEqual([0, Number.NaN]);
    expect([...population.easting]).toEqual([528000, Number.NaN]);
  });

  it("needs attendance of its base year, and says which years there are", async () => {
    await insertWorld(database, [{ urn: 100001, absence: { "2021/22": "7" } }]);
    await expect(findOrFreeze(database, years)).rejects.toMatchObject({
      code: "NO_DATA",
      message: expect.stringContaining("Years with attendance: 2021/22"),
    });
    await expect(findOrFreeze(database, { baseYear: "2022" })).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
  });

  it("warns of blocks in which no school has circumstances", async () => {
    const population = await freeze([
      { urn: 100001, ...figure, ...described },
      { urn: 100002, ...figure, block: "SECONDARY" },
    ]);
    expect(populationWarnings(population)).toEqual(["SECONDARY: no school has circumstances of 2022/23."]);
  });
});

describe("a frozen population", () => {
  const schools: WorldSchool[] = [
    { urn: 100001, ...figure, ...described, region: "South East", trust: 1 },
    { urn: 100002, ...figure, region: "London", block: "SECONDARY", easting: 1, northing: 2 },
    { urn: 100003, ...figure, ...described, urban: true },
  ];

  it("has an id by its contents: the same in any order of rows, another when a figure changes", async () => {
    const { id } = await freeze(schools, [[100002, 100001, "Successor"]]);
    const again = await freeze([...schools].reverse(), [[100001, 100002, "Predecessor"]]);
    expect(again.id).toBe(id);
    const corrected = await freeze(
      [{ ...schools[0]!, absence: { "2022/23": "7.2" } }, ...schools.slice(1)],
      [[100002, 100001, "Successor"]],
    );
    expect(corrected.id).not.toBe(id);
  });

  it("keeps its id from release to release, so that a run of the same figures is found again", async () => {
    const { id } = await freeze(schools);
    expect(id).toBe("a33bb5b6537d0364a7c020bfd81b9ff3f4cc8f8bbe1d080202fcf9880ca1395b");
  });

  it("is stored once and is read back unchanged", async () => {
    const population = await freeze(schools);
    await findOrFreeze(database, years);
    expect(await loadPopulation(database, population.id)).toEqual(population);
    const rows = await database.query("SELECT base_year, schools, blocks FROM population WHERE id = $1", [
      population.id,
    ]);
    expect(rows).toEqual([{ base_year: "2022/23", schools: 3, blocks: { PRIMARY: 2, SECONDARY: 1 } }]);
    await expect(loadPopulation(database, "0")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("has the same bytes after a round trip, and rejects bytes of another version", async () => {
    const population = await freeze(schools);
    const bytes = encodePopulation(population);
    expect(encodePopulation(decodePopulation(bytes)).equals(bytes)).toBe(true);
    bytes.writeUInt32LE(2, 4);
    expect(() => decodePopulation(bytes)).toThrow(/another version/);
  });
});
