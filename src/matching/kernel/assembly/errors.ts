// Bounds on the error of float32, in rotated units. Rounding two points to float32 changes their distance by at most
// 2^-24 of their norms; the other point's norm is at most the query's norm plus the distance; so by 2^-23 of the query's
// norm and 2^-24 of the distance. The float32 sum of squares is off by (d + 3) 2^-24 of itself, the rotation in float64 by
// far less, float32 underflow by 1e-22. The figures here are generous.
// Distances that round to the same differ by at most 1e-12.
import { kthDistance } from "./rerank";
import { dimensions, manhattan, queryRotated, scale } from "./job";
import { limit } from "./nearest";

function queryError(): f64 {
  let norm: f64 = 0;
  for (let d: u32 = 0; d < dimensions; d++) {
    const value: f64 = load<f32>(queryRotated + (d << 2));
    norm += manhattan ? abs<f64>(value) : value * value;
  }
  return 1.3e-7 * (manhattan ? norm : sqrt<f64>(norm)) + 1e-18;
}

/** The relative error of a length, and of its root. */
export function relativeError(): f64 {
  return <f64>(dimensions + 8) / 8388608;
}

/** Whether all points that were left out are certainly farther than the k-th. */
export function isProven(): bool {
  const limitRoot: f64 = manhattan ? <f64>limit : sqrt<f64>(limit);
  const nearestLeftOut = ((limitRoot * (1 - relativeError()) - queryError()) * (1 - 2e-7)) / scale;
  return nearestLeftOut > (kthDistance() + 3e-12) * (1 + 1e-12);
}

/** A float32 length that is certainly greater than that of the k nearest and of points that tie with them. */
export function lengthBeyondDoubt(): f32 {
  const distance = (kthDistance() + 3e-12) * (1 + 1e-12) * scale;
  const rootOfLength = (distance * (1 + 2e-7) + queryError()) * (1 + relativeError());
  const length = manhattan ? rootOfLength : rootOfLength * rootOfLength;
  return <f32>(length * (1 + 1e-6)) + <f32>1e-37;
}
