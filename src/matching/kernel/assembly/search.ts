// Exact nearest neighbours of a chunk of rows: float32 filters, float64 decides. AssemblyScript, not TypeScript.
// First the row's own box, then passes of growing radius over all others; `k + spare` are kept by their float32 lengths
// and measured in float64. Where that does not prove who the k are, everybody within the reach of doubt is measured.
import { boundsSize, homesSlot, orderSlot, scratchSizeSlot, scratchSlot } from "./layout";
import { closeFinalists, farthest, openFinalists } from "./finalists";
import { dimensions, manhattan, readJob, rough, row, scale, seek, slot } from "./job";
import { keepNearest, limit, measureNearest, measureUnder } from "./nearest";
import { openTree, scanHome, visitBetween } from "./tree";

/** The first pass goes so far, as a share of the length known to be enough. */
const firstPass: f32 = 0.2;

/** Searches for the rows from `first` to `last` of the order, exclusive. @param thread whose scratch to use */
export function search(first: i32, last: i32, thread: i32): void {
  readJob();
  const scratch: usize = slot(scratchSlot) + thread * slot(scratchSizeSlot);
  const order: usize = slot(orderSlot);
  const homes: usize = slot(homesSlot);
  for (let at = first; at < last; at++) {
    seek(load<u32>(order + (at << 2)));
    openTree(scratch, load<u32>(homes + (row << 2)));
    searchOne(scratch + boundsSize);
  }
}

function searchOne(keys: usize): void {
  openFinalists();
  keepNearest(keys);
  scanHome();
  const near: f32 = limit == <f32>Infinity ? <f32>0 : limit * firstPass;
  if (near > 0) visitBetween(0, near);
  visitBetween(near, Infinity);
  if (measureNearest() && !isProven()) {
    measureUnder(doubtful());
    openFinalists();
    scanHome();
    visitBetween(0, Infinity);
  }
  closeFinalists();
}

// The errors. In rough units: rounding two points to float32 moves them apart or together by 2^-24 of their norms, and
// the other's norm is at most the row's own plus the distance, so by 2^-23 of the norm and 2^-24 of the distance; the
// float32 sum of squares is off by (d + 3) 2^-24 of itself; rotating in float64 by far less; where float32 underflows, by
// 1e-22. The figures here are generous. Distances that round to the same lie at most 1e-12 apart.

function ownError(): f64 {
  const start = rough + ((row * dimensions) << 2);
  let norm: f64 = 0;
  for (let d: u32 = 0; d < dimensions; d++) {
    const one: f64 = load<f32>(start + (d << 2));
    norm += manhattan ? abs<f64>(one) : one * one;
  }
  return 1.3e-7 * (manhattan ? norm : sqrt<f64>(norm)) + 1e-18;
}

function relativeError(): f64 {
  return <f64>(dimensions + 8) / 8388608;
}

/** Whether all that were left out are farther than the k-th beyond doubt. */
function isProven(): bool {
  const kept: f64 = manhattan ? <f64>limit : sqrt<f64>(limit);
  const nearestLeftOut = ((kept * (1 - relativeError()) - ownError()) * (1 - 2e-7)) / scale;
  return nearestLeftOut > (farthest() + 3e-12) * (1 + 1e-12);
}

/** The float32 length that nobody of the k nearest, nor who ties with them, can reach. */
function doubtful(): f32 {
  const distance = (farthest() + 3e-12) * (1 + 1e-12) * scale;
  const rootOfLength = (distance * (1 + 2e-7) + ownError()) * (1 + relativeError());
  const length = manhattan ? rootOfLength : rootOfLength * rootOfLength;
  // Never beyond the greatest number, where padding lies.
  return min<f32>(<f32>(length * (1 + 1e-6)) + <f32>1e-37, f32.MAX_VALUE);
}
