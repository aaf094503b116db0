// One search: lays out the memory of the engine, plants the tree in it, and lets the threads at it.
import type { Nearness } from "../candidates.js";
import * as layout from "./assembly/layout.js";
import { fillBoxes, fillLeaves, levelsOf, placeOf } from "./boxes.js";
import type { Engine } from "./engine.js";
import type { Found } from "./found.js";
import { roughen } from "./rotation.js";
import { splitsOf } from "./splits.js";
import { plantTree } from "./tree.js";

/** Rows of one group, counted from 0 in the order that breaks ties. */
export interface Group {
  readonly size: number;
  /** Those that may be peers. */
  readonly members: Int32Array;
  /** Those that seek peers. */
  readonly queries: Int32Array;
  readonly dimensions: readonly Float64Array[];
  readonly apart: readonly Int32Array[];
  readonly near: Nearness | null;
  readonly isManhattan: boolean;
  /** At most as many as there are members. */
  readonly k: number;
  readonly threads: number;
  onProgress(rows: number): void;
}

/** A cache line, and more than any number is long. */
const alignment = 64;
const lineBytes = layout.width * 4;

/** @returns null where the figures are too great, or too many; the arrays are views, good until the next search */
export function searchGroup(engine: Engine, group: Group): Found | null {
  const { size, members, queries, dimensions, apart, near, k } = group;
  const d = dimensions.length;
  const levels = levelsOf(members.length);
  const leafCount = Math.ceil(members.length / layout.width);
  const scratchSize = align(layout.boundsSize + (k + layout.spare) * 8);
  const threads = engine.scratches(group.threads);

  let end = layout.headerSize;
  const place = (bytes: number) => {
    const start = end;
    end = start + align(bytes);
    return start;
  };
  const at = {
    order: place(queries.length * 4),
    homes: place(size * 4),
    exact: place(size * d * 8),
    rough: place(size * d * 4),
    leaves: place(leafCount * d * lineBytes),
    member: place(members.length * 4),
    codes: place(size * apart.length * 4),
    places: near ? place(size * 2 * 8) : 0,
    boxes: levels.map((count) => place(count * d * 2 * lineBytes)),
    placeBoxes: near ? levels.map((count) => place(count * 2 * 2 * 2 * lineBytes)) : [],
    counts: place(size * 4),
    found: place(size * k * 4),
    distances: place(size * k * 8),
    scratch: place(threads * scratchSize),
  };
  try {
    engine.reserve(end);
  } catch {
    return null;
  }

  const { buffer } = engine.memory;
  const integers = (start: number, length: number) => new Int32Array(buffer, start, length);
  const singles = (start: number, length: number) => new Float32Array(buffer, start, length);
  const doubles = (start: number, length: number) => new Float64Array(buffer, start, length);

  const exact = doubles(at.exact, size * d);
  for (const [dimension, values] of dimensions.entries()) {
    for (let row = 0; row < size; row++) exact[row * d + dimension] = values[row]!;
  }
  const rough = singles(at.rough, size * d);
  const scale = roughen(exact, d, group.isManhattan, rough);
  if (Number.isNaN(scale)) return null;

  const tree = plantTree(members, splitsOf(rough, d, near));
  integers(at.member, members.length).set(tree.member);
  fillLeaves(singles(at.leaves, leafCount * d * layout.width), tree.member, rough, d);
  fillBoxes(
    at.boxes.map((start, level) => singles(start, levels[level]! * d * 2 * layout.width)),
    { members: members.length, dimensions: d },
    (position, dimension) => rough[tree.member[position]! * d + dimension]!,
  );
  apart.forEach((codes, which) => {
    integers(at.codes, size * apart.length).set(codes, which * size);
  });
  if (near) {
    doubles(at.places, size * 2).set(near.easting);
    doubles(at.places, size * 2).set(near.northing, size);
    const boxes = at.placeBoxes.map((start, level) => doubles(start, levels[level]! * 2 * 2 * layout.width));
    fillBoxes(boxes, { members: members.length, dimensions: 2 }, placeOf(tree.member, near));
  }
  const homes = integers(at.homes, size);
  // Who is near in the tree comes next, while what it needs is still in the cache.
  const isSought = new Uint8Array(size);
  for (const row of queries) isSought[row] = 1;
  const sought = tree.member.filter((row) => isSought[row] === 1);
  for (const [position, row] of tree.member.entries()) homes[row] = Math.floor(position / layout.width ** 2);
  for (const row of tree.member) isSought[row] = 0;
  const strangers = queries.filter((row) => isSought[row] === 1);
  for (const row of strangers) homes[row] = tree.homeOf(row);
  strangers.sort((a, b) => homes[a]! - homes[b]!);
  integers(at.order, sought.length).set(sought);
  integers(at.order, queries.length).set(strangers, sought.length);
  integers(at.counts, size).fill(0);

  const header = integers(0, layout.headerSize / 4);
  const set = (slot: number, value: number) => {
    header[slot] = value;
  };
  set(layout.totalSlot, queries.length);
  set(layout.rowsSlot, size);
  set(layout.dimensionsSlot, d);
  set(layout.peersSlot, k);
  set(layout.manhattanSlot, group.isManhattan ? 1 : 0);
  set(layout.levelsSlot, levels.length);
  set(layout.leafCountSlot, leafCount);
  set(layout.apartSlot, apart.length);
  set(layout.orderSlot, at.order);
  set(layout.homesSlot, at.homes);
  set(layout.exactSlot, at.exact);
  set(layout.roughSlot, at.rough);
  set(layout.leavesSlot, at.leaves);
  set(layout.memberSlot, at.member);
  set(layout.codesSlot, at.codes);
  set(layout.placesSlot, at.places);
  set(layout.countsSlot, at.counts);
  set(layout.foundSlot, at.found);
  set(layout.distancesSlot, at.distances);
  set(layout.scratchSlot, at.scratch);
  set(layout.scratchSizeSlot, scratchSize);
  for (const [level, start] of at.boxes.entries()) set(layout.boxesSlot + level + 1, start);
  for (const [level, start] of at.placeBoxes.entries()) set(layout.placeBoxesSlot + level + 1, start);
  const numbers = doubles(0, layout.headerSize / 8);
  numbers[layout.scaleSlot] = scale;
  numbers[layout.reachSlot] = near?.metres ?? 0;

  engine.run(group.threads, group.onProgress);
  return {
    k,
    counts: integers(at.counts, size),
    rows: integers(at.found, size * k),
    distances: doubles(at.distances, size * k),
  };
}

function align(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
