// A leaf: 16 points side by side. First, for squares, |b|² of each, else 0; then their steps, a pair of dimensions after
// the other.
import { breadth, leaves, manhattan, members, own, roughAt } from "./job";
import { nowhere, width, widthBits } from "./layout";
import { limit, take } from "./nearest";
import { bar, factorOf, followLimit, here, length, line, norm, stepOf, twice, under } from "./steps";

export function fillLeaves(): void {
  for (let position: u32 = 0; position % width != 0 || position < members; position++) {
    const isThere = position < members;
    const factor = isThere ? factorOf(roughAt(position)) : 0;
    let squares = isThere ? 0 : nowhere;
    for (let d: u32 = 0; d < breadth; d++) {
      const step = isThere ? stepOf(roughAt(position), d, factor) : 0;
      store<i16>(stepAt(position, d), step);
      if (!manhattan) squares += step * step;
    }
    store<i32>(leafAt(position >> widthBits) + ((position % width) << 2), squares);
  }
}

/** Address of a position's step in a dimension. */
export function stepAt(position: u32, dimension: u32): usize {
  const pair = leafAt(position >> widthBits) + ((dimension >> 1) + 1) * line;
  return pair + ((position % width) << 2) + ((dimension & 1) << 1);
}

function leafAt(leaf: u32): usize {
  return leaves + <usize>leaf * ((breadth >> 1) + 1) * line;
}

/** Takes who is under the limit. */
export function sift(leaf: u32): void {
  followLimit();
  // Not as one expression, of which the compiler would make one loop that asks every time.
  let lanes: i32;
  if (manhattan) {
    lanes = nearbyBy(leafAt(leaf), true);
    if (lanes != 0) measure(leaf, lanes);
    return;
  }
  lanes = nearbyBy(leafAt(leaf), false);
  if (lanes != 0) measure(leaf, lanes);
}

/** @returns one bit for each of the 16 that may be near enough */
// @ts-ignore: decorator
@inline
function nearbyBy(start: usize, isManhattan: bool): i32 {
  let a = v128.load(start);
  let b = v128.load(start, 16);
  let c = v128.load(start, 32);
  let d = v128.load(start, 48);
  let at = start;
  const first = isManhattan ? here : twice;
  const end = first + (breadth << 1);
  for (let from = first; from < end; from += 4) {
    at += line;
    const pair = v128.load32_splat(from);
    a = i32x4.add(a, apart(pair, v128.load(at), isManhattan));
    b = i32x4.add(b, apart(pair, v128.load(at, 16), isManhattan));
    c = i32x4.add(c, apart(pair, v128.load(at, 32), isManhattan));
    d = i32x4.add(d, apart(pair, v128.load(at, 48), isManhattan));
  }
  return under(i32x4.splat(isManhattan ? bar : bar - norm), a, b, c, d);
}

// @ts-ignore: decorator
@inline
function apart(pair: v128, there: v128, isManhattan: bool): v128 {
  if (isManhattan) return length(i16x8.sub(pair, there), true);
  return i32x4.dot_i16x8_s(pair, there);
}

function measure(leaf: u32, some: i32): void {
  for (let lanes = some; lanes != 0; lanes &= lanes - 1) {
    const position = leaf * width + ctz(lanes);
    const length = lengthTo(position);
    if (length < limit) take(length, position);
  }
}

/** In float32. */
function lengthTo(position: u32): f32 {
  let sum = f32x4.splat(0);
  const there = roughAt(position) - own;
  const end = own + (breadth << 2);
  for (let at = own; at < end; at += 16) {
    const difference = f32x4.sub(v128.load(at), v128.load(at + there));
    sum = f32x4.add(sum, manhattan ? f32x4.abs(difference) : f32x4.mul(difference, difference));
  }
  sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
}
