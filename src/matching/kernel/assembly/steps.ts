// Points in whole steps of 16 bits, so that two dimensions of four points are compared at once. That rules out whoever is
// far beyond doubt; float32 measures the others.
import { relativeError } from "./errors";
import { breadth, dimensions, manhattan, own, stepsPerUnit } from "./job";
import { nowhere, outermost } from "./layout";
import { limit } from "./nearest";

/** Bytes of 16 lanes, each a pair of dimensions. */
export const line = 64;

/** The seeker's steps. */
export let here: usize = 0;
/** Those times -2, and the sum of their squares: |a - b|² = |a|² - 2ab + |b|², and whole numbers lose nothing. */
export let twice: usize = 0;
export let norm: i32 = 0;
/** Who is not under it in steps is not under the limit in float32. */
export let bar: i32 = 0;
let barred: f32 = 0;
/** A limit's root in steps, and what it may be off. */
let stretch: f32 = 0;
let slack: f32 = 0;

/** @param scratch takes 4 bytes a number of a point */
export function openSteps(scratch: usize): void {
  here = scratch;
  twice = scratch + (breadth << 1);
  norm = 0;
  const factor = factorOf(own);
  for (let d: u32 = 0; d < breadth; d++) {
    const step = stepOf(own, d, factor);
    store<i16>(here + (d << 1), step);
    store<i16>(twice + (d << 1), -2 * step);
    norm += step * step;
  }
  stretch = <f32>(stepsPerUnit * (1 + relativeError() + 1e-6));
  slack = <f32>(manhattan ? 1.02 * <f64>dimensions : 1.02 * sqrt<f64>(dimensions) + <f64>dimensions / 500);
  barred = -1;
  followLimit();
}

/** What a point's numbers are multiplied by. Whoever is far out is drawn in, which brings nobody apart. */
export function factorOf(point: usize): f32 {
  if (manhattan) return stepsPerUnit;
  let squares: f32 = 0;
  for (let d: u32 = 0; d < breadth; d++) squares += load<f32>(point + (d << 2)) * load<f32>(point + (d << 2));
  return min<f32>(stepsPerUnit, <f32>outermost / sqrt<f32>(squares));
}

export function stepOf(point: usize, dimension: u32, factor: f32): i32 {
  const exact = load<f32>(point + (dimension << 2)) * factor;
  return <i32>nearest<f32>(max<f32>(-<f32>outermost, min<f32>(<f32>outermost, exact)));
}

/**
 * Rounding moves a point by half a step in every dimension at most, two points by one. The rest is for float32: of each
 * number by 1e-3 steps, and of the factor that draws a point in, summed over the dimensions, by d 1e-3 for both.
 */
export function followLimit(): void {
  if (limit == barred) return;
  barred = limit;
  const far = (manhattan ? limit : sqrt<f32>(limit)) * stretch + slack;
  const most = (manhattan ? far : far * far) * <f32>1.000001 + 1;
  bar = most < <f32>nowhere ? <i32>most : nowhere;
}

/** One bit for each of 16 lanes that is under the bar. */
// @ts-ignore: decorator
@inline
export function under(most: v128, a: v128, b: v128, c: v128, d: v128): i32 {
  const low = i16x8.narrow_i32x4_s(i32x4.gt_s(most, a), i32x4.gt_s(most, b));
  const high = i16x8.narrow_i32x4_s(i32x4.gt_s(most, c), i32x4.gt_s(most, d));
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}

/** Of differences in two dimensions. */
// @ts-ignore: decorator
@inline
export function length(differences: v128, isManhattan: bool): v128 {
  if (isManhattan) return i32x4.extadd_pairwise_i16x8_s(i16x8.abs(differences));
  return i32x4.dot_i16x8_s(differences, differences);
}
