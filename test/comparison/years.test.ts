// Peers of an older year and a newer one, worked out by hand.
import { describe, expect, it } from "vitest";
import { partsOf } from "../../src/comparison/parts.js";
import { changesBetween, olderRows, type Year } from "../../src/comparison/years/changes.js";
import { changeFigures } from "../../src/comparison/years/figures.js";
import { explainChanges } from "../../src/comparison/years/reasons.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import { frameOf } from "../../src/matching/frame.js";
import type { RowPairs } from "../../src/matching/rematch.js";
import { populationOf, type TestSchool } from "../support/population.js";
import { listOf } from "./small-comparison.js";

/** @param peers URN -> URN of each peer, nearest first -> distance */
function yearOf(schools: readonly TestSchool[], peers: Record<number, Record<number, number>>): Year {
  const population = populationOf(schools);
  const urns = [...population.urn];
  const nearest = urns.map((urn) => Object.entries(peers[urn] ?? {}).sort(([, a], [, b]) => a - b));
  return {
    population,
    list: listOf(
      "ours",
      nearest.map((ofSchool) => ofSchool.map(([urn]) => urns.indexOf(Number(urn)))),
      nearest.map((ofSchool) => ofSchool.map(([, distance]) => distance)),
    ),
  };
}

const home = { region: "East" };

/** 30 and 40 seek peers; the schools with peers of 30 go for a reason each. */
const older = yearOf(
  [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 40, 50].map((urn) => ({ urn, ...home })),
  {
    30: { 20: 0.1, 21: 0.2, 22: 0.3, 23: 0.4, 24: 0.5, 25: 0.6, 26: 0.7, 27: 0.8, 28: 0.9, 29: 1 },
    40: { 20: 0.1, 21: 0.2 },
    50: { 20: 0.1 },
  },
);

const newer = yearOf(
  [
    { urn: 20, ...home },
    // 21 has closed; 22 has a successor, which is a peer again; 29 has merged with 30.
    { urn: 23, ...home, block: "PRIMARY" },
    { urn: 24, region: "West" },
    { urn: 25, ...home, attendance: Number.NaN },
    { urn: 26, ...home },
    { urn: 27, ...home },
    { urn: 28, ...home },
    { urn: 30, ...home, lineage: 29 },
    { urn: 31, ...home },
    { urn: 40, ...home },
    { urn: 60, ...home, lineage: 22 },
    // 50 has become 61; 62 is new.
    { urn: 61, ...home, lineage: 50 },
    { urn: 62, ...home },
  ],
  { 30: { 31: 0.05, 60: 0.1, 20: 0.15 }, 61: { 20: 0.1 }, 62: { 20: 0.1 } },
);

/** The distances that these pairs have in the newer year; 26 lacks figures. */
const distances: Record<string, number> = { "30-24": 0.4, "30-25": 0.4, "30-27": 0.9, "30-28": 0.9, "40-20": 0.1 };

async function explained({ isSameStrategy = true } = {}) {
  const { population, list } = newer;
  const asked: string[] = [];
  const distancesOf = async ({ from, to }: RowPairs) =>
    Float64Array.from(from, (row, at) => {
      const pair = `${population.urn[row]}-${population.urn[to[at]!]}`;
      asked.push(pair);
      return distances[pair] ?? Number.NaN;
    });
  const rows = olderRows(older.population, population);
  const frame = frameOf(population, normaliseConstraints({ sameRegion: true }));
  const changes = await explainChanges(changesBetween(older, newer, rows), {
    frame,
    list,
    isSameStrategy,
    distancesOf,
  });
  const told = changes.map(({ school, peerUrn, change, reason, before, after, distanceNow }) => [
    population.urn[school],
    peerUrn,
    reason ?? change,
    before?.rank ?? null,
    after?.rank ?? null,
    before?.distance ?? null,
    distanceNow,
  ]);
  return { changes, rows, asked, told };
}

describe("the peers of two years", () => {
  it("stay, come, or go for the first reason that holds", async () => {
    const { told } = await explained();
    expect(told.filter(([urn]) => urn === 30)).toEqual([
      [30, 20, "STAYED", 1, 3, 0.1, 0.15],
      [30, 21, "CLOSED", 2, null, 0.2, null],
      [30, 60, "STAYED", 3, 2, 0.3, 0.1],
      [30, 23, "OUT_OF_REACH", 4, null, 0.4, null],
      [30, 24, "OUT_OF_REACH", 5, null, 0.5, 0.4],
      [30, 25, "NO_FIGURES", 6, null, 0.6, 0.4],
      [30, 26, "NO_FIGURES", 7, null, 0.7, null],
      [30, 27, "FIGURES_CHANGED", 8, null, 0.8, 0.9],
      [30, 28, "OVERTAKEN", 9, null, 0.9, 0.9],
      [30, 29, "CLOSED", 10, null, 1, null],
      [30, 31, "CAME", null, 1, null, 0.05],
    ]);
  });

  it("all go if the school is not matched, closed ones for that reason", async () => {
    const { told } = await explained();
    expect(told.filter(([urn]) => urn === 40).map(([, peer, reason]) => [peer, reason])).toEqual([
      [20, "NOT_MATCHED"],
      [21, "CLOSED"],
    ]);
  });

  it("are those of a school's successor, and left out for a school that is new", async () => {
    const { told } = await explained();
    expect(told.filter(([urn]) => Number(urn) >= 50)).toEqual([[61, 20, "STAYED", 1, 1, 0.1, 0.1]]);
  });

  it("are measured only where both schools are of one block", async () => {
    const { asked } = await explained();
    expect(asked).toEqual(["30-24", "30-25", "30-26", "30-27", "30-28", "40-20"]);
  });

  it("go without a comparison of distances if the runs have different strategies", async () => {
    const { told } = await explained({ isSameStrategy: false });
    expect(told.filter(([, , reason]) => reason === "OTHER_STRATEGY").map(([, peer]) => peer)).toEqual([27, 28]);
  });
});

it("counts shares of pairs, and Jaccard's index over schools with peers in both years", async () => {
  const { changes, rows } = await explained();
  const parts = partsOf({ block: newer.population.block, groups: {} });
  const figures = changeFigures({ changes, rows, parts, names: { older: "a", newer: "b" }, seed: 1 });
  const overall = figures.filter(({ block }) => block === "all");
  expect(overall.map(({ measure, attribute, value, n }) => [measure, attribute, value, n])).toEqual([
    // 2 of 11 for school 30, all for 61; 40 has no peers now.
    ["jaccard", "", (2 / 11 + 1) / 2, 2],
    ["stayed_share", "", 3 / 13, 13],
    ["came_share", "", 1 / 4, 4],
    ["went_share", "CLOSED", 3 / 13, 13],
    ["went_share", "NOT_MATCHED", 1 / 13, 13],
    ["went_share", "OUT_OF_REACH", 2 / 13, 13],
    ["went_share", "NO_FIGURES", 2 / 13, 13],
    ["went_share", "OTHER_STRATEGY", 0, 13],
    ["went_share", "FIGURES_CHANGED", 1 / 13, 13],
    ["went_share", "OVERTAKEN", 1 / 13, 13],
  ]);
  expect(overall.every(({ section, strategy, other }) => `${section} ${strategy} ${other}` === "change b a")).toBe(
    true,
  );
});
