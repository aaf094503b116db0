// Who is nearest by float32, in order, and the limit that whoever still wants in must be under.
import { admits, peers } from "./job";
import { offer } from "./finalists";
import { spare } from "./layout";

/** Whoever is not under it is left out. */
export let limit: f32 = Infinity;
/** Instead of keeping the nearest, everybody under the limit is measured in float64. */
let isMeasuring: bool = false;

/**
 * In order, two at a time. Float32 bits in the upper half, which order as the numbers do that are not negative; position in
 * the lower. As float64, of which there are vectors, they order the same. Who is not there is infinitely far.
 */
let keys: usize = 0;
let last: usize = 0;
const nobody: u64 = 0x7f80000000000000;

export function keysSize(): usize {
  return ((peers + spare + 1) >> 1) << 4;
}

/** @param scratch takes `keysSize` bytes */
export function keepNearest(scratch: usize): void {
  keys = scratch;
  last = keys + keysSize() - 16;
  for (let at = keys; at <= last; at += 16) v128.store(at, i64x2.splat(nobody));
  limit = Infinity;
  isMeasuring = false;
}

export function measureUnder(length: f32): void {
  limit = length;
  isMeasuring = true;
}

/** Offers what was kept to the finalists. @returns whether somebody may have been left out */
export function measureNearest(): bool {
  for (let at = keys; at < last + 16; at += 8) {
    const key = load<u64>(at);
    if (key == nobody) return false;
    offer(<u32>key);
  }
  return true;
}

/** @param length under the limit, not negative */
export function take(length: f32, position: u32): void {
  if (!admits(position)) return;
  if (isMeasuring) return offer(position);
  const key = f64x2.splat(reinterpret<f64>((<u64>reinterpret<u32>(length) << 32) | position));
  // Into its place without a branch: who is nearer stays, who is farther moves on by one.
  let here = v128.load(last);
  for (let at = last; at > keys; at -= 16) {
    const before = v128.load(at - 16);
    v128.store(at, f64x2.pmin(here, f64x2.pmax(v128.shuffle<f64>(before, here, 1, 2), key)));
    here = before;
  }
  v128.store(keys, f64x2.pmin(here, f64x2.pmax(v128.shuffle<f64>(f64x2.splat(0), here, 1, 2), key)));
  limit = reinterpret<f32>(load<u32>(last, 12));
}
