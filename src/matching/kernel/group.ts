// One group of a search: rows that may be peers of one another.
import type { Nearness } from "../candidates.js";
import type { Answer } from "./answer.js";
import * as layout from "./assembly/layout.js";

/** Other arrays by row cover all rows, not only the group's. */
export interface Group {
  /** The rows that may be peers, ascending, then rows that may not be peers but need peers. */
  readonly rows: readonly number[];
  /** The number of rows that may be peers. */
  readonly possible: number;
  /** The number of rows to find peers for. */
  readonly queries: number;
  /** 1 for the rows to find peers for. */
  readonly isQuery: Uint8Array;
  readonly dimensions: readonly Float64Array[];
  readonly mustDiffer: readonly Int32Array[];
  readonly near: Nearness | null;
  readonly isManhattan: boolean;
  /** At most the number of possible peers. */
  readonly k: number;
  readonly threads: number;
  readonly answer: Answer;
  onProgress(rows: number): void;
}

/** Writes what does not depend on the way of searching. */
export function writeGroup(header: Int32Array, doubles: Float64Array, group: Group): void {
  const { answer } = group;
  header[layout.queryCountSlot] = group.queries;
  header[layout.pointCountSlot] = group.rows.length;
  header[layout.possibleCountSlot] = group.possible;
  header[layout.dimensionsSlot] = group.dimensions.length;
  header[layout.kSlot] = group.k;
  header[layout.manhattanSlot] = group.isManhattan ? 1 : 0;
  header[layout.codeCountSlot] = group.mustDiffer.length;
  header[layout.answerWidthSlot] = answer.k;
  header[layout.countsSlot] = answer.counts;
  header[layout.foundSlot] = answer.found;
  header[layout.distancesSlot] = answer.distances;
  doubles[layout.radiusSlot] = group.near?.metres ?? 0;
}

/** Writes the positions of the queries, in the order of positions. @param rows by position */
export function writeQueries(target: Int32Array, rows: ArrayLike<number>, isQuery: Uint8Array): void {
  let count = 0;
  for (let position = 0; position < rows.length; position++) {
    if (isQuery[rows[position]!] === 1) target[count++] = position;
  }
}

/** Numbers in float64 per row. */
export function exactWidth(dimensions: readonly unknown[]): number {
  return Math.ceil(dimensions.length / 2) * 2;
}

/** Writes the dimensions for each row, row after row, with a zero after an odd number. */
export function writeExact(dimensions: readonly Float64Array[], rows: ArrayLike<number>, target: Float64Array): void {
  const zeros = dimensions.length % 2 === 1 ? [new Float64Array(dimensions[0]!.length)] : [];
  interleave([...dimensions, ...zeros], rows, target);
}

/** Writes the values of all columns for each row, row after row. */
export function interleave<Numbers extends Float64Array | Int32Array>(
  columns: readonly Numbers[],
  rows: ArrayLike<number>,
  target: Numbers,
): void {
  for (const [which, column] of columns.entries()) {
    for (let at = 0; at < rows.length; at++) target[at * columns.length + which] = column[rows[at]!]!;
  }
}
