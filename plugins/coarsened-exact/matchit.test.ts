// Our cells against MatchIt's coarsened exact matching on the LaLonde data. matchit-cem.csv has, for each unit,
// the subclass that MatchIt 4.5.1 (R 4.2.2) gives it; none if its cell does not have both treated and untreated units:
//   library(MatchIt)
//   d <- read.csv("../shared/oracles/lalonde.csv")
//   f <- treat ~ age + educ + race + married + nodegree + re74 + re75
//   subclass <- function(cutpoints)
//     as.integer(as.character(matchit(f, d, method = "cem", cutpoints = cutpoints)$subclass))
//   out <- data.frame(id = d$id,
//     sturges = subclass("sturges"),
//     given = subclass(list(age = c(20, 25, 30, 40), educ = c(8, 12), married = 0, nodegree = 0,
//       re74 = c(1, 5000), re75 = c(1, 5000))),
//     quantiles = subclass(list(age = "q5", educ = "q3", married = 0, nodegree = 0, re74 = "q4", re75 = "q4")),
//     widths = subclass(list(age = 4, educ = 3, married = 0, nodegree = 0, re74 = 5, re75 = 3)))
//   write.csv(out, "matchit-cem.csv", row.names = FALSE, quote = FALSE, na = "")
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { normaliseParameters } from "../../src/matching/parameters.js";
import { buildPool } from "../../src/matching/pool.js";
import { readTable } from "../../src/table/table.js";
import { hasReference, type Row, readReference, referencePath } from "../../test/plugins/reference.js";
import strategy from "./index.js";
import type { Cuts } from "./parameters.js";

const matchIt: Row[] = parse(readFileSync(resolve(import.meta.dirname, "matchit-cem.csv")), { columns: true });

const exact = { race: "category", married: "exact", nodegree: "exact" } as const;
const settings: Record<string, Record<string, Cuts>> = {
  sturges: {
    age: "sturges",
    educ: "sturges",
    race: "category",
    married: "sturges",
    nodegree: "sturges",
    re74: "sturges",
    re75: "sturges",
  },
  given: { ...exact, age: [20, 25, 30, 40], educ: [8, 12], re74: [1, 5000], re75: [1, 5000] },
  quantiles: {
    ...exact,
    age: { quantiles: 5 },
    educ: { quantiles: 3 },
    re74: { quantiles: 4 },
    re75: { quantiles: 4 },
  },
  widths: {
    ...exact,
    age: { equalWidth: 4 },
    educ: { equalWidth: 3 },
    re74: { equalWidth: 5 },
    re75: { equalWidth: 3 },
  },
};

/** Each unit's cell in words, and its peers. */
async function matchLalonde(attributes: Record<string, Cuts>) {
  const parameters = normaliseParameters(strategy, { attributes, k: 200 });
  const columns = strategy.columns(parameters);
  const { frame, ids } = await readTable({ path: referencePath("lalonde.csv"), id: "id", where: [], columns });
  const { matches } = strategy.match(buildPool(frame, frame.block[0]!), parameters);
  return new Map(
    matches.map((match) => {
      if (!("peers" in match)) throw new Error(`${ids[match.row]} is not matched`);
      return [ids[match.row]!, { cell: match.band!.label, peers: match.peers.map(({ row }) => ids[row]!) }];
    }),
  );
}

const groupBy = (units: readonly Row[], keyOf: (unit: Row) => string) => {
  const groups = new Map<string, string[]>();
  for (const unit of units) groups.set(keyOf(unit), [...(groups.get(keyOf(unit)) ?? []), unit.id!].sort());
  return groups;
};

describe.skipIf(!hasReference)(
  "cells against MatchIt's on the LaLonde data (skipped without ../shared/oracles)",
  () => {
    const treated = new Map(readReference("lalonde.csv").map(({ id, treat }) => [id, treat]));

    it.each([
      ["sturges", 25, 140],
      ["given", 29, 201],
      ["quantiles", 36, 172],
      ["widths", 28, 366],
    ])("are the same by the rule %s: %i subclasses, %i units", async (rule, subclasses, units) => {
      const ours = await matchLalonde(settings[rule]!);
      const cells = groupBy(matchIt, ({ id }) => ours.get(id!)!.cell);
      const withBoth = [...cells.values()].filter((ids) => new Set(ids.map((id) => treated.get(id))).size === 2);
      const theirs = groupBy(
        matchIt.filter((unit) => unit[rule] !== ""),
        (unit) => unit[rule]!,
      );
      expect([theirs.size, [...theirs.values()].flat().length]).toEqual([subclasses, units]);
      expect(withBoth.sort()).toEqual([...theirs.values()].sort());
    });

    it("hold a unit's peers: all others of its cell", async () => {
      const ours = await matchLalonde(settings.given!);
      const cells = groupBy(matchIt, ({ id }) => ours.get(id!)!.cell);
      for (const [id, { cell, peers }] of ours)
        expect(peers.toSorted()).toEqual(cells.get(cell)!.filter((other) => other !== id));
    });
  },
);
