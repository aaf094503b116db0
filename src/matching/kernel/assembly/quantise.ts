// Points as 16-bit whole numbers, so that one instruction compares two dimensions of four points. Quantised lengths
// rule out points that are certainly too far; float32 measures the others.
import { relativeError } from "./errors";
import { paddedDimensions, dimensions, manhattan, queryRotated, quantiseScale } from "./job";
import { unreachable, maxQuantised } from "./layout";
import { limit } from "./nearest";

/** Bytes of 16 lanes, each with a pair of dimensions. */
export const line = 64;

/** Address of the query's quantised values. */
export let queryValues: usize = 0;
/** Those times -2, and the sum of their squares: |a - b|² = |a|² - 2ab + |b|², exact in whole numbers. */
export let queryTimesMinus2: usize = 0;
export let queryNorm: i32 = 0;
/** The limit in quantised lengths: a point that is not under it is not under `limit` in float32. */
export let quantisedLimit: i32 = 0;
/** The `limit` that `quantisedLimit` was computed from. */
let convertedLimit: f32 = 0;
/** The factor from a limit's root to quantised units, and the error to allow for. */
let limitFactor: f32 = 0;
let limitError: f32 = 0;

/** @param scratch takes 4 bytes per padded dimension */
export function quantiseQuery(scratch: usize): void {
  queryValues = scratch;
  queryTimesMinus2 = scratch + (paddedDimensions << 1);
  queryNorm = 0;
  const factor = factorOf(queryRotated);
  for (let d: u32 = 0; d < paddedDimensions; d++) {
    const value = quantised(queryRotated, d, factor);
    store<i16>(queryValues + (d << 1), value);
    store<i16>(queryTimesMinus2 + (d << 1), -2 * value);
    queryNorm += value * value;
  }
  limitFactor = <f32>(quantiseScale * (1 + relativeError() + 1e-6));
  limitError = <f32>(manhattan ? 1.02 * <f64>dimensions : 1.02 * sqrt<f64>(dimensions) + <f64>dimensions / 500);
  convertedLimit = -1;
  updateQuantisedLimit();
}

/** The factor for a point's values. Points far out are pulled in to `maxQuantised`: no distance increases. */
export function factorOf(point: usize): f32 {
  if (manhattan) return quantiseScale;
  let squares: f32 = 0;
  for (let d: u32 = 0; d < paddedDimensions; d++) squares += load<f32>(point + (d << 2)) * load<f32>(point + (d << 2));
  return min<f32>(quantiseScale, <f32>maxQuantised / sqrt<f32>(squares));
}

export function quantised(point: usize, dimension: u32, factor: f32): i32 {
  const exact = load<f32>(point + (dimension << 2)) * factor;
  return <i32>nearest<f32>(max<f32>(-<f32>maxQuantised, min<f32>(<f32>maxQuantised, exact)));
}

/**
 * Rounding moves a point by at most half a unit in every dimension, two points by one. The rest allows for float32:
 * 1e-3 units for each number, and d 1e-3 for the factors that pull two points in, summed over the d dimensions.
 */
export function updateQuantisedLimit(): void {
  if (limit == convertedLimit) return;
  convertedLimit = limit;
  const root = (manhattan ? limit : sqrt<f32>(limit)) * limitFactor + limitError;
  const length = (manhattan ? root : root * root) * <f32>1.000001 + 1;
  quantisedLimit = length < <f32>unreachable ? <i32>length : unreachable;
}

/** One bit for each of 16 lanes that is under the maximum. */
// @ts-ignore: decorator
@inline
export function lanesUnder(maximum: v128, a: v128, b: v128, c: v128, d: v128): i32 {
  const low = i16x8.narrow_i32x4_s(i32x4.gt_s(maximum, a), i32x4.gt_s(maximum, b));
  const high = i16x8.narrow_i32x4_s(i32x4.gt_s(maximum, c), i32x4.gt_s(maximum, d));
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}

/** The contribution of differences in two dimensions to a length. */
// @ts-ignore: decorator
@inline
export function pairLength(differences: v128, isManhattan: bool): v128 {
  if (isManhattan) return i32x4.extadd_pairwise_i16x8_s(i16x8.abs(differences));
  return i32x4.dot_i16x8_s(differences, differences);
}
