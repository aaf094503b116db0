// A regression tree of fixed depth on binned columns, by squared error. It is grown level by level, and all sums run in
// order of row or bin, without logarithms or exponentials: the same bits on every machine.
import { maxBins } from "./bins.js";

/** Node `n` has the children `2n + 1` (the split's bin or below) and `2n + 2`. */
export interface Tree {
  /** The column that a node splits; `leaf` if it does not. */
  readonly column: Int32Array;
  /** The last bin that goes to the first child. */
  readonly bin: Uint8Array;
  /** A leaf's value. */
  readonly value: Float64Array;
}

interface TreeOptions {
  readonly depth: number;
  /** The fewest rows of a leaf. */
  readonly minLeaf: number;
  /** A split must reduce the sum of squares by more than this. */
  readonly minGain: number;
}

/** The rows to learn from, as they stand at one level. */
interface Level {
  readonly outcome: Float64Array;
  readonly rows: Int32Array;
  /** The node of each of `rows`. */
  readonly nodes: Uint8Array;
  /** The first node of the level; rows in nodes before it have come to a leaf. */
  readonly first: number;
}

interface Split {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
}

/** Sums and counts of one column's bins in every node of a level. */
interface Histogram {
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

export const leaf = -1;

/**
 * A node takes the split that reduces the sum of squares most; ties go to the first column, then to the lowest bin.
 * @param columns the bin of every row
 * @param outcome of every row
 * @param rows the rows to learn from
 */
export function growTree(
  columns: readonly Uint8Array[],
  outcome: Float64Array,
  rows: Int32Array,
  options: TreeOptions,
): Tree {
  const size = 2 ** (options.depth + 1) - 1;
  const tree = { column: new Int32Array(size).fill(leaf), bin: new Uint8Array(size), value: new Float64Array(size) };
  const nodes = new Uint8Array(rows.length);
  for (let level = 0; level < options.depth; level++) {
    const first = 2 ** level - 1;
    for (const [at, { column, bin }] of bestSplits(columns, { outcome, rows, nodes, first }, options).entries()) {
      tree.column[first + at] = column;
      tree.bin[first + at] = bin;
    }
    for (let at = 0; at < rows.length; at++) {
      const column = nodes[at]! < first ? leaf : tree.column[nodes[at]!]!;
      if (column !== leaf) nodes[at] = childOf(tree, nodes[at]!, columns[column]![rows[at]!]!);
    }
  }
  const { sums, counts } = sumByNode(outcome, rows, nodes, size);
  for (let node = 0; node < size; node++) if (counts[node]! > 0) tree.value[node] = sums[node]! / counts[node]!;
  return tree;
}

/**
 * @param shuffled a column that is read from row `other` in place of `row`
 * @returns the value of the row's leaf
 */
export function valueAt(tree: Tree, columns: readonly Uint8Array[], row: number, shuffled = leaf, other = row): number {
  let node = 0;
  for (let column = tree.column[0]!; column !== leaf; column = tree.column[node]!)
    node = childOf(tree, node, columns[column]![column === shuffled ? other : row]!);
  return tree.value[node]!;
}

function childOf({ bin }: Tree, node: number, of: number): number {
  return 2 * node + (of <= bin[node]! ? 1 : 2);
}

function sumByNode(outcome: Float64Array, rows: Int32Array, nodes: Uint8Array, size: number): Histogram {
  const sums = new Float64Array(size);
  const counts = new Int32Array(size);
  for (let at = 0; at < rows.length; at++) {
    const node = nodes[at]!;
    sums[node] = sums[node]! + outcome[rows[at]!]!;
    counts[node] = counts[node]! + 1;
  }
  return { sums, counts };
}

/** For each node of a level the best split; its column is `leaf` if none gains enough. */
function bestSplits(columns: readonly Uint8Array[], level: Level, { minGain, minLeaf }: TreeOptions): readonly Split[] {
  const { outcome, rows, nodes, first } = level;
  const totals = sumByNode(outcome, rows, nodes, 2 * first + 1);
  const best = Array.from({ length: first + 1 }, (): Split => ({ gain: minGain, column: leaf, bin: 0 }));
  for (const [column, bins] of columns.entries()) {
    const histogram = histogramOf(bins, level);
    for (let at = 0; at <= first; at++) {
      const total = { sum: totals.sums[first + at]!, count: totals.counts[first + at]! };
      best[at] = bestSplit(histogram, at, total, minLeaf, { ...best[at]!, candidate: column });
    }
  }
  return best;
}

function histogramOf(bins: Uint8Array, { outcome, rows, nodes, first }: Level): Histogram {
  const sums = new Float64Array((first + 1) * maxBins);
  const counts = new Int32Array((first + 1) * maxBins);
  for (let at = 0; at < rows.length; at++) {
    if (nodes[at]! < first) continue;
    const row = rows[at]!;
    const slot = (nodes[at]! - first) * maxBins + bins[row]!;
    sums[slot] = sums[slot]! + outcome[row]!;
    counts[slot] = counts[slot]! + 1;
  }
  return { sums, counts };
}

/** The best split of one node, on the candidate column or as found before. */
function bestSplit(
  { sums, counts }: Histogram,
  at: number,
  total: { readonly sum: number; readonly count: number },
  minLeaf: number,
  { candidate, ...found }: Split & { readonly candidate: number },
): Split {
  let best: Split = found;
  let sum = 0;
  let count = 0;
  const unsplit = (total.sum * total.sum) / total.count;
  for (let bin = 0; bin < maxBins - 1; bin++) {
    const slot = at * maxBins + bin;
    if (counts[slot] === 0) continue;
    sum += sums[slot]!;
    count += counts[slot]!;
    const rest = total.count - count;
    if (rest < minLeaf) break;
    if (count < minLeaf) continue;
    const gain = (sum * sum) / count + ((total.sum - sum) * (total.sum - sum)) / rest - unsplit;
    if (gain > best.gain) best = { gain, column: candidate, bin };
  }
  return best;
}
