// Our strategies beside numpy, scikit-learn, MatchIt and daisy. Their columns go by the names of ours: what a column is
// called changes no distance.
import { describe, expect, it } from "vitest";
import { choicesOf, scaled, spreads } from "../../plugins/gower/attributes.js";
import { distancesFrom } from "../../plugins/gower/comparison.js";
import mahalanobis, { whiten } from "../../plugins/mahalanobis/index.js";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { pointsOf } from "../../src/matching/attributes/points.js";
import { readAttributes } from "../../src/matching/attributes/read.js";
import { matchBlock } from "../../src/matching/block.js";
import { normaliseConstraints } from "../../src/matching/constraints.js";
import type { Strategy } from "../../src/matching/contract.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { buildPool } from "../../src/matching/pool.js";
import type { Matched } from "../../src/matching/result.js";
import { circumstanceColumns } from "../../src/population/population.js";
import { populationOf, type TestSchool } from "../support/population.js";
import { groupBy, hasReference, numberIn, type Row, readReference } from "./reference.js";

describe.skipIf(!hasReference)("beside other systems (skipped without ../shared/oracles)", () => {
  describe("3,000 invented schools by twelve attributes", () => {
    const features = "fsm sen ehcp eal logpupils idaci easting northing rural mobility ptr prior".split(" ");
    const named = nameAfterOurs(features);

    /** @param factor what their distances are multiplied by to be ours */
    function expectSame(strategy: Strategy, parameters: object, file: string, factor: number) {
      const expected = groupBy(readReference(file), "urn");
      const open = readReference("schools.csv").filter((row) => row.open === "1");
      let compared = 0;
      for (const rows of groupBy(open, "phase").values()) {
        for (const school of match(
          strategy,
          rows.map((row) => asSchool(row, "urn", named)),
          parameters,
        )) {
          const wanted = expected.get(String(school.urn))!;
          expect(school.peers).toEqual(wanted.map(({ peer }) => Number(peer)));
          const errors = school.distances.map((distance, at) => {
            const other = factor * Number(wanted[at]!.distance);
            // Ours are kept at 12 decimal places: a half of the last is more than 1e-12 of a distance under a half.
            return Math.abs(distance - other) / Math.max(other, 0.501);
          });
          expect(Math.max(...errors)).toBeLessThanOrEqual(1e-12);
          compared += school.peers.length;
        }
      }
      expect(compared).toBe([...expected.values()].flat().length);
    }

    it("nearest-neighbour finds the same by z-scores, distances divided by the root of 12: its weights sum to 1", () => {
      const attributes = Object.fromEntries([...named.keys()].map((column) => [column, 1]));
      expectSame(nearestNeighbour, { attributes, k: 20 }, "schools_knn_euclid_z.csv", 1 / Math.sqrt(12));
    });

    it("mahalanobis finds the same without a ridge", () => {
      expectSame(mahalanobis, { attributes: [...named.keys()], ridge: 0 }, "schools_knn_mahalanobis.csv", 1);
    });
  });

  describe("the LaLonde data", () => {
    const rows = readReference("lalonde.csv");
    const rowOf = new Map(rows.map((row, at) => [row.id!, at]));
    const named = nameAfterOurs(["age", "educ", "married", "nodegree", "re74", "re75"]);
    const races = [...groupBy(rows, "race").keys()];
    /** The treated are one region, the others another; race goes by the name of KS2. */
    const schools = rows.map((row) => ({
      ...asSchool(row, "row", named),
      ks2: races.indexOf(row.race!),
      region: row.treat!,
    }));

    const pool = buildPool(populationOf(schools), "SECONDARY", normaliseConstraints({}));

    /** @param ours distance between two rows */
    function expectDistances(file: string, ours: (i: number, j: number) => number) {
      for (const { "": id, ...expected } of readReference(file)) {
        for (const [other, distance] of Object.entries(expected)) {
          const found = ours(rowOf.get(id!)!, rowOf.get(other)!);
          expect(Math.abs(found - Number(distance)), `${id} ${other}`).toBeLessThanOrEqual(1e-12 * found);
        }
      }
    }

    it("gower gives daisy's distances by the whole range", () => {
      const numeric = Object.fromEntries([...named.keys()].map((column) => [column, 1]));
      const given = { numeric, categorical: { ks2: 1 } };
      const attributes = scaled(pool, readAttributes(pool, choicesOf(given), spreads.range), given);
      expectDistances(
        "lalonde_gower_dist_10x25.csv",
        (i, j) => distancesFrom(i, Int32Array.of(j), attributes, 0.6)[0]!,
      );
    });

    it("mahalanobis gives MatchIt's distances by the covariance within regions, pooled", () => {
      const choices = [...named.keys()].map((column) => ({ column, weight: 1, log: false, required: false }));
      const attributes = readAttributes(pool, choices);
      const points = pointsOf(pool, attributes, { coverage: 1, weights: choices.map(() => 1) });
      const dimensions = whiten(pool, attributes, points, { covariance: "region", ridge: 0 });
      expectDistances("lalonde_mahalanobis_dist_10x25.csv", (i, j) =>
        Math.sqrt(dimensions.reduce((sum, values) => sum + (values[i]! - values[j]!) ** 2, 0)),
      );
    });
  });
});

/** Names of ours for up to 13 names of theirs: ours -> theirs. */
function nameAfterOurs(theirs: readonly string[]) {
  return new Map(theirs.map((name, at) => [circumstanceColumns[at]!, name]));
}

function asSchool(row: Row, id: string, named: ReadonlyMap<string, string>): TestSchool {
  const columns = [...named].map(([ours, theirs]) => [ours, numberIn(row, theirs)]);
  return { urn: Number(row[id]), ...Object.fromEntries(columns) };
}

function match(strategy: Strategy, schools: readonly TestSchool[], parameters: object): Matched[] {
  return matchBlock(populationOf(schools), "SECONDARY", {
    strategy,
    parameters: normaliseParameters(strategy, parameters),
    constraints: normaliseConstraints({}),
  }).schools as Matched[];
}
