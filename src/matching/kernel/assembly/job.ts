// The search and the current query of a thread, as globals. The header is read at every chunk.
import {
  codeCountSlot,
  paddedDimensionsSlot,
  codesSlot,
  dimensionsSlot,
  exactSlot,
  startLeavesSlot,
  leavesSlot,
  levelsSlot,
  manhattanSlot,
  possibleCountSlot,
  orderSlot,
  kSlot,
  placesSlot,
  radiusSlot,
  rotatedSlot,
  scaleSlot,
  pointCountSlot,
  quantiseScaleSlot,
  fanoutBits,
} from "./layout";

/** Includes query-only points. */
export let pointCount: u32 = 0;
/** Points that may be peers of some query; `isCandidate` says of which. */
export let possibleCount: u32 = 0;
export let dimensions: u32 = 0;
/** Dimensions of a rotated point in float32, a multiple of 4. */
export let paddedDimensions: u32 = 0;
/** Dimensions of a point in float64, a multiple of 2. */
export let exactWidth: u32 = 0;
export let k: i32 = 0;
export let manhattan: bool = false;
export let levels: i32 = 0;
export let order: usize = 0;
export let startLeaves: usize = 0;
export let places: usize = 0;
export let leaves: usize = 0;
/** Rotated units per exact unit. */
export let scale: f64 = 1;
/** Quantised units per rotated unit. */
export let quantiseScale: f32 = 0;
/** Metres. */
export let radius: f64 = 0;

let exact: usize = 0;
let rotated: usize = 0;
let codeCount: u32 = 0;
let codes: usize = 0;

/** The query's position, the address of its rotated point, and its coordinates. */
export let query: u32 = 0;
export let queryRotated: usize = 0;
export let queryEasting: f64 = 0;
export let queryNorthing: f64 = 0;

export function readJob(): void {
  pointCount = slot(pointCountSlot);
  possibleCount = slot(possibleCountSlot);
  dimensions = slot(dimensionsSlot);
  exactWidth = (dimensions + 1) & ~1;
  paddedDimensions = slot(paddedDimensionsSlot);
  k = slot(kSlot);
  manhattan = slot(manhattanSlot) != 0;
  levels = slot(levelsSlot);
  order = slot(orderSlot);
  startLeaves = slot(startLeavesSlot);
  places = slot(placesSlot);
  leaves = slot(leavesSlot);
  scale = load<f64>(scaleSlot << 3);
  quantiseScale = <f32>load<f64>(quantiseScaleSlot << 3);
  radius = load<f64>(radiusSlot << 3);
  exact = slot(exactSlot);
  rotated = slot(rotatedSlot);
  codeCount = slot(codeCountSlot);
  codes = slot(codesSlot);
}

export function slot(index: i32): u32 {
  return load<u32>(index << 2);
}

export function setQuery(position: u32): void {
  query = position;
  queryRotated = rotatedAt(position);
  if (!hasRadius()) return;
  queryEasting = load<f64>(places + (position << 4));
  queryNorthing = load<f64>(places + (position << 4), 8);
}

/** The leaf that the query is in; for a query-only point, the leaf that it would be in. */
export function startLeaf(): u32 {
  return query < possibleCount ? query >> fanoutBits : load<u32>(startLeaves + ((query - possibleCount) << 2));
}

export function pointAt(position: u32): u32 {
  return load<u32>(order + (position << 2));
}

/** The row at a position. With a tree, the order is of points until it is built. */
export function rowAt(position: u32): u32 {
  return load<u32>(order + (position << 2));
}

/** Address of a position's dimensions in float64. */
export function exactAt(position: u32): usize {
  return exact + ((position * exactWidth) << 3);
}

/** Address of a position's rotated dimensions in float32. */
export function rotatedAt(position: u32): usize {
  return rotated + ((position * paddedDimensions) << 2);
}

/** Whether peers must be within a radius. */
export function hasRadius(): bool {
  return places != 0;
}

/** Whether these differences in metres are within the radius. Computed with the same bits as in TypeScript. */
export function isWithinRadius(eastwards: f64, northwards: f64): bool {
  return sqrt<f64>(eastwards * eastwards + northwards * northwards) <= radius;
}

/** Whether the point at a position may be the query's peer. Code 0 differs from every code. */
export function isCandidate(position: u32): bool {
  if (position == query) return false;
  const queryCodes = codes + ((query * codeCount) << 2);
  const otherCodes = codes + ((position * codeCount) << 2);
  for (let at: u32 = 0; at < codeCount << 2; at += 4) {
    const code = load<i32>(queryCodes + at);
    if (code == load<i32>(otherCodes + at) && code != 0) return false;
  }
  return isNear(position);
}

/** Whether the point at a position is within the radius of the query, if there is one. */
export function isNear(position: u32): bool {
  if (!hasRadius()) return true;
  return isWithinRadius(
    queryEasting - load<f64>(places + (position << 4)),
    queryNorthing - load<f64>(places + (position << 4), 8),
  );
}
