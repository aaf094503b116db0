// Goes through the tree: boxes over 16 boxes, down to boxes over 16 leaves, down to leaves of 16 rows held column-wise.
import { boundsSize, boxesSlot, placeBoxesSlot, width } from "./layout";
import { dimensions, east, isLocal, leafCount, leaves, levels, manhattan, north, reaches, rough, row, slot } from "./job";
import { limit, take } from "./nearest";

/** Bytes of 16 float32. */
const line = 64;

let scratch: usize = 0;
/** Where the row's own rotated coordinates are. */
let point: usize = 0;
let home: u32 = 0;
let inner: f32 = 0;
let outer: f32 = 0;

export function openTree(ownScratch: usize, ownHome: u32): void {
  scratch = ownScratch;
  home = ownHome;
  point = rough + ((row * dimensions) << 2);
}

/** The leaves of the row's own box, whatever their bounds. */
export function scanHome(): void {
  const first = home * width;
  const end = min(first + width, leafCount);
  for (let leaf = first; leaf < end; leaf++) scan(leaf);
}

/** Scans the leaves outside the row's own box that are at least `from` and less than `to` away. */
export function visitBetween(from: f32, to: f32): void {
  // A single box is everybody's own.
  if (levels == 1) return;
  inner = from;
  outer = to;
  visit(levels, 0);
}

function visit(level: i32, box: u32): void {
  const bounds = scratch + (level - 1) * line;
  const start = slot(boxesSlot + level) + box * dimensions * (2 * line);
  const bar = min<f32>(outer, limit);
  let children = manhattan ? boundBy(start, bounds, bar, true) : boundBy(start, bounds, bar, false);
  const placeBox = slot(placeBoxesSlot + level) + box * (4 * 2 * line);
  const local = isLocal();
  for (; children != 0; children &= children - 1) {
    const child: u32 = ctz(children);
    const bound = load<f32>(bounds + (child << 2));
    // The limit may have come down since.
    if (bound >= limit) continue;
    if (local && !isWithin(placeBox + (child << 3))) continue;
    const which = box * width + child;
    if (level > 1) {
      if (level > 2 || which != home) visit(level - 1, which);
    } else if (bound >= inner) scan(which);
  }
}

/** How far away the children of a box are at least: 16 lengths. @returns one bit for each that is under the bar */
// @ts-ignore: decorator
@inline
function boundBy(start: usize, bounds: usize, bar: f32, isManhattan: bool): i32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let at = start;
  const end = point + (dimensions << 2);
  for (let from = point; from < end; from += 4) {
    const own = v128.load32_splat(from);
    a = f32x4.add(a, length(gap(own, at, 0), isManhattan));
    b = f32x4.add(b, length(gap(own, at, 16), isManhattan));
    c = f32x4.add(c, length(gap(own, at, 32), isManhattan));
    d = f32x4.add(d, length(gap(own, at, 48), isManhattan));
    at += 2 * line;
  }
  v128.store(bounds, a, 0);
  v128.store(bounds, b, 16);
  v128.store(bounds, c, 32);
  v128.store(bounds, d, 48);
  return under(a, b, c, d, f32x4.splat(bar));
}

/** One bit for each of 16 lengths that is under the bar. */
// @ts-ignore: decorator
@inline
function under(a: v128, b: v128, c: v128, d: v128, bar: v128): i32 {
  return (
    i32x4.bitmask(f32x4.lt(a, bar)) |
    (i32x4.bitmask(f32x4.lt(b, bar)) << 4) |
    (i32x4.bitmask(f32x4.lt(c, bar)) << 8) |
    (i32x4.bitmask(f32x4.lt(d, bar)) << 12)
  );
}

/** Of one dimension, for four children: how far the point is outside. Minima are followed by maxima. */
// @ts-ignore: decorator
@inline
function gap(own: v128, at: usize, offset: usize): v128 {
  const below = f32x4.sub(v128.load(at + offset), own);
  const above = f32x4.sub(own, v128.load(at + offset + line));
  // pmax is one instruction, max is not.
  return f32x4.pmax(f32x4.splat(0), f32x4.pmax(below, above));
}

// @ts-ignore: decorator
@inline
function length(difference: v128, isManhattan: bool): v128 {
  return isManhattan ? f32x4.abs(difference) : f32x4.mul(difference, difference);
}

/** Whether a child's box of places is near enough: least and greatest easting, least and greatest northing. */
function isWithin(placeBox: usize): bool {
  const eastwards = max<f64>(0, max<f64>(load<f64>(placeBox) - east, east - load<f64>(placeBox, 128)));
  const northwards = max<f64>(0, max<f64>(load<f64>(placeBox, 256) - north, north - load<f64>(placeBox, 384)));
  return reaches(eastwards, northwards);
}

function scan(leaf: u32): void {
  if (manhattan) scanBy(leaf, true);
  else scanBy(leaf, false);
}

/** Takes the rows of a leaf that are under the limit; gives up halfway through the dimensions where none can be. */
// @ts-ignore: decorator
@inline
function scanBy(leaf: u32, isManhattan: bool): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let at = leaves + <usize>leaf * dimensions * line;
  // Somewhat later than halfway was fastest.
  const half = point + (min<u32>((dimensions + 3) >> 1, dimensions) << 2);
  const end = point + (dimensions << 2);
  let from = point;
  for (; from < half; from += 4) {
    const own = v128.load32_splat(from);
    a = f32x4.add(a, length(f32x4.sub(own, v128.load(at)), isManhattan));
    b = f32x4.add(b, length(f32x4.sub(own, v128.load(at, 16)), isManhattan));
    c = f32x4.add(c, length(f32x4.sub(own, v128.load(at, 32)), isManhattan));
    d = f32x4.add(d, length(f32x4.sub(own, v128.load(at, 48)), isManhattan));
    at += line;
  }
  const bar = f32x4.splat(limit);
  // Nobody is where the least is not.
  const least = f32x4.pmin(f32x4.pmin(a, b), f32x4.pmin(c, d));
  if (!v128.any_true(f32x4.lt(least, bar))) return;
  for (; from < end; from += 4) {
    const own = v128.load32_splat(from);
    a = f32x4.add(a, length(f32x4.sub(own, v128.load(at)), isManhattan));
    b = f32x4.add(b, length(f32x4.sub(own, v128.load(at, 16)), isManhattan));
    c = f32x4.add(c, length(f32x4.sub(own, v128.load(at, 32)), isManhattan));
    d = f32x4.add(d, length(f32x4.sub(own, v128.load(at, 48)), isManhattan));
    at += line;
  }
  let lanes = under(a, b, c, d, bar);
  if (lanes == 0) return;
  const lengths = scratch + boundsSize - line;
  v128.store(lengths, a, 0);
  v128.store(lengths, b, 16);
  v128.store(lengths, c, 32);
  v128.store(lengths, d, 48);
  do {
    const lane = ctz(lanes);
    const one = load<f32>(lengths + (lane << 2));
    // The limit may have come down since the bar was set.
    if (one < limit) take(one, leaf * width + lane);
    lanes &= lanes - 1;
  } while (lanes != 0);
}
