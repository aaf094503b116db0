// Who is nearest by float32, in order, and the limit that whoever still wants in must be under.
import { admits, peers } from "./job";
import { offer } from "./finalists";
import { spare } from "./layout";

/** Whoever is not under it is left out. */
export let limit: f32 = Infinity;
/** Instead of keeping the nearest, everybody under the limit is measured in float64. */
let isMeasuring: bool = false;

/** Float32 bits in the upper half, which order as the numbers do that are not negative; position in the lower. */
let keys: usize = 0;
let count: i32 = 0;
let most: i32 = 0;

export function keysSize(): usize {
  return (peers + spare) << 3;
}

/** @param scratch takes `keysSize` bytes */
export function keepNearest(scratch: usize): void {
  keys = scratch;
  count = 0;
  most = peers + spare;
  limit = Infinity;
  isMeasuring = false;
}

export function measureUnder(length: f32): void {
  limit = length;
  isMeasuring = true;
}

/** Offers what was kept to the finalists. @returns whether somebody may have been left out */
export function measureNearest(): bool {
  for (let key = 0; key < count; key++) offer(load<u32>(keys + (key << 3)));
  return count == most;
}

/** @param length under the limit, not negative */
export function take(length: f32, position: u32): void {
  if (!admits(position)) return;
  if (isMeasuring) return offer(position);
  const key = (<u64>reinterpret<u32>(length) << 32) | position;
  let place = count < most ? count++ : most - 1;
  for (; place > 0; place--) {
    const before = load<u64>(keys + ((place - 1) << 3));
    if (before < key) break;
    store<u64>(keys + (place << 3), before);
  }
  store<u64>(keys + (place << 3), key);
  if (count == most) limit = reinterpret<f32>(<u32>(load<u64>(keys + ((most - 1) << 3)) >> 32));
}
