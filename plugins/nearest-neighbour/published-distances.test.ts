// Our kernel and plugin against the distances that the Department for Education published for its attainment model.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { ColumnName } from "../../src/strategy/contract.js";
import { match as matchSchools } from "../../test/support/match.js";
import type { TestSchool } from "../../test/support/population.js";
import strategy from "./index.js";

const published = resolve(import.meta.dirname, "../../../shared/data/similar-schools");

const match = (schools: readonly TestSchool[], parameters: object) =>
  matchSchools(strategy, schools, parameters).schools;

describe.skipIf(!existsSync(published))(
  "the distances published in February 2026 (skipped without ../shared/data)",
  () => {
    const read = (name: string): Record<string, string>[] =>
      parse(readFileSync(resolve(published, name)), { columns: true, bom: true });
    // weight, and coefficient per squared unit: ../shared/data/README.md
    const fitted: [ColumnName, string, number, number][] = [
      ["ks2Reading", "Ks2Rp", 0.3, 0.05822403185878773],
      ["ks2Maths", "Ks2Mp", 0.3, 0.036366616188112266],
      ["fsm", "PpPerc", 0.1, 0.0005112303032538372],
      ["eal", "PercentEal", 0.08, 0.0002273533601002646],
      ["polar4", "Polar4QuintilePupils", 0.05, 0.04783054510643053],
      ["stability", "PStability", 0.05, 0.0012041281441549708],
      ["idaci", "IdaciPupils", 0.04, 6.560717551172669],
      ["senSupport", "PercentSchSupport", 0.04, 0.0013071213739601446],
      ["roll", "NumberOfPupils", 0.02, 1.323529086142488e-7],
      ["ehcPlans", "PercentStatementOrEhp", 0.02, 0.007093779711116422],
    ];

    it("agree within 2e-7 for pairs in which both schools have values: 255 pairs", () => {
      const schools = read("secondary_values_2026-02.csv").map((row) => ({
        urn: Number(row.URN),
        ...Object.fromEntries(
          fitted.map(([column, name]) => [column, row[name] === "NA" ? Number.NaN : Number(row[name])]),
        ),
      }));
      const attributes = Object.fromEntries(
        fitted.map(([column, , weight, c]) => [column, { weight, scale: Math.sqrt(weight / c), required: true }]),
      );
      const found = new Map<string, number>();
      for (const school of match(schools, { attributes, k: 100 })) {
        if ("unmatched" in school) continue;
        for (const [at, peer] of school.peers.entries()) found.set(`${school.urn} ${peer}`, school.distances[at]!);
      }
      const pairs = read("secondary_groups_2026-02.csv").filter((row) => found.has(`${row.URN} ${row.NeighbourURN}`));
      expect(pairs).toHaveLength(255);
      const errors = pairs.map((row) => Math.abs(found.get(`${row.URN} ${row.NeighbourURN}`)! - Number(row.Dist)));
      expect(Math.max(...errors)).toBeLessThan(2e-7);
    });
  },
);
