// Searches one group: lays out the engine's memory, fills it, and runs the threads.
import type { Nearness } from "../candidates.js";
import * as layout from "./assembly/layout.js";
import type { Engine } from "./engine.js";
import { type Rotation, rotationOf } from "./rotation.js";

/** Rows that may be peers of one another. Arrays by row cover all rows, not only the group's. */
interface Group {
  /** Rows that may be peers. */
  readonly possible: Int32Array;
  /** Rows that may not be peers but need peers. */
  readonly queryOnly: Int32Array;
  /** 1 for the rows to find peers for. */
  readonly isQuery: Uint8Array;
  readonly dimensions: readonly Float64Array[];
  readonly mustDiffer: readonly Int32Array[];
  readonly near: Nearness | null;
  readonly isManhattan: boolean;
  /** At most the number of possible peers. */
  readonly k: number;
  readonly threads: number;
  onProgress(rows: number): void;
}

/** The answer to every query, as views that are valid until the next search. */
export interface Answer {
  readonly k: number;
  /** The row of each query. */
  readonly queries: Int32Array;
  readonly counts: Int32Array;
  /** For query `q`, from `q * k` on: the peers, as indices into the possible peers of the group. */
  readonly found: Int32Array;
  readonly distances: Float64Array;
}

type Sizes = ReturnType<typeof sizesOf>;
type Addresses = ReturnType<typeof layOut>;

/** A cache line, and longer than any number. */
const alignment = 64;
/** Bytes of 16 lanes of 32 bits. */
const line = layout.fanout * 4;

/** @returns null if the figures are too great, or too many */
export function searchGroup(engine: Engine, group: Group): Answer | null {
  const points = joined(group.possible, group.queryOnly);
  const rotation = rotationOf(group.dimensions, points, group.isManhattan);
  if (!rotation) return null;
  const sizes = sizesOf(group, points);
  const at = layOut(engine, group, sizes);
  try {
    engine.reserve(at.end);
  } catch {
    return null;
  }

  // Views only now: reserving memory may have replaced the buffer.
  const { buffer } = engine.memory;
  const integers = (start: number, length: number) => new Int32Array(buffer, start, length);
  const doubles = (start: number, length: number) => new Float64Array(buffer, start, length);
  writeHeader(integers(0, layout.headerSize / 4), doubles(0, layout.headerSize / 8), { group, sizes, at, rotation });
  const { dimensions, near, mustDiffer, isQuery, k } = group;
  interleave(dimensions, points, doubles(at.exactByPoint, sizes.points * sizes.dimensions));
  if (near) interleave([near.easting, near.northing], points, doubles(at.placesByPoint, sizes.points * 2));
  doubles(at.centre, sizes.dimensions).set(rotation.centre);
  const axes = doubles(at.axes, sizes.dimensions * sizes.paddedDimensions).fill(0);
  for (const [d, components] of rotation.axes.entries()) axes.set(components, d * sizes.paddedDimensions);
  engine.prepare();

  const rows = integers(at.order, sizes.points).map((point) => points[point]!);
  interleave(mustDiffer, rows, integers(at.codes, sizes.points * mustDiffer.length));
  // In the order of the tree: the next query needs much of what is in the cache.
  const queries = integers(at.queries, sizes.queries);
  queries.set(Int32Array.from(rows.keys()).filter((position) => isQuery[rows[position]!] === 1));
  engine.run(group.threads, group.onProgress);
  return {
    k,
    queries: queries.map((position) => rows[position]!),
    counts: integers(at.counts, sizes.queries),
    found: integers(at.found, sizes.queries * k),
    distances: doubles(at.distances, sizes.queries * k),
  };
}

/** Numbers of things, except `scratch`: bytes per thread. */
function sizesOf({ possible, isQuery, dimensions, k }: Group, points: Int32Array) {
  const paddedDimensions = Math.ceil(dimensions.length / 4) * 4;
  const leaves = Math.ceil(possible.length / layout.fanout);
  // Boxes on each level, from those over leaves to the one over all.
  const levels = [Math.ceil(leaves / layout.fanout)];
  while (levels.at(-1)! > 1) levels.push(Math.ceil(levels.at(-1)! / layout.fanout));
  return {
    points: points.length,
    possible: possible.length,
    queries: points.reduce((count, row) => count + isQuery[row]!, 0),
    dimensions: dimensions.length,
    paddedDimensions,
    leaves,
    levels,
    scratch: align(layout.boundsSize + (k + layout.spare + 1) * 8 + paddedDimensions * 4),
  };
}

/** Assigns addresses in the shared memory. Each is named after its slot; `end` is the first free byte. */
function layOut(engine: Engine, { near, mustDiffer, k, threads }: Group, sizes: Sizes) {
  const { points, possible, queries, dimensions, paddedDimensions, leaves, levels } = sizes;
  let end = layout.headerSize;
  const place = (bytes: number) => {
    const start = end;
    end = start + align(bytes);
    return start;
  };
  const slots = {
    exactByPoint: place(points * dimensions * 8),
    placesByPoint: near ? place(points * 16) : 0,
    centre: place(dimensions * 8),
    axes: place(dimensions * paddedDimensions * 8),
    rotatedByPoint: place(points * paddedDimensions * 4),
    keys: place(possible * 8),
    splits: place(leaves * 16),
    order: place(points * 4),
    exact: place(points * dimensions * 8),
    rotated: place(points * paddedDimensions * 4),
    places: near ? place(points * 16) : 0,
    startLeaves: place((points - possible) * 4),
    leaves: place(leaves * (paddedDimensions / 2 + 1) * line),
    codes: place(points * mustDiffer.length * 4),
    queries: place(queries * 4),
    counts: place(queries * 4),
    found: place(queries * k * 4),
    distances: place(queries * k * 8),
    scratch: place(engine.scratches(threads) * sizes.scratch),
  };
  const boxes = levels.map((count) => place(count * (paddedDimensions + 1) * line));
  const placeBoxes = near ? levels.map((count) => place(count * layout.fanout * 32)) : [];
  return { ...slots, boxes, placeBoxes, end };
}

function writeHeader(
  header: Int32Array,
  doubles: Float64Array,
  { group, sizes, at, rotation }: { group: Group; sizes: Sizes; at: Addresses; rotation: Rotation },
): void {
  header[layout.queryCountSlot] = sizes.queries;
  header[layout.pointCountSlot] = sizes.points;
  header[layout.possibleCountSlot] = sizes.possible;
  header[layout.dimensionsSlot] = sizes.dimensions;
  header[layout.paddedDimensionsSlot] = sizes.paddedDimensions;
  header[layout.kSlot] = group.k;
  header[layout.manhattanSlot] = group.isManhattan ? 1 : 0;
  header[layout.levelsSlot] = sizes.levels.length;
  header[layout.codeCountSlot] = group.mustDiffer.length;
  header[layout.scratchSizeSlot] = sizes.scratch;
  const { boxes, placeBoxes, end: _, ...addresses } = at;
  const slots: Readonly<Record<string, number>> = layout;
  for (const [name, start] of Object.entries(addresses)) header[slots[`${name}Slot`]!] = start;
  header.set(boxes, layout.boxesSlot + 1);
  header.set(placeBoxes, layout.placeBoxesSlot + 1);
  doubles[layout.scaleSlot] = rotation.scale;
  doubles[layout.quantiseScaleSlot] = layout.maxQuantised / rotation.coreRadius;
  doubles[layout.radiusSlot] = group.near?.metres ?? 0;
}

/** Writes the values of all columns for each row, row after row. */
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
