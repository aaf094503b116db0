// Gradient boosting for squared error: each tree is fitted to what the trees before it leave unexplained.
// Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29, 2001, algorithm 2.
import { growTree, type Tree, valueAt } from "./tree.js";

export interface BoostOptions {
  readonly trees: number;
  readonly depth: number;
  /** The share of each tree's values that is used: Friedman's shrinkage. */
  readonly learningRate: number;
  readonly minLeaf: number;
}

export interface Model {
  readonly mean: number;
  readonly trees: readonly Tree[];
  readonly learningRate: number;
}

/** A gain in the sum of squares below this share of the outcomes' own squares is rounding. */
const negligible = 1e-12;

/** @param rows the rows to learn from, at least one */
export function boost(
  columns: readonly Uint8Array[],
  outcome: Float64Array,
  rows: Int32Array,
  { trees, learningRate, depth, minLeaf }: BoostOptions,
): Model {
  const mean = rows.reduce((sum, row) => sum + outcome[row]!, 0) / rows.length;
  const minGain = negligible * rows.reduce((sum, row) => sum + outcome[row]! * outcome[row]!, 0);
  const residuals = outcome.map((value) => value - mean);
  const grown: Tree[] = [];
  for (let count = 0; count < trees; count++) {
    const tree = growTree(columns, residuals, rows, { depth, minLeaf, minGain });
    for (const row of rows) residuals[row] = residuals[row]! - learningRate * valueAt(tree, columns, row);
    grown.push(tree);
  }
  return { mean, trees: grown, learningRate };
}

/** @param shuffled a column that is read from row `other` in place of `row` */
export function predict(
  { mean, trees, learningRate }: Model,
  columns: readonly Uint8Array[],
  row: number,
  shuffled?: number,
  other?: number,
): number {
  let prediction = mean;
  for (const tree of trees) prediction += learningRate * valueAt(tree, columns, row, shuffled, other);
  return prediction;
}
