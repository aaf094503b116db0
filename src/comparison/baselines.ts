// Predictions of the held-out attendance that need no list of peers.
import { foldOfUrn, predictOutOfFold } from "../strategy/out-of-fold.js";
import type { Baseline } from "./figure.js";
import type { Schools } from "./lists.js";
import { rowsOfEach } from "./parts.js";

/** Folds of least squares, by `foldOfUrn` of the schools' keys. */
const folds = 10;

/**
 * Predictions for every school, NaN if there is none.
 * - `own_last`: the school's own attendance of the base year, if that year is known
 * - `block_mean`: the mean of the evaluated schools of the block
 * - `ols`: least squares within the block, out of fold, if there are attributes; on those that a school of the block has
 */
export function baselinePredictions(
  schools: Schools,
  heldOut: Float64Array,
  blockMeans: Float64Array,
): Partial<Record<Baseline, Float64Array>> {
  return {
    ...(schools.outcome && { own_last: schools.outcome }),
    block_mean: blockMeans,
    ...(Object.keys(schools.attributes).length > 0 && { ols: leastSquares(schools, heldOut) }),
  };
}

function leastSquares({ block, attributes, keys }: Schools, heldOut: Float64Array): Float64Array {
  const predictions = new Float64Array(block.length);
  for (const rows of rowsOfEach(block).values()) {
    const columns = Object.values(attributes).filter((column) => rows.some((row) => !Number.isNaN(column[row])));
    const isKnown = (row: number) => [heldOut, ...columns].every((column) => !Number.isNaN(column[row]));
    const inBlock = predictOutOfFold(columns, heldOut, rows.filter(isKnown), (row) => foldOfUrn(keys[row]!, folds));
    for (const row of rows) predictions[row] = inBlock.predictions[row]!;
  }
  return predictions;
}
