// Gower's distance: numbers and categories side by side; a pair of schools is compared by the attributes both have.
import {
  type Between,
  completenessOf,
  defineStrategy,
  nearestOf,
  type Peer,
  readAttributes,
  roundDistance,
} from "kindred/plugin";
import { choicesOf, scaled, spreads } from "./attributes.js";
import { distancesFrom, sharesOf } from "./comparison.js";
import { type Parameters, parameters } from "./parameters.js";

export default defineStrategy<Parameters>({
  name: "gower",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Gower's distance",
  description:
    "Finds the schools most like yours even where figures are missing: two schools are compared by the figures that " +
    "both have, and no single attribute can dominate. Use it where figures are patchy or extreme.",
  parameters,
  columns: (given) =>
    choicesOf(given).map(({ column }) => ({
      column,
      missing: "ignored",
      ...(Object.hasOwn(given.categorical ?? {}, column) && { role: "category" }),
    })),

  match(pool, given) {
    const { coverage, scale, k } = given;
    const attributes = readAttributes(pool, choicesOf(given), spreads[scale]);
    const { missing, isEnough } = completenessOf(pool, attributes, coverage);
    const compared = scaled(pool, attributes, given);
    const between: Between = (i, j) => {
      const distance = roundDistance(distancesFrom(i, Int32Array.of(j), compared, coverage)[0]!);
      if (Number.isNaN(distance)) return null;
      return { distance, shares: distance === 0 ? null : sharesOf(compared, i, j) };
    };
    const peersOf = (row: number): Peer[] => {
      const candidates = pool.candidates(row);
      const distances = distancesFrom(row, candidates, compared, coverage);
      return nearestOf(candidates, distances, k).map((peer) => ({ ...peer, shares: between(row, peer.row)!.shares }));
    };
    return {
      attributes: attributes.map(({ column }) => column),
      matches: isEnough.map((enough, row) =>
        enough ? { row, peers: peersOf(row) } : { row, unmatched: "MISSING_CIRCUMSTANCES", missing: missing[row]! },
      ),
      between,
    };
  },
});
