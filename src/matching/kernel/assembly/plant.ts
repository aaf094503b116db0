// Brings points that are alike together: halved by the dimension in which they are spread most, again and again, down to
// leaves of 16. Halves end where boxes end, so that a box of 16 boxes is a part of the tree, too. Where peers must be
// near, parts are halved by place first, until they are no wider than the radius.
import { groundSlot, keysSlot, splitsSlot, turnedSlot, width, widthBits } from "./layout";
import { breadth, dimensions, homes, isLocal, members, order, pointAt, reach, size, slot } from "./job";

/** How many points are looked at, about, to see where a part is widest. */
const sampled = 48;

let turned: usize = 0;
let ground: usize = 0;
let keys: usize = 0;
/** By the leaf that a part's middle begins, which is the middle of no other: value and dimension that halve it. */
let splits: usize = 0;

export function plantTree(): void {
  turned = slot(turnedSlot);
  ground = slot(groundSlot);
  keys = slot(keysSlot);
  splits = slot(splitsSlot);
  for (let point: u32 = 0; point < size; point++) store<u32>(order + (point << 2), point);
  split(0, members);
  for (let point = members; point < size; point++) store<u32>(homes + ((point - members) << 2), leafOf(point));
}

function split(low: i32, high: i32): void {
  if (high - low <= width) return;
  const middle = middleOf(low, high);
  const dimension = widest(low, high);
  for (let at = low; at < high; at++) store<f64>(keys + (at << 3), valueOf(pointAt(at), dimension));
  select(low, high - 1, middle);
  const halved = splits + ((middle >> widthBits) << 4);
  store<f64>(halved, load<f64>(keys + (middle << 3)));
  store<u32>(halved, dimension, 8);
  split(low, middle);
  split(middle, high);
}

/** Where among the members a point would be. */
function leafOf(point: u32): u32 {
  let low = 0;
  let high: i32 = members;
  while (high - low > width) {
    const middle = middleOf(low, high);
    const halved = splits + ((middle >> widthBits) << 4);
    if (valueOf(point, load<u32>(halved, 8)) < load<f64>(halved)) high = middle;
    else low = middle;
  }
  return low >> widthBits;
}

/** About half of a part, in whole boxes of the largest size that it has several of. */
function middleOf(low: i32, high: i32): i32 {
  let bits = widthBits;
  while (1 << (bits + widthBits) < high - low) bits += widthBits;
  const several = (high - low - 1 + (1 << bits)) >> bits;
  return low + (((several + 1) >> 1) << bits);
}

/** Dimensions beyond the points' own are easting and northing. */
function valueOf(point: u32, dimension: u32): f64 {
  if (dimension < dimensions) return load<f32>(turned + ((point * breadth + dimension) << 2));
  return load<f64>(ground + (point << 4) + ((dimension - dimensions) << 3));
}

function widest(low: i32, high: i32): u32 {
  const step = (high - low - 1) / sampled + 1;
  if (isLocal()) {
    const eastwards = extent(low, high, step, dimensions);
    const northwards = extent(low, high, step, dimensions + 1);
    if (max<f64>(eastwards, northwards) > reach) return dimensions + (eastwards >= northwards ? 0 : 1);
  }
  let best: u32 = 0;
  let greatest: f64 = -Infinity;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    const one = variance(low, high, step, dimension);
    if (one <= greatest) continue;
    best = dimension;
    greatest = one;
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

/** Up to a factor. */
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

/** Moves the keys, and points with them, so that none before `nth` is greater and none after it less (Hoare's find). */
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
