// Coarsened exact matching. A cell is one interval or category of every attribute; peers are of the same cell, nearest
// first.

import {
  type Attribute,
  counted,
  defaultCoverage,
  defineStrategy,
  type Match,
  nearestOf,
  type Peer,
  plural,
  pointsOf,
  readAttributes,
} from "kindred/plugin";
import { cellsOf } from "./cells.js";
import { choicesOf, type Parameters, parameters } from "./parameters.js";

export default defineStrategy<Parameters>({
  name: "coarsened-exact",
  version: "1.0.0",
  engine: "^0.1.0",
  title: "Coarsened exact matching",
  description:
    "Compares you only with schools in the same interval or category of every attribute, nearest first. In no " +
    "attribute is a peer further off than an interval is wide. A school alone in its cell has no peers.",
  parameters,
  columns: (given) =>
    Object.entries(given.attributes).map(([column, { cuts, required }]) =>
      cuts === "category"
        ? { column, missing: required ? "required" : "band", role: "category" }
        : { column, missing: required ? "required" : "median" },
    ),

  match(pool, given) {
    const attributes = readAttributes(pool, choicesOf(given)).map((attribute) =>
      given.attributes[attribute.column]!.cuts === "category" ? withoutDistance(attribute) : attribute,
    );
    const points = pointsOf(pool, attributes, { coverage: defaultCoverage });
    const cells = cellsOf(pool, attributes, points.isEnough, given.attributes);
    const between = pool.between(points, "euclidean");
    let withoutCellMate = 0;
    const peersOf = (row: number): Peer[] => {
      const candidates = pool.candidates(row);
      const cellMates = cells.matesOf(row, candidates);
      // Without any candidate it is not for its cell that a school has no peers.
      if (cellMates.length === 0 && candidates.some((other) => points.isEnough[other])) withoutCellMate++;
      const distances = distancesFrom(points.dimensions, row, cellMates);
      return nearestOf(cellMates, distances, given.k).map((peer) => ({ row: peer.row, ...between(row, peer.row)! }));
    };
    const matches = points.isEnough.map((isEnough, row): Match => {
      const missing = points.missing[row]!;
      if (!isEnough) return { row, unmatched: "MISSING_CIRCUMSTANCES", missing };
      return { row, peers: peersOf(row), imputed: missing, band: { label: cells.label(row), relaxed: [] } };
    });
    if (withoutCellMate > 0)
      pool.warn(
        `${counted(withoutCellMate, "school")} ${plural(withoutCellMate, "has", "have")} no cell-mate, and so no peers`,
      );
    return {
      attributes: points.attributes,
      matches,
      between,
      learnt: { cells: cells.count, withoutCellMate, cutPoints: cells.cutPoints },
    };
  },
});

/** A category decides on the cell alone: its codes have no distance, and unknown is a category of its own. */
function withoutDistance(attribute: Attribute): Attribute {
  // A unit of 0 leaves it out of the distance.
  const unknown = attribute.required ? Number.NaN : -1;
  return { ...attribute, unit: 0, values: attribute.values.map((code) => (Number.isNaN(code) ? unknown : code)) };
}

/** For sorting, faster than `Pool.between`; summed in the same order, so that both round alike. */
function distancesFrom(dimensions: readonly Float64Array[], row: number, others: Int32Array): Float64Array {
  const squares = new Float64Array(others.length);
  for (const dimension of dimensions) {
    for (let at = 0; at < others.length; at++) {
      const difference = dimension[row]! - dimension[others[at]!]!;
      squares[at] = squares[at]! + difference * difference;
    }
  }
  return squares.map(Math.sqrt);
}
