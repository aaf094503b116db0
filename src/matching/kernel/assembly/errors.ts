// How wrong float32 may be. In rough units: rounding two points to float32 moves them apart or together by 2^-24 of their
// norms, and the other's norm is at most the seeker's own plus the distance, so by 2^-23 of the norm and 2^-24 of the
// distance; the float32 sum of squares is off by (d + 3) 2^-24 of itself; rotating in float64 by far less; where float32
// underflows, by 1e-22. The figures here are generous. Distances that round to the same lie at most 1e-12 apart.
import { farthest } from "./finalists";
import { dimensions, manhattan, own, scale } from "./job";
import { limit } from "./nearest";

function ownError(): f64 {
  let norm: f64 = 0;
  for (let d: u32 = 0; d < dimensions; d++) {
    const one: f64 = load<f32>(own + (d << 2));
    norm += manhattan ? abs<f64>(one) : one * one;
  }
  return 1.3e-7 * (manhattan ? norm : sqrt<f64>(norm)) + 1e-18;
}

/** Of a length, or of its root. */
export function relativeError(): f64 {
  return <f64>(dimensions + 8) / 8388608;
}

/** Whether all that were left out are farther than the k-th beyond doubt. */
export function isProven(): bool {
  const kept: f64 = manhattan ? <f64>limit : sqrt<f64>(limit);
  const nearestLeftOut = ((kept * (1 - relativeError()) - ownError()) * (1 - 2e-7)) / scale;
  return nearestLeftOut > (farthest() + 3e-12) * (1 + 1e-12);
}

/** The float32 length that nobody of the k nearest, nor who ties with them, can reach. */
export function doubtful(): f32 {
  const distance = (farthest() + 3e-12) * (1 + 1e-12) * scale;
  const rootOfLength = (distance * (1 + 2e-7) + ownError()) * (1 + relativeError());
  const length = manhattan ? rootOfLength : rootOfLength * rootOfLength;
  return <f32>(length * (1 + 1e-6)) + <f32>1e-37;
}
