// Chooses the nearest of distances that a strategy computed itself; `Pool.nearest` does so for points.
import { roundDistance } from "./contract.js";

/**
 * The k nearest by (distance at 12 decimals, row); without those whose distance is NaN.
 * @param candidates ascending
 * @param distances one per candidate
 */
export function nearestOf(
  candidates: Int32Array,
  distances: Float64Array,
  k: number,
): { readonly row: number; readonly distance: number }[] {
  const found: { row: number; distance: number }[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (let at = 0; at < candidates.length; at++) {
    // A distance less than 1e-12 above the limit may still round to it.
    if (!(distances[at]! < limit + 1e-12)) continue;
    const distance = roundDistance(distances[at]!);
    if (distance >= limit) continue;
    // Candidates ascend, so equal distances stay in order of row.
    let place = found.length;
    while (place > 0 && found[place - 1]!.distance > distance) place--;
    found.splice(place, 0, { row: candidates[at]!, distance });
    if (found.length > k) found.pop();
    if (found.length === k) limit = found[k - 1]!.distance;
  }
  return found;
}
