// How to turn points so that float32 sees them best: about their centre, onto their main axes, the widest first, none
// beyond 1. A turn leaves Euclid's distances as they are; absolute differences it does not, there the axes only change
// places.
import { eigen } from "../../strategy/eigen.js";

/** Centre and axes are taken of so many points at most: any would do, better ones are only faster. */
const sampled = 256;
/** More dimensions than these are not turned: it would cost more than it saves. */
const turnable = 64;
/** Nor are rows whose pairs are fewer than so many times the dimensions' square. */
const worthTurning = 10;
/** Of the axes' products from those of perfect ones: the search allows for more. */
const tolerated = 1e-9;
/** Nearly everybody is within so many times the distance that 98 in 100 are within. */
const outlying = 1.5;
/** Beyond these a square has no place in a double. */
const greatest = 1e150;
const leastExponent = -500;
/** Of `Turn.reach`: under it steps would be too many for float32, and squares of what is beyond too small. */
const leastReach = 2 ** -60;

export interface Turn {
  readonly centre: Float64Array;
  /** Dimension after dimension: how far a step in it leads along each axis. Orthonormal, times `scale`. */
  readonly axes: readonly Float64Array[];
  /** What lengths are multiplied by, a power of 2. */
  readonly scale: number;
  /** How far from the centre nearly everybody is, then. */
  readonly reach: number;
}

/** @returns null where the numbers are too great to be squared */
export function turnOf(dimensions: readonly Float64Array[], rows: Int32Array, isManhattan: boolean): Turn | null {
  const step = Math.ceil(rows.length / sampled);
  const sample = rows.filter((_, at) => at % step === 0);
  const columns = dimensions.map((values) => Float64Array.from(sample, (row) => values[row]!));
  const centre = Float64Array.from(columns, (column) => quantile(column, 0.5));
  const extent = Math.max(...dimensions.map((values, d) => extentOf(values, rows, centre[d]!)));
  if (!(extent < greatest)) return null;

  const exponent = Math.max(Math.ceil(Math.log2(extent * Math.sqrt(dimensions.length))), leastExponent);
  const scale = 2 ** -exponent;
  const centred = columns.map((column, d) => column.map((one) => scale * (one - centre[d]!)));
  const width = dimensions.length;
  const isTurned = !isManhattan && width <= turnable && rows.length ** 2 > worthTurning * width ** 2;
  const axes = isTurned
    ? rotationOf(centred.map((one) => Float64Array.from(centred, (other) => product(one, other))))
    : byVariance(centred.map((one) => product(one, one)));
  const norms = Float64Array.from(sample, (_, at) =>
    Math.sqrt(centred.reduce((sum, column) => sum + column[at]! ** 2, 0)),
  );
  const nearly = outlying * quantile(norms, 0.98);
  const reach = nearly > leastReach ? Math.min(nearly, 1) : 1;
  return { centre, axes: axes.map((along) => along.map((share) => scale * share)), scale, reach };
}

function quantile(values: Float64Array, p: number): number {
  return values.toSorted()[Math.floor(p * values.length)]!;
}

function extentOf(values: Float64Array, rows: Int32Array, centre: number): number {
  let extent = 0;
  for (let at = 0; at < rows.length; at++) extent = Math.max(extent, Math.abs(values[rows[at]!]! - centre));
  return extent;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

function rotationOf(covariance: Float64Array[]): Float64Array[] {
  const { values, vectors } = eigen(covariance);
  const ranks = descending(values);
  const axes = vectors.map((row) => Float64Array.from(ranks, (column) => row[column]!));
  const isRotation = axes.every((_, i) =>
    axes.every((_, j) => {
      const product = axes.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      return Math.abs(product - (i === j ? 1 : 0)) * axes.length <= tolerated;
    }),
  );
  return isRotation ? axes : byVariance(covariance.map((row, i) => row[i]!));
}

/** The axes as they are, the widest first. */
function byVariance(variances: readonly number[]): Float64Array[] {
  const order = descending(variances);
  return variances.map((_, i) => Float64Array.from(order, (column) => (column === i ? 1 : 0)));
}

/** Where the greatest is, the next, and so on. */
function descending(values: readonly number[]): number[] {
  return [...values.keys()].sort((i, j) => values[j]! - values[i]! || i - j);
}
