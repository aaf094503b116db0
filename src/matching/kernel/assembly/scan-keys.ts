// Keeps the nearest points of a search without a tree, as the least of the keys of all positions. A key is a quantised
// length, with the position in its lowest bits.
import { hasRadius, isNear, k, possibleCount } from "./job";
import { fanout, spare } from "./layout";
import { lanesUnder } from "./quantise";

/** No point, or one that may not be a peer: farther than any. */
export const emptyKey: i32 = 0x7fffffff;
/** Points that are not under this key are left out. */
export let limit: i32 = emptyKey;

/** The `k + spare` keys that are kept, in order, and the address of the last four. What is before them is less than any. */
let start: usize = 0;
let last: usize = 0;
/** Up to so many keys are kept in registers, which takes two thirds of the time. */
const few = 24;

/** Bytes that the kept keys take. */
export function scanKeysSize(): usize {
  return <usize>((max(k + spare, few) + 3) >> 2) << 4;
}

/** Keeps the least of the keys. @param scratch takes `scanKeysSize` bytes */
export function keepLeast(keys: usize, scratch: usize): void {
  last = scratch + scanKeysSize() - 16;
  start = last + 16 - ((k + spare) << 2);
  for (let at = scratch; at < start; at += 4) store<i32>(at, i32.MIN_VALUE);
  for (let at = start; at < last + 16; at += 4) store<i32>(at, emptyKey);
  limit = emptyKey;
  if (k + spare <= few) keepFew(keys);
  else keepMany(keys);
}

/** Whether the point may be a peer, if its codes allow. */
// @ts-ignore: decorator
@inline
export function isPossible(position: u32): bool {
  return !hasRadius() || isNear(position);
}

/** Inserts without a branch: lesser keys stay, greater keys move on by one. */
function keepFew(keys: usize): void {
  let a = v128.load(last - 80);
  let b = v128.load(last - 64);
  let c = v128.load(last - 48);
  let d = v128.load(last - 32);
  let e = v128.load(last - 16);
  let f = v128.load(last);
  for (let position: u32 = 0; position < possibleCount; position += fanout) {
    const at = keys + (position << 2);
    const limits = v128.shuffle<i32>(f, f, 3, 3, 3, 3);
    let lanes = lanesUnder(limits, v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48));
    for (; lanes != 0; lanes &= lanes - 1) {
      const lane: u32 = ctz(lanes);
      if (!isPossible(position + lane)) continue;
      const key = v128.load32_splat(at + (lane << 2));
      f = i32x4.min_s(f, i32x4.max_s(v128.shuffle<i32>(e, f, 3, 4, 5, 6), key));
      e = i32x4.min_s(e, i32x4.max_s(v128.shuffle<i32>(d, e, 3, 4, 5, 6), key));
      d = i32x4.min_s(d, i32x4.max_s(v128.shuffle<i32>(c, d, 3, 4, 5, 6), key));
      c = i32x4.min_s(c, i32x4.max_s(v128.shuffle<i32>(b, c, 3, 4, 5, 6), key));
      b = i32x4.min_s(b, i32x4.max_s(v128.shuffle<i32>(a, b, 3, 4, 5, 6), key));
      a = i32x4.min_s(a, i32x4.max_s(v128.shuffle<i32>(i32x4.splat(i32.MIN_VALUE), a, 3, 4, 5, 6), key));
    }
  }
  v128.store(last - 80, a);
  v128.store(last - 64, b);
  v128.store(last - 48, c);
  v128.store(last - 32, d);
  v128.store(last - 16, e);
  v128.store(last, f);
  limit = i32x4.extract_lane(f, 3);
}

/** The same in memory. */
function keepMany(keys: usize): void {
  for (let position: u32 = 0; position < possibleCount; position += fanout) {
    const at = keys + (position << 2);
    const limits = i32x4.splat(limit);
    let lanes = lanesUnder(limits, v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48));
    for (; lanes != 0; lanes &= lanes - 1) {
      const lane: u32 = ctz(lanes);
      if (isPossible(position + lane)) keepKey(load<i32>(at + (lane << 2)));
    }
  }
}

// @ts-ignore: decorator
@inline
function keepKey(one: i32): void {
  const key = i32x4.splat(one);
  let current = v128.load(last);
  const first = start & ~15;
  for (let at = last; at > first; at -= 16) {
    const before = v128.load(at - 16);
    v128.store(at, i32x4.min_s(current, i32x4.max_s(v128.shuffle<i32>(before, current, 3, 4, 5, 6), key)));
    current = before;
  }
  const shifted = v128.shuffle<i32>(i32x4.splat(i32.MIN_VALUE), current, 3, 4, 5, 6);
  v128.store(first, i32x4.min_s(current, i32x4.max_s(shifted, key)));
  limit = load<i32>(last, 12);
}

export function keyAt(rank: i32): i32 {
  return load<i32>(start + (rank << 2));
}

/** The number of keys that are not empty. */
export function keyCount(): i32 {
  let count = k + spare;
  while (count > 0 && keyAt(count - 1) == emptyKey) count--;
  return count;
}
