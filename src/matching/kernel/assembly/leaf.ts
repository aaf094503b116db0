// A leaf: 16 points side by side. It begins with one number per point: |b|² for squares, else 0. Then follow their
// quantised values, one pair of dimensions after the other.
import { paddedDimensions, leaves, manhattan, possibleCount, queryRotated, rotatedAt } from "./job";
import { unreachable, fanout, fanoutBits } from "./layout";
import { limit, keep } from "./nearest";
import { quantisedLimit, factorOf, updateQuantisedLimit, queryValues, pairLength, line, queryNorm } from "./quantise";
import { quantised, queryTimesMinus2, lanesUnder } from "./quantise";

export function fillLeaves(): void {
  for (let position: u32 = 0; position % fanout != 0 || position < possibleCount; position++) {
    const exists = position < possibleCount;
    const factor = exists ? factorOf(rotatedAt(position)) : 0;
    let squares = exists ? 0 : unreachable;
    for (let d: u32 = 0; d < paddedDimensions; d++) {
      const value = exists ? quantised(rotatedAt(position), d, factor) : 0;
      store<i16>(valueAt(position, d), value);
      if (!manhattan) squares += value * value;
    }
    store<i32>(leafAt(position >> fanoutBits) + ((position % fanout) << 2), squares);
  }
}

/** Address of a position's quantised value in a dimension. */
export function valueAt(position: u32, dimension: u32): usize {
  const pair = leafAt(position >> fanoutBits) + ((dimension >> 1) + 1) * line;
  return pair + ((position % fanout) << 2) + ((dimension & 1) << 1);
}

function leafAt(leaf: u32): usize {
  return leaves + <usize>leaf * ((paddedDimensions >> 1) + 1) * line;
}

/** Keeps the points of a leaf that are under the limit. */
export function searchLeaf(leaf: u32): void {
  updateQuantisedLimit();
  // Two calls, because the compiler turns a single one into a loop that tests the metric every time.
  let lanes: i32;
  if (manhattan) {
    lanes = lanesUnderLimit(leafAt(leaf), true);
    if (lanes != 0) measure(leaf, lanes);
    return;
  }
  lanes = lanesUnderLimit(leafAt(leaf), false);
  if (lanes != 0) measure(leaf, lanes);
}

/** @returns one bit for each of the 16 points that may be near enough */
// @ts-ignore: decorator
@inline
function lanesUnderLimit(start: usize, isManhattan: bool): i32 {
  let a = v128.load(start);
  let b = v128.load(start, 16);
  let c = v128.load(start, 32);
  let d = v128.load(start, 48);
  let at = start;
  const first = isManhattan ? queryValues : queryTimesMinus2;
  const end = first + (paddedDimensions << 1);
  for (let from = first; from < end; from += 4) {
    at += line;
    const pair = v128.load32_splat(from);
    a = i32x4.add(a, pairTerm(pair, v128.load(at), isManhattan));
    b = i32x4.add(b, pairTerm(pair, v128.load(at, 16), isManhattan));
    c = i32x4.add(c, pairTerm(pair, v128.load(at, 32), isManhattan));
    d = i32x4.add(d, pairTerm(pair, v128.load(at, 48), isManhattan));
  }
  return lanesUnder(i32x4.splat(isManhattan ? quantisedLimit : quantisedLimit - queryNorm), a, b, c, d);
}

// @ts-ignore: decorator
@inline
function pairTerm(pair: v128, values: v128, isManhattan: bool): v128 {
  if (isManhattan) return pairLength(i16x8.sub(pair, values), true);
  return i32x4.dot_i16x8_s(pair, values);
}

function measure(leaf: u32, some: i32): void {
  for (let lanes = some; lanes != 0; lanes &= lanes - 1) {
    const position = leaf * fanout + ctz(lanes);
    const length = lengthTo(position);
    if (length < limit) keep(length, position);
  }
}

/** The length from the query, in float32. */
function lengthTo(position: u32): f32 {
  let sum = f32x4.splat(0);
  const offset = rotatedAt(position) - queryRotated;
  const end = queryRotated + (paddedDimensions << 2);
  for (let at = queryRotated; at < end; at += 16) {
    const difference = f32x4.sub(v128.load(at), v128.load(at + offset));
    sum = f32x4.add(sum, manhattan ? f32x4.abs(difference) : f32x4.mul(difference, difference));
  }
  sum = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
}
