// The nearest points so far by float32 length, in order, and the limit that further points must be under.
import { isCandidate, k } from "./job";
import { rerank, rerankTwo } from "./rerank";
import { spare } from "./layout";

/** Points that are not under this float32 length are left out. */
export let limit: f32 = Infinity;
/** If set, all candidates under the limit are re-ranked in float64, and none is kept here. */
let isReranking: bool = false;

/**
 * Keys in order, two at a time. Upper half: the float32 bits of the length, which sort as the numbers do because none
 * is negative. Lower half: the position. Read as float64, which has vector instructions, keys sort the same. An empty key
 * is infinitely far.
 */
let keys: usize = 0;
let last: usize = 0;
const emptyKey: u64 = 0x7f80000000000000;

export function keysSize(): usize {
  return ((k + spare + 1) >> 1) << 4;
}

/** @param scratch takes `keysSize` bytes */
export function keepNearest(scratch: usize): void {
  keys = scratch;
  last = keys + keysSize() - 16;
  for (let at = keys; at <= last; at += 16) v128.store(at, i64x2.splat(emptyKey));
  limit = Infinity;
  isReranking = false;
}

export function rerankAllUnder(length: f32): void {
  limit = length;
  isReranking = true;
}

/** Re-ranks the points that were kept. @returns whether a point may have been left out */
export function rerankNearest(): bool {
  for (let at = keys; at <= last; at += 16) {
    const first = load<u64>(at);
    const second = load<u64>(at, 8);
    if (first == emptyKey) return false;
    rerankTwo(<u32>first, second == emptyKey ? <u32>first : <u32>second);
    if (second == emptyKey) return false;
  }
  return true;
}

/** @param length under the limit, not negative */
export function keep(length: f32, position: u32): void {
  if (!isCandidate(position)) return;
  if (isReranking) return rerank(position);
  const key = f64x2.splat(reinterpret<f64>((<u64>reinterpret<u32>(length) << 32) | position));
  // Inserts without a branch: nearer keys stay, farther keys move on by one.
  let current = v128.load(last);
  for (let at = last; at > keys; at -= 16) {
    const before = v128.load(at - 16);
    v128.store(at, f64x2.pmin(current, f64x2.pmax(v128.shuffle<f64>(before, current, 1, 2), key)));
    current = before;
  }
  v128.store(keys, f64x2.pmin(current, f64x2.pmax(v128.shuffle<f64>(f64x2.splat(0), current, 1, 2), key)));
  limit = reinterpret<f32>(load<u32>(last, 12));
}
