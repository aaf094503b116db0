// Searches a group with a tree: lays out the engine's memory, fills it, and runs the threads.
import { align, hasReserved, placesFrom } from "./answer.js";
import * as layout from "./assembly/layout.js";
import type { Engine } from "./engine.js";
import { exactWidth, type Group, interleave, writeExact, writeGroup, writeQueries } from "./group.js";
import { type Rotation, rotationOf } from "./rotation.js";

type Sizes = ReturnType<typeof sizesOf>;
type Addresses = ReturnType<typeof layOut>;

/** Bytes of 16 lanes of 32 bits. */
const line = layout.fanout * 4;

/** @returns whether the figures are small enough and the memory large enough */
export function searchTree(engine: Engine, group: Group): boolean {
  const { rows, dimensions, near, mustDiffer, isQuery } = group;
  const rotation = rotationOf(dimensions, rows, group.isManhattan);
  if (!rotation) return false;
  const sizes = sizesOf(group);
  const at = layOut(engine, group, sizes);
  if (!hasReserved(engine, at.end)) return false;

  const { buffer } = engine.memory;
  const integers = (start: number, length: number) => new Int32Array(buffer, start, length);
  const doubles = (start: number, length: number) => new Float64Array(buffer, start, length);
  writeHeader(integers(0, layout.headerSize / 4), doubles(0, layout.headerSize / 8), { group, sizes, at, rotation });
  writeExact(dimensions, rows, doubles(at.exactByPoint, rows.length * exactWidth(dimensions)));
  if (near) interleave([near.easting, near.northing], rows, doubles(at.placesByPoint, rows.length * 2));
  doubles(at.centre, dimensions.length).set(rotation.centre);
  const axes = doubles(at.axes, dimensions.length * sizes.paddedDimensions).fill(0);
  for (const [d, components] of rotation.axes.entries()) axes.set(components, d * sizes.paddedDimensions);
  engine.prepare();

  // Points become rows. Queries are in the order of the tree: the next query needs much of what is in the cache.
  const order = integers(at.order, rows.length);
  order.set(order.map((point) => rows[point]!));
  interleave(mustDiffer, order, integers(at.codes, rows.length * mustDiffer.length));
  writeQueries(integers(at.queries, group.queries), order, isQuery);
  engine.run(group.threads, group.onProgress);
  return true;
}

/** Numbers of things, except `scratch`: bytes per thread. */
function sizesOf({ possible, dimensions, k }: Group) {
  const paddedDimensions = Math.ceil(dimensions.length / 4) * 4;
  const leaves = Math.ceil(possible / layout.fanout);
  // Boxes on each level, from those over leaves to the one over all.
  const levels = [Math.ceil(leaves / layout.fanout)];
  while (levels.at(-1)! > 1) levels.push(Math.ceil(levels.at(-1)! / layout.fanout));
  return {
    paddedDimensions,
    leaves,
    levels,
    scratch: align(layout.boundsSize + (k + layout.spare + 1) * 8 + paddedDimensions * 4),
  };
}

/** Assigns addresses in the shared memory. Each is named after its slot; `end` is the first free byte. */
function layOut(engine: Engine, group: Group, { paddedDimensions, leaves, levels, scratch }: Sizes) {
  const { possible, queries, near, threads } = group;
  const points = group.rows.length;
  const dimensions = group.dimensions.length;
  const place = placesFrom(group.answer.end);
  const slots = {
    exactByPoint: place(points * exactWidth(group.dimensions) * 8),
    placesByPoint: near ? place(points * 16) : 0,
    centre: place(dimensions * 8),
    axes: place(dimensions * paddedDimensions * 8),
    rotatedByPoint: place(points * paddedDimensions * 4),
    keys: place(possible * 8),
    splits: place(leaves * 16),
    order: place(points * 4),
    exact: place(points * exactWidth(group.dimensions) * 8),
    rotated: place(points * paddedDimensions * 4),
    places: near ? place(points * 16) : 0,
    startLeaves: place((points - possible) * 4),
    leaves: place(leaves * (paddedDimensions / 2 + 1) * line),
    codes: place(points * group.mustDiffer.length * 4),
    queries: place(queries * 4),
    scratch: place(engine.scratches(threads) * scratch),
  };
  const boxes = levels.map((count) => place(count * (paddedDimensions + 1) * line));
  const placeBoxes = near ? levels.map((count) => place(count * layout.fanout * 32)) : [];
  return { ...slots, boxes, placeBoxes, end: place() };
}

function writeHeader(
  header: Int32Array,
  doubles: Float64Array,
  { group, sizes, at, rotation }: { group: Group; sizes: Sizes; at: Addresses; rotation: Rotation },
): void {
  writeGroup(header, doubles, group);
  header[layout.paddedDimensionsSlot] = sizes.paddedDimensions;
  header[layout.levelsSlot] = sizes.levels.length;
  header[layout.quantisedSlot] = 0;
  header[layout.scratchSizeSlot] = sizes.scratch;
  const { boxes, placeBoxes, end: _, ...addresses } = at;
  const slots: Readonly<Record<string, number>> = layout;
  for (const [name, start] of Object.entries(addresses)) header[slots[`${name}Slot`]!] = start;
  header.set(boxes, layout.boxesSlot + 1);
  header.set(placeBoxes, layout.placeBoxesSlot + 1);
  doubles[layout.scaleSlot] = rotation.scale;
  doubles[layout.quantiseScaleSlot] = layout.maxQuantised / rotation.coreRadius;
}
