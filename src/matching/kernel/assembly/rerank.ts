// Re-ranks points in float64: the k nearest by (distance at 12 decimals, row), two at a time, straight into the
// answer.
import { answerWidthSlot, countsSlot, distancesSlot, foundSlot } from "./layout";
import { exactAt, exactWidth, manhattan, k, rowAt, query, slot } from "./job";

let counts: usize = 0;
let found: usize = 0;
let distances: usize = 0;
let count: i32 = 0;

export function startRanking(): void {
  const row = rowAt(query);
  const entry = row * slot(answerWidthSlot);
  count = 0;
  found = slot(foundSlot) + (entry << 2);
  distances = slot(distancesSlot) + (entry << 3);
  counts = slot(countsSlot) + (row << 2);
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
  rerankTwo(position, position);
}

/** Inserts the points at two positions, which may be the same, if they are among the k nearest. */
export function rerankTwo(first: u32, second: u32): void {
  const distances = distancesTo(first, second);
  rank(f64x2.extract_lane(distances, 0), rowAt(first));
  if (second != first) rank(f64x2.extract_lane(distances, 1), rowAt(second));
}

/** Inserts a row if it is among the k nearest. */
function rank(distance: f64, row: u32): void {
  let rank = count;
  if (count == k) {
    rank--;
    if (!isAfter(rank, distance, row)) return;
  } else {
    count++;
  }
  for (; rank > 0 && isAfter(rank - 1, distance, row); rank--) {
    store<f64>(distances + (rank << 3), load<f64>(distances + ((rank - 1) << 3)));
    store<u32>(found + (rank << 2), load<u32>(found + ((rank - 1) << 2)));
  }
  store<f64>(distances + (rank << 3), distance);
  store<u32>(found + (rank << 2), row);
}

function isAfter(rank: i32, distance: f64, row: u32): bool {
  const ranked = load<f64>(distances + (rank << 3));
  return ranked > distance || (ranked == distance && load<u32>(found + (rank << 2)) > row);
}

// @ts-ignore: decorator
@inline
function distancesTo(first: u32, second: u32): v128 {
  if (manhattan) return roundedTwo(lengthsTo(first, second, true));
  return roundedTwo(f64x2.sqrt(lengthsTo(first, second, false)));
}

/** Summed in the order of the dimensions, as the plain search does: the same bits. */
// @ts-ignore: decorator
@inline
function lengthsTo(first: u32, second: u32, isManhattan: bool): v128 {
  const end = exactAt(query) + (exactWidth << 3);
  const toFirst = exactAt(first) - exactAt(query);
  const toSecond = exactAt(second) - exactAt(query);
  let lengths = f64x2.splat(0);
  for (let at = exactAt(query); at < end; at += 16) {
    const values = v128.load(at);
    const a = term(f64x2.sub(values, v128.load(at + toFirst)), isManhattan);
    const b = term(f64x2.sub(values, v128.load(at + toSecond)), isManhattan);
    lengths = f64x2.add(f64x2.add(lengths, v128.shuffle<f64>(a, b, 0, 2)), v128.shuffle<f64>(a, b, 1, 3));
  }
  return lengths;
}

// @ts-ignore: decorator
@inline
function term(differences: v128, isManhattan: bool): v128 {
  return isManhattan ? f64x2.abs(differences) : f64x2.mul(differences, differences);
}

/** `roundDistance` of the contract, to the bit. */
// @ts-ignore: decorator
@inline
function roundedTwo(distances: v128): v128 {
  const scaled = f64x2.mul(distances, f64x2.splat(1e12));
  const below = f64x2.floor(scaled);
  const up = f64x2.ge(f64x2.sub(scaled, below), f64x2.splat(0.5));
  const whole = f64x2.add(below, v128.and(up, f64x2.splat(1)));
  const isRounded = f64x2.lt(distances, f64x2.splat(4096));
  return v128.bitselect(f64x2.div(whole, f64x2.splat(1e12)), distances, isRounded);
}
