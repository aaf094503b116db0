// Our strategies against numpy, scikit-learn, MatchIt and daisy, on the same tables.
import { describe, expect, it } from "vitest";
import gower from "../../plugins/gower/index.js";
import mahalanobis from "../../plugins/mahalanobis/index.js";
import nearestNeighbour from "../../plugins/nearest-neighbour/index.js";
import { matchBlock } from "../../src/matching/block.js";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { buildPool } from "../../src/matching/pool.js";
import type { Matched } from "../../src/matching/result.js";
import type { Strategy } from "../../src/strategy/contract.js";
import { readTable, type TableRequest } from "../../src/table/table.js";
import { groupBy, hasReference, readReference, referencePath } from "./reference.js";

async function read<Parameters>(file: string, of: Strategy<Parameters>, given: object, more: Partial<TableRequest>) {
  const parameters = normaliseParameters(of, given);
  const request = { path: referencePath(file), id: "id", where: [], columns: of.columns(parameters), ...more };
  return { ...(await readTable(request)), parameters };
}

describe.skipIf(!hasReference)("strategies against other systems (skipped without ../shared/oracles)", () => {
  describe("3,000 invented schools by twelve attributes", () => {
    const features = "fsm sen ehcp eal logpupils idaci easting northing rural mobility ptr prior".split(" ");

    /** @param factor from the other system's distances to ours */
    async function expectSame<P>(strategy: Strategy<P>, given: object, file: string, factor: number) {
      const expected = groupBy(readReference(file), "urn");
      const { frame, parameters } = await read("schools.csv", strategy, given, {
        id: "urn",
        block: "phase",
        where: [{ column: "open", value: "1" }],
      });
      let compared = 0;
      for (const block of new Set(frame.block)) {
        for (const school of matchBlock(frame, block, { strategy, parameters }).schools as Matched[]) {
          const expectedPeers = expected.get(String(school.urn))!;
          expect(school.peers).toEqual(expectedPeers.map(({ peer }) => Number(peer)));
          const errors = school.distances.map((distance, at) => {
            const other = factor * Number(expectedPeers[at]!.distance);
            // Our distances have 12 decimal places: half of the last is more than 1e-12 of a distance below a half.
            return Math.abs(distance - other) / Math.max(other, 0.501);
          });
          expect(Math.max(...errors)).toBeLessThanOrEqual(1e-12);
          compared += school.peers.length;
        }
      }
      expect(compared).toBe([...expected.values()].flat().length);
    }

    it("nearest-neighbour agrees on z-scores, with distances divided by the root of 12", async () => {
      const attributes = Object.fromEntries(features.map((column) => [column, 1]));
      // The weights sum to 1.
      await expectSame(nearestNeighbour, { attributes, k: 20 }, "schools_knn_euclid_z.csv", 1 / Math.sqrt(12));
    });

    it("mahalanobis agrees without a ridge", async () => {
      await expectSame(mahalanobis, { attributes: features, ridge: 0 }, "schools_knn_mahalanobis.csv", 1);
    });
  });

  describe("the LaLonde data", () => {
    const numbers = ["age", "educ", "married", "nodegree", "re74", "re75"];

    async function expectDistances<P>(file: string, strategy: Strategy<P>, given: object) {
      const { frame, ids, parameters } = await read("lalonde.csv", strategy, given, {});
      const pool = buildPool(frame, frame.block[0]!);
      const { between } = strategy.match(pool, parameters);
      let compared = 0;
      for (const { "": id, ...expected } of readReference(file)) {
        for (const [other, distance] of Object.entries(expected)) {
          const found = between(ids.indexOf(id!), ids.indexOf(other))!.distance;
          // Our distances have 12 decimal places.
          expect(Math.abs(found - Number(distance)), `${id} ${other}`).toBeLessThanOrEqual(
            1e-12 * Math.max(found, 0.501),
          );
          compared++;
        }
      }
      expect(compared).toBe(250);
    }

    it("gower agrees with daisy with scale `range`", async () => {
      const numeric = Object.fromEntries(numbers.map((column) => [column, 1]));
      const given = { numeric, categorical: { race: 1 }, scale: "range" };
      await expectDistances("lalonde_gower_dist_10x25.csv", gower, given);
    });

    it("mahalanobis agrees with MatchIt with the covariance pooled within treated and untreated", async () => {
      const given = { attributes: numbers, ridge: 0, covariance: { within: "treat" } };
      await expectDistances("lalonde_mahalanobis_dist_10x25.csv", mahalanobis, given);
    });
  });
});
