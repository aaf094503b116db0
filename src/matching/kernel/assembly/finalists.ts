// The k nearest of those measured in float64, by (distance at 12 decimals, row), written straight to the answer.
import { countsSlot, distancesSlot, foundSlot } from "./layout";
import { dimensions, exact, manhattan, peers, row, slot } from "./job";

let counts: usize = 0;
let found: usize = 0;
let distances: usize = 0;
let count: i32 = 0;

export function openFinalists(): void {
  count = 0;
  found = slot(foundSlot) + ((row * peers) << 2);
  distances = slot(distancesSlot) + ((row * peers) << 3);
  counts = slot(countsSlot) + (row << 2);
}

export function closeFinalists(): void {
  store<i32>(counts, count);
}

/** Distance of the k-th; infinite while there are fewer. */
export function farthest(): f64 {
  return count < peers ? Infinity : load<f64>(distances + ((peers - 1) << 3));
}

/** Measures the row `other` and keeps it where it is among the k nearest. */
export function offer(other: u32): void {
  const distance = rounded(distanceTo(other));
  let place = count;
  if (count == peers) {
    place--;
    if (!isAfter(place, distance, other)) return;
  } else {
    count++;
  }
  for (; place > 0 && isAfter(place - 1, distance, other); place--) {
    store<f64>(distances + (place << 3), load<f64>(distances + ((place - 1) << 3)));
    store<u32>(found + (place << 2), load<u32>(found + ((place - 1) << 2)));
  }
  store<f64>(distances + (place << 3), distance);
  store<u32>(found + (place << 2), other);
}

function isAfter(place: i32, distance: f64, other: u32): bool {
  const there = load<f64>(distances + (place << 3));
  return there > distance || (there == distance && load<u32>(found + (place << 2)) > other);
}

/** Added up in the order of the dimensions, as the plain path does: the same bits. */
function distanceTo(other: u32): f64 {
  const here = exact + ((row * dimensions) << 3);
  const there = exact + ((other * dimensions) << 3);
  const end = dimensions << 3;
  let length: f64 = 0;
  if (manhattan) {
    for (let d: usize = 0; d < end; d += 8) length += abs<f64>(load<f64>(here + d) - load<f64>(there + d));
    return length;
  }
  for (let d: usize = 0; d < end; d += 8) {
    const difference = load<f64>(here + d) - load<f64>(there + d);
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
