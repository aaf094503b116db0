// Searches without a tree, for groups too small for one to pay off: compares the query with every point in whole numbers,
// and ranks the nearest in float64. If that does not prove which are the k nearest, ranks all that leave doubt.
import { dimensions, k, manhattan, possibleCount, query, setQuery, slot } from "./job";
import { codeCountSlot, codesSlot, codeStrideSlot, fanout, queriesSlot, scaleSlot, spare } from "./layout";
import { line, pairLength } from "./quantise";
import { finishRanking, kthDistance, rerank, rerankTwo, startRanking } from "./rerank";
import { emptyKey, isPossible, keepLeast, keyAt, keyCount, limit, scanKeysSize } from "./scan-keys";
import { greatestQuantised, pairs, quantisedAt } from "./scan-points";

/** The key of every position. */
let keys: usize = 0;
/** The bits of a key that hold the position, and by how much the others are shifted. */
let positionBits: i32 = 0;
let lengthShift: i32 = 0;
/** Quantised units per unit, and the greatest error of a quantised distance. */
let scale: f64 = 0;
let error: f64 = 0;

export function scan(first: i32, last: i32, scratch: usize): void {
  const greatest = greatestQuantised();
  const greatestLength = (manhattan ? 2 * greatest : 4 * greatest * greatest) * <f64>dimensions;
  // A hundredth more, so that no key is as great as `emptyKey`.
  lengthShift = clz<i32>(<i32>(1.01 * greatestLength)) - 1;
  positionBits = (1 << (32 - clz<i32>(possibleCount + fanout))) - 1;
  scale = load<f64>(scaleSlot << 3);
  // Rounding moves a point by at most half a unit in every dimension, two points by one.
  error = 1.000001 * (manhattan ? <f64>dimensions : sqrt<f64>(dimensions));
  keys = scratch + scanKeysSize();
  const queries: usize = slot(queriesSlot);
  for (let number = first; number < last; number++) {
    setQuery(load<u32>(queries + (number << 2)));
    if (manhattan) measureAll(true);
    else measureAll(false);
    keepLeast(keys, scratch);
    startRanking();
    const count = keyCount();
    for (let at = 0; at < count; at += 2) {
      rerankTwo(keyAt(at) & positionBits, keyAt(min(at + 1, count - 1)) & positionBits);
    }
    if (count == k + spare) rankDoubtful();
    finishRanking();
  }
}

/** Writes the key of every position. */
// @ts-ignore: decorator
@inline
function measureAll(isManhattan: bool): void {
  const codes: usize = slot(codesSlot);
  const codeStride: usize = slot(codeStrideSlot);
  const codesEnd = codes + <usize>slot(codeCountSlot) * codeStride;
  const mask = i32x4.splat(positionBits);
  const pairsEnd = pairs() * line;
  const queryPairs = quantisedAt(query);
  let start = quantisedAt(0);
  let positions = i32x4(0, 1, 2, 3);
  for (let position: u32 = 0; position < possibleCount; position += fanout) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    for (let pair: usize = 0; pair < pairsEnd; pair += line) {
      const values = v128.load32_splat(queryPairs + pair);
      const at = start + pair;
      a = i32x4.add(a, pairLength(i16x8.sub(values, v128.load(at)), isManhattan));
      b = i32x4.add(b, pairLength(i16x8.sub(values, v128.load(at, 16)), isManhattan));
      c = i32x4.add(c, pairLength(i16x8.sub(values, v128.load(at, 32)), isManhattan));
      d = i32x4.add(d, pairLength(i16x8.sub(values, v128.load(at, 48)), isManhattan));
    }
    start += pairsEnd;
    a = v128.or(v128.andnot(i32x4.shl(a, lengthShift), mask), positions);
    b = v128.or(v128.andnot(i32x4.shl(b, lengthShift), mask), i32x4.add(positions, i32x4.splat(4)));
    c = v128.or(v128.andnot(i32x4.shl(c, lengthShift), mask), i32x4.add(positions, i32x4.splat(8)));
    d = v128.or(v128.andnot(i32x4.shl(d, lengthShift), mask), i32x4.add(positions, i32x4.splat(12)));
    positions = i32x4.add(positions, i32x4.splat(fanout));
    for (let column = codes; column < codesEnd; column += codeStride) {
      const code = load<i32>(column + (query << 2));
      if (code == 0) continue;
      const at = column + (position << 2);
      a = v128.or(a, sameCode(code, at));
      b = v128.or(b, sameCode(code, at + 16));
      c = v128.or(c, sameCode(code, at + 32));
      d = v128.or(d, sameCode(code, at + 48));
    }
    const target = keys + (position << 2);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
  for (let position = possibleCount; position % fanout != 0; position++) store<i32>(keys + (position << 2), emptyKey);
  store<i32>(keys + (query << 2), emptyKey);
}

/** `emptyKey` for points with the query's code. */
// @ts-ignore: decorator
@inline
function sameCode(code: i32, at: usize): v128 {
  return i32x4.shr_u(i32x4.eq(i32x4.splat(code), v128.load(at)), 1);
}

/** Unless all points that were left out are certainly farther than the k-th, ranks all that are not. */
function rankDoubtful(): void {
  const distance = (kthDistance() + 3e-12) * (1 + 1e-12) * scale + error;
  const length = manhattan ? distance : distance * distance;
  const beyond = min<f64>(length + 1, <f64>(1 << (31 - lengthShift)));
  if (lengthOf(limit) >= <i32>beyond) return;
  startRanking();
  for (let position: u32 = 0; position < possibleCount; position++) {
    const key = load<i32>(keys + (position << 2));
    if (key == emptyKey || lengthOf(key) > <i32>beyond || !isPossible(position)) continue;
    rerank(position);
  }
}

/** A quantised length, or less. */
function lengthOf(key: i32): i32 {
  return (key & ~positionBits) >> lengthShift;
}
