// The points of a search without a tree, as 16-bit whole numbers, 16 points side by side: for each pair of dimensions a
// line with one pair per point. Values far from the middle are pulled in, so that no distance increases.
import { dimensions, exactAt, manhattan, pointCount, slot } from "./job";
import { fanout, fanoutBits, maxQuantised, quantisedSlot, scaleSlot, scratchSlot } from "./layout";
import { line } from "./quantise";

/** Greater values have squares that do not fit in float64. */
const greatest: f64 = 1e150;
/** A smaller spread would make the scale infinite. */
const leastSpread: f64 = 1e-200;
/** Number of points from which middles and spreads are estimated. Any estimate is correct; better ones are faster. */
const sampleSize: u32 = 16;

/** Lines per 16 points. */
export function pairs(): u32 {
  return (dimensions + 1) >> 1;
}

/** Address of a point's first pair. */
export function quantisedAt(position: u32): usize {
  return slot(quantisedSlot) + (position >> fanoutBits) * pairs() * line + ((position & (fanout - 1)) << 2);
}

/** The greatest quantised value. Lengths stay under 2^30. */
export function greatestQuantised(): f64 {
  return manhattan ? maxQuantised : floor<f64>(maxQuantised / sqrt<f64>(dimensions));
}

/** @returns whether the figures can be squared */
export function quantisePoints(): bool {
  const sample: usize = slot(scratchSlot);
  const middles = sample + (sampleSize << 3);
  let spread: f64 = 0;
  for (let d: u32 = 0; d < dimensions; d++) {
    sortSample(sample, d);
    store<f64>(middles + (d << 3), load<f64>(sample, 8 << 3));
    spread = max<f64>(spread, load<f64>(sample, 13 << 3) - load<f64>(sample, 2 << 3));
  }
  // If most points are the same, the farthest.
  for (let d: u32 = 0; spread == 0 && d < dimensions; d++) spread = extent(d);
  const greatestValue = greatestQuantised();
  const scale = greatestValue / (2 * max<f64>(spread, leastSpread));
  store<f64>(scaleSlot << 3, scale);
  // An odd dimension is paired with zeros.
  memory.fill(slot(quantisedSlot), 0, quantisedAt((pointCount + fanout - 1) & ~(fanout - 1)) - slot(quantisedSlot));
  let extreme: f64 = 0;
  for (let d: u32 = 0; d < dimensions; d++) {
    const middle = load<f64>(middles + (d << 3));
    for (let position: u32 = 0; position < pointCount; position++) {
      const value = load<f64>(exactAt(position) + (d << 3));
      extreme = max<f64>(extreme, abs<f64>(value));
      const scaled = max<f64>(-greatestValue, min<f64>(greatestValue, (value - middle) * scale));
      store<i16>(quantisedAt(position) + (d >> 1) * line + ((d & 1) << 1), <i32>nearest<f64>(scaled));
    }
  }
  return extreme < greatest;
}

/** Writes some of a dimension's values, in order. */
function sortSample(sample: usize, dimension: u32): void {
  for (let count: u32 = 0; count < sampleSize; count++) {
    const value = valueAt((count * pointCount) / sampleSize, dimension);
    let at = sample + (count << 3);
    for (; at > sample && load<f64>(at - 8) > value; at -= 8) store<f64>(at, load<f64>(at - 8));
    store<f64>(at, value);
  }
}

function extent(dimension: u32): f64 {
  let least = Infinity;
  let greatest = -Infinity;
  for (let position: u32 = 0; position < pointCount; position++) {
    least = min<f64>(least, valueAt(position, dimension));
    greatest = max<f64>(greatest, valueAt(position, dimension));
  }
  return greatest - least;
}

function valueAt(position: u32, dimension: u32): f64 {
  return load<f64>(exactAt(position) + (dimension << 3));
}
