// Re-ranks points in float64: the k nearest by (distance at 12 decimals, point number), written straight to the answer.
import { countsSlot, distancesSlot, foundSlot } from "./layout";
import { dimensions, exactAt, manhattan, k, pointAt, query, slot } from "./job";

let counts: usize = 0;
let found: usize = 0;
let distances: usize = 0;
let count: i32 = 0;

/** @param number the query's number, which is its place in the answer */
export function startRanking(number: u32): void {
  count = 0;
  found = slot(foundSlot) + ((number * k) << 2);
  distances = slot(distancesSlot) + ((number * k) << 3);
  counts = slot(countsSlot) + (number << 2);
}

export function finishRanking(): void {
  store<i32>(counts, count);
}

/** Infinite if there are fewer than k. */
export function kthDistance(): f64 {
  return count < k ? Infinity : load<f64>(distances + ((k - 1) << 3));
}

/** Inserts the point at a position if it is among the k nearest. */
export function rerank(position: u32): void {
  const point = pointAt(position);
  const distance = rounded(distanceTo(position));
  let rank = count;
  if (count == k) {
    rank--;
    if (!isAfter(rank, distance, point)) return;
  } else {
    count++;
  }
  for (; rank > 0 && isAfter(rank - 1, distance, point); rank--) {
    store<f64>(distances + (rank << 3), load<f64>(distances + ((rank - 1) << 3)));
    store<u32>(found + (rank << 2), load<u32>(found + ((rank - 1) << 2)));
  }
  store<f64>(distances + (rank << 3), distance);
  store<u32>(found + (rank << 2), point);
}

function isAfter(rank: i32, distance: f64, point: u32): bool {
  const ranked = load<f64>(distances + (rank << 3));
  return ranked > distance || (ranked == distance && load<u32>(found + (rank << 2)) > point);
}

/** Summed in the order of the dimensions, as the plain search does: the same bits. */
function distanceTo(position: u32): f64 {
  const a = exactAt(query);
  const b = exactAt(position);
  const end = dimensions << 3;
  let length: f64 = 0;
  if (manhattan) {
    for (let d: usize = 0; d < end; d += 8) length += abs<f64>(load<f64>(a + d) - load<f64>(b + d));
    return length;
  }
  for (let d: usize = 0; d < end; d += 8) {
    const difference = load<f64>(a + d) - load<f64>(b + d);
    length += difference * difference;
  }
  return sqrt<f64>(length);
}

/** `roundDistance` of the contract, to the bit. */
function rounded(distance: f64): f64 {
  if (!(distance < 4096)) return distance;
  const scaled = distance * 1e12;
  const below = floor<f64>(scaled);
  return (scaled - below >= 0.5 ? below + 1 : below) / 1e12;
}
