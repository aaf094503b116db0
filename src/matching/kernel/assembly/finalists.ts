// The k nearest of those measured in float64, by (distance at 12 decimals, number), written straight to the answer.
import { countsSlot, distancesSlot, foundSlot } from "./layout";
import { dimensions, exactAt, manhattan, peers, pointAt, seeker, slot } from "./job";

let counts: usize = 0;
let found: usize = 0;
let distances: usize = 0;
let count: i32 = 0;

export function openFinalists(query: u32): void {
  count = 0;
  found = slot(foundSlot) + ((query * peers) << 2);
  distances = slot(distancesSlot) + ((query * peers) << 3);
  counts = slot(countsSlot) + (query << 2);
}

export function closeFinalists(): void {
  store<i32>(counts, count);
}

/** Distance of the k-th; infinite while there are fewer. */
export function farthest(): f64 {
  return count < peers ? Infinity : load<f64>(distances + ((peers - 1) << 3));
}

/** Measures who is at a position and keeps it where it is among the k nearest. */
export function offer(position: u32): void {
  const point = pointAt(position);
  const distance = rounded(distanceTo(position));
  let place = count;
  if (count == peers) {
    place--;
    if (!isAfter(place, distance, point)) return;
  } else {
    count++;
  }
  for (; place > 0 && isAfter(place - 1, distance, point); place--) {
    store<f64>(distances + (place << 3), load<f64>(distances + ((place - 1) << 3)));
    store<u32>(found + (place << 2), load<u32>(found + ((place - 1) << 2)));
  }
  store<f64>(distances + (place << 3), distance);
  store<u32>(found + (place << 2), point);
}

function isAfter(place: i32, distance: f64, point: u32): bool {
  const there = load<f64>(distances + (place << 3));
  return there > distance || (there == distance && load<u32>(found + (place << 2)) > point);
}

/** Added up in the order of the dimensions, as the plain path does: the same bits. */
function distanceTo(position: u32): f64 {
  const here = exactAt(seeker);
  const there = exactAt(position);
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
