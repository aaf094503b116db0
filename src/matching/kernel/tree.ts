// Brings rows that are alike together: halved by the dimension in which they are spread most, again and again, down to
// leaves of 16. Halves end where boxes end, so that a box of 16 boxes is a part of the tree, too.
import * as layout from "./assembly/layout.js";

/** What the tree is made by. */
export interface Splittable {
  value(row: number, dimension: number): number;
  /** Puts the values of these rows in their places among the keys. */
  read(rows: Int32Array, dimension: number, keys: Float64Array): void;
  /** The dimension to halve these rows by. */
  widest(rows: Int32Array): number;
}

export interface Tree {
  /** Row at every position. */
  readonly member: Int32Array;
  /** Box of 16 leaves in which a row is, or would be. */
  homeOf(row: number): number;
}

// Of its own, for it is read in the innermost loops.
const width = layout.width;
/** How many rows are looked at to see where a part of the tree is widest. */
const sampled = 48;

/** @param members in any order; left as they are */
export function plantTree(members: Int32Array, by: Splittable): Tree {
  const member = members.slice();
  const keys = new Float64Array(member.length);
  // A position is the middle of one part at most.
  const splits = new Map<number, { dimension: number; value: number }>();

  const split = (low: number, high: number): void => {
    if (high - low <= width) return;
    const middle = middleOf(low, high);
    const step = Math.max(1, Math.floor((high - low) / sampled));
    const sample = Int32Array.from({ length: Math.ceil((high - low) / step) }, (_, at) => member[low + at * step]!);
    const dimension = by.widest(sample);
    by.read(member.subarray(low, high), dimension, keys.subarray(low, high));
    select(keys, member, low, high - 1, middle);
    splits.set(middle, { dimension, value: keys[middle]! });
    split(low, middle);
    split(middle, high);
  };
  split(0, member.length);

  const homeOf = (row: number) => {
    let [low, high] = [0, member.length];
    while (high - low > width * width) {
      const middle = middleOf(low, high);
      const { dimension, value } = splits.get(middle)!;
      if (by.value(row, dimension) < value) high = middle;
      else low = middle;
    }
    return Math.floor(low / (width * width));
  };
  return { member, homeOf };
}

/** About half of a part, in whole boxes of the largest size that it has several of. */
function middleOf(low: number, high: number): number {
  let unit = width;
  while (unit * width < high - low) unit *= width;
  return low + unit * Math.ceil(Math.ceil((high - low) / unit) / 2);
}

/** Moves the keys, and rows with them, so that none before `nth` is greater and none after it less (Hoare's find). */
function select(keys: Float64Array, rows: Int32Array, first: number, last: number, nth: number): void {
  let [low, high] = [first, last];
  while (low < high) {
    const pivot = keys[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (keys[left]! < pivot) left++;
      while (keys[right]! > pivot) right--;
      if (left > right) break;
      const key = keys[left]!;
      const row = rows[left]!;
      keys[left] = keys[right]!;
      rows[left++] = rows[right]!;
      keys[right] = key;
      rows[right--] = row;
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else return;
  }
}
