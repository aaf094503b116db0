// One search: lays out the memory of the engine, fills it, and lets the threads at it.
import type { Nearness } from "../candidates.js";
import * as layout from "./assembly/layout.js";
import type { Engine } from "./engine.js";
import { turnOf } from "./rotation.js";

/** Rows that may be peers of one another. What is told of rows is told of all that there are. */
export interface Group {
  /** Those that may be peers. */
  readonly members: Int32Array;
  /** Those that may not, but seek peers. */
  readonly strangers: Int32Array;
  readonly isSought: Uint8Array;
  readonly dimensions: readonly Float64Array[];
  readonly apart: readonly Int32Array[];
  readonly near: Nearness | null;
  readonly isManhattan: boolean;
  /** At most as many as there are members. */
  readonly k: number;
  readonly threads: number;
  onProgress(rows: number): void;
}

/** Of every query; views, good until the next search. */
export interface Answer {
  readonly k: number;
  /** The row that it was for. */
  readonly queries: Int32Array;
  readonly counts: Int32Array;
  /** From `k` times its number on: which members were found, by their place among them. */
  readonly found: Int32Array;
  readonly distances: Float64Array;
}

/** A cache line, and more than any number is long. */
const alignment = 64;
/** Bytes of 16 lanes of 32 bits. */
const line = layout.width * 4;

/** @returns null where the figures are too great, or too many */
export function searchGroup(engine: Engine, group: Group): Answer | null {
  const { dimensions, apart, near, k } = group;
  const points = joined(group.members, group.strangers);
  const turn = turnOf(dimensions, points, group.isManhattan);
  if (!turn) return null;

  const size = points.length;
  const members = group.members.length;
  const d = dimensions.length;
  const breadth = Math.ceil(d / 4) * 4;
  const leaves = Math.ceil(members / layout.width);
  const levels = levelsOf(leaves);
  const total = points.reduce((count, row) => count + group.isSought[row]!, 0);
  const scratchSize = align(layout.boundsSize + (k + layout.spare + 1) * 8 + breadth * 4);

  let end = layout.headerSize;
  const place = (bytes: number) => {
    const start = end;
    end = start + align(bytes);
    return start;
  };
  const at = {
    points: place(size * d * 8),
    ground: near ? place(size * 16) : 0,
    centre: place(d * 8),
    axes: place(d * breadth * 8),
    turned: place(size * breadth * 4),
    keys: place(members * 8),
    splits: place(leaves * 16),
    order: place(size * 4),
    exact: place(size * d * 8),
    rough: place(size * breadth * 4),
    places: near ? place(size * 16) : 0,
    homes: place((size - members) * 4),
    leaves: place(leaves * (breadth / 2 + 1) * line),
    codes: place(size * apart.length * 4),
    queries: place(total * 4),
    counts: place(total * 4),
    found: place(total * k * 4),
    distances: place(total * k * 8),
    scratch: place(engine.scratches(group.threads) * scratchSize),
    boxes: levels.map((count) => place(count * (breadth + 1) * line)),
    placeBoxes: near ? levels.map((count) => place(count * layout.width * 32)) : [],
  };
  try {
    engine.reserve(end);
  } catch {
    return null;
  }

  const { buffer } = engine.memory;
  const integers = (start: number, length: number) => new Int32Array(buffer, start, length);
  const doubles = (start: number, length: number) => new Float64Array(buffer, start, length);

  const header = integers(0, layout.headerSize / 4);
  header[layout.totalSlot] = total;
  header[layout.sizeSlot] = size;
  header[layout.membersSlot] = members;
  header[layout.dimensionsSlot] = d;
  header[layout.breadthSlot] = breadth;
  header[layout.peersSlot] = k;
  header[layout.manhattanSlot] = group.isManhattan ? 1 : 0;
  header[layout.levelsSlot] = levels.length;
  header[layout.apartSlot] = apart.length;
  header[layout.scratchSizeSlot] = scratchSize;
  const { boxes, placeBoxes, ...addresses } = at;
  const slots: Readonly<Record<string, number>> = layout;
  for (const [name, start] of Object.entries(addresses)) header[slots[`${name}Slot`]!] = start;
  header.set(boxes, layout.boxesSlot + 1);
  header.set(placeBoxes, layout.placeBoxesSlot + 1);
  const numbers = doubles(0, layout.headerSize / 8);
  numbers[layout.scaleSlot] = turn.scale;
  numbers[layout.stepsSlot] = layout.outermost / turn.reach;
  numbers[layout.reachSlot] = near?.metres ?? 0;

  interleave(dimensions, points, doubles(at.points, size * d));
  if (near) interleave([near.easting, near.northing], points, doubles(at.ground, size * 2));
  doubles(at.centre, d).set(turn.centre);
  const axes = doubles(at.axes, d * breadth).fill(0);
  for (const [from, along] of turn.axes.entries()) axes.set(along, from * breadth);
  engine.prepare();

  const rows = integers(at.order, size).map((point) => points[point]!);
  interleave(apart, rows, integers(at.codes, size * apart.length));
  // Who is near in the tree comes next, while what it needs is still in the cache.
  const queries = integers(at.queries, total);
  let count = 0;
  for (const [position, row] of rows.entries()) if (group.isSought[row] === 1) queries[count++] = position;
  engine.run(group.threads, group.onProgress);
  return {
    k,
    queries: queries.map((position) => rows[position]!),
    counts: integers(at.counts, total),
    found: integers(at.found, total * k),
    distances: doubles(at.distances, total * k),
  };
}

/** Of every level, from the boxes over leaves to the one over all: how many boxes. */
function levelsOf(leaves: number): number[] {
  const levels = [Math.ceil(leaves / layout.width)];
  while (levels.at(-1)! > 1) levels.push(Math.ceil(levels.at(-1)! / layout.width));
  return levels;
}

/** What a row has in all columns together, row after row. */
function interleave<Numbers extends Float64Array | Int32Array>(
  columns: readonly Numbers[],
  rows: Int32Array,
  target: Numbers,
): void {
  for (const [which, column] of columns.entries()) {
    for (let at = 0; at < rows.length; at++) target[at * columns.length + which] = column[rows[at]!]!;
  }
}

function joined(some: Int32Array, more: Int32Array): Int32Array {
  const all = new Int32Array(some.length + more.length);
  all.set(some);
  all.set(more, some.length);
  return all;
}

function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
