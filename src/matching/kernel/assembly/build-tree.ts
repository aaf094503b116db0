// Puts similar points next to each other: splits them by the dimension of largest variance, recursively, down to leaves
// of 16. Splits lie on box boundaries, so a box of 16 boxes is a part of the tree too. With a radius, parts are first
// split by place until they are no wider than the radius.
import { placesByPointSlot, keysSlot, splitsSlot, rotatedByPointSlot, fanout, fanoutBits } from "./layout";
import { paddedDimensions, dimensions, startLeaves, hasRadius } from "./job";
import { possibleCount, order, pointAt, radius, pointCount, slot } from "./job";

/** Approximate number of points sampled to find a part's widest dimension. */
const sampleSize = 48;

let rotated: usize = 0;
let placesByPoint: usize = 0;
let keys: usize = 0;
/** Splits by the leaf at which the upper half starts, which is unique: the splitting value and dimension. */
let splits: usize = 0;

export function buildTree(): void {
  rotated = slot(rotatedByPointSlot);
  placesByPoint = slot(placesByPointSlot);
  keys = slot(keysSlot);
  splits = slot(splitsSlot);
  for (let point: u32 = 0; point < pointCount; point++) store<u32>(order + (point << 2), point);
  split(0, possibleCount);
  for (let point = possibleCount; point < pointCount; point++)
    store<u32>(startLeaves + ((point - possibleCount) << 2), leafOf(point));
}

function split(low: i32, high: i32): void {
  if (high - low <= fanout) return;
  const middle = middleOf(low, high);
  const dimension = widest(low, high);
  for (let at = low; at < high; at++) store<f64>(keys + (at << 3), valueOf(pointAt(at), dimension));
  select(low, high - 1, middle);
  const entry = splits + ((middle >> fanoutBits) << 4);
  store<f64>(entry, load<f64>(keys + (middle << 3)));
  store<u32>(entry, dimension, 8);
  split(low, middle);
  split(middle, high);
}

/** The leaf that a query-only point would be in. */
function leafOf(point: u32): u32 {
  let low = 0;
  let high: i32 = possibleCount;
  while (high - low > fanout) {
    const middle = middleOf(low, high);
    const entry = splits + ((middle >> fanoutBits) << 4);
    if (valueOf(point, load<u32>(entry, 8)) < load<f64>(entry)) high = middle;
    else low = middle;
  }
  return low >> fanoutBits;
}

/** About half of a part, in whole boxes of the largest size that fits more than once. */
function middleOf(low: i32, high: i32): i32 {
  let bits = fanoutBits;
  while (1 << (bits + fanoutBits) < high - low) bits += fanoutBits;
  const boxCount = (high - low - 1 + (1 << bits)) >> bits;
  return low + (((boxCount + 1) >> 1) << bits);
}

/** The two dimensions after the points' dimensions are easting and northing. */
function valueOf(point: u32, dimension: u32): f64 {
  if (dimension < dimensions) return load<f32>(rotated + ((point * paddedDimensions + dimension) << 2));
  return load<f64>(placesByPoint + (point << 4) + ((dimension - dimensions) << 3));
}

function widest(low: i32, high: i32): u32 {
  const step = (high - low - 1) / sampleSize + 1;
  if (hasRadius()) {
    const eastwards = extent(low, high, step, dimensions);
    const northwards = extent(low, high, step, dimensions + 1);
    if (max<f64>(eastwards, northwards) > radius) return dimensions + (eastwards >= northwards ? 0 : 1);
  }
  let best: u32 = 0;
  let greatest: f64 = -Infinity;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    const spread = variance(low, high, step, dimension);
    if (spread <= greatest) continue;
    best = dimension;
    greatest = spread;
  }
  return best;
}

function extent(low: i32, high: i32, step: i32, dimension: u32): f64 {
  let least: f64 = Infinity;
  let greatest: f64 = -Infinity;
  for (let at = low; at < high; at += step) {
    const value = valueOf(pointAt(at), dimension);
    least = min<f64>(least, value);
    greatest = max<f64>(greatest, value);
  }
  return greatest - least;
}

/** Up to a constant factor. */
function variance(low: i32, high: i32, step: i32, dimension: u32): f64 {
  let count: f64 = 0;
  let sum: f64 = 0;
  let squares: f64 = 0;
  for (let at = low; at < high; at += step) {
    const value = valueOf(pointAt(at), dimension);
    count++;
    sum += value;
    squares += value * value;
  }
  return squares - (sum * sum) / count;
}

/** Partitions keys and points: no key before `nth` is greater and none after it is less (Hoare's quickselect). */
function select(first: i32, last: i32, nth: i32): void {
  let low = first;
  let high = last;
  while (low < high) {
    const pivot = keyAt((low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (keyAt(left) < pivot) left++;
      while (keyAt(right) > pivot) right--;
      if (left > right) break;
      swap(left++, right--);
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else return;
  }
}

function keyAt(at: i32): f64 {
  return load<f64>(keys + (at << 3));
}

function swap(a: i32, b: i32): void {
  const key = keyAt(a);
  store<f64>(keys + (a << 3), keyAt(b));
  store<f64>(keys + (b << 3), key);
  const point = pointAt(a);
  store<u32>(order + (a << 2), pointAt(b));
  store<u32>(order + (b << 2), point);
}
