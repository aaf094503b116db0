import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { poolOf } from "../support/match.js";

const folder = resolve(import.meta.dirname, "../../../shared/oracles");
const features = [
  "fsm",
  "sen",
  "ehcp",
  "eal",
  "logpupils",
  "idaci",
  "easting",
  "northing",
  "rural",
  "mobility",
  "ptr",
  "prior",
];

const read = (name: string): Record<string, string>[] =>
  parse(readFileSync(resolve(folder, name)), { columns: true, bom: true });

function groupBy(rows: readonly Record<string, string>[], column: string) {
  const groups = new Map<string, Record<string, string>[]>();
  for (const row of rows) {
    const group = groups.get(row[column]!) ?? [];
    groups.set(row[column]!, group);
    group.push(row);
  }
  return groups;
}

describe.skipIf(!existsSync(folder))(
  "the kernel against numpy, scikit-learn, Faiss and FNN (skipped without ../shared/oracles)",
  () => {
    it("finds the same 20 nearest in the same order, at the same distances", () => {
      const scaling = new Map(read("schools_scaling.csv").map((row) => [`${row.phase} ${row.feature}`, row]));
      const expected = groupBy(read("schools_knn_euclid_z.csv"), "urn");
      const open = read("schools.csv").filter((row) => row.open === "1");
      let compared = 0;
      for (const [phase, schools] of groupBy(open, "phase")) {
        const pool = poolOf(schools.map((row) => ({ urn: Number(row.urn) })));
        const dimensions = features.map((feature) => {
          const { mean, sd } = scaling.get(`${phase} ${feature}`)!;
          return Float64Array.from(schools, (row) => (Number(row[feature]) - Number(mean)) / Number(sd));
        });
        const nearest = pool.nearest({ attributes: features, dimensions }, { metric: "euclidean", k: 20 });
        for (const [row, peers] of nearest.entries()) {
          const expectedPeers = expected.get(String(pool.urn[row]))!;
          expect(peers!.map((peer) => pool.urn[peer.row])).toEqual(expectedPeers.map(({ peer }) => Number(peer)));
          for (const [at, { distance }] of peers!.entries()) {
            const other = Number(expectedPeers[at]!.distance);
            expect(Math.abs(distance - other)).toBeLessThanOrEqual(1e-12 * other);
          }
          compared += peers!.length;
        }
      }
      expect(compared).toBe([...expected.values()].flat().length);
    });
  },
);
