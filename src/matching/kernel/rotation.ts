// How to rotate points so that float32 resolves them best: about their centre, onto their principal axes, widest first,
// none beyond 1. A rotation preserves Euclidean distances but not absolute differences; for Manhattan the axes are only
// reordered.
import { eigen } from "../../strategy/eigen.js";

/** Numbers of points from which centre and axes are computed. Any choice is correct; better ones are only faster. */
const sampleSize = { rotated: 256, plain: 64 };
/** Points with more dimensions than this are not rotated: it would cost more than it saves. */
const maxRotatedDimensions = 64;
/** Points are rotated only if their pairs number at least this many times the dimensions' square: 1,000 points at 12. */
const minPairsPerSquare = 7000;
/** How far the axes' products may be from those of orthonormal axes: the search allows for more. */
const tolerance = 1e-9;
/** Nearly all points are within this many times the 98th percentile of the distance from the centre. */
const coreFactor = 1.5;
/** The squares of greater numbers do not fit in a double. */
const greatest = 1e150;
const leastExponent = -500;
/** Below this `coreRadius`, quantised values would exceed float32, and squares of points outside it would underflow. */
const leastCoreRadius = 2 ** -60;

export interface Rotation {
  readonly centre: Float64Array;
  /** For each dimension, its component along each axis. Orthonormal, times `scale`. */
  readonly axes: readonly Float64Array[];
  /** Factor for lengths, a power of 2. */
  readonly scale: number;
  /** Radius around the centre, after scaling, that contains nearly all points. */
  readonly coreRadius: number;
}

/** @returns null if the numbers are too great to be squared */
export function rotationOf(
  dimensions: readonly Float64Array[],
  rows: readonly number[],
  isManhattan: boolean,
): Rotation | null {
  const width = dimensions.length;
  const isRotated = !isManhattan && width <= maxRotatedDimensions && rows.length ** 2 > minPairsPerSquare * width ** 2;
  const step = Math.ceil(rows.length / sampleSize[isRotated ? "rotated" : "plain"]);
  const sample = rows.filter((_, at) => at % step === 0);
  const columns = dimensions.map((values) => valuesOf(values, sample));
  const centre = Float64Array.from(columns, (column) => quantile(column, 0.5));
  const extent = Math.max(...dimensions.map((values, d) => extentOf(values, rows, centre[d]!)));
  if (!(extent < greatest)) return null;

  const exponent = Math.max(Math.ceil(Math.log2(extent * Math.sqrt(dimensions.length))), leastExponent);
  const scale = 2 ** -exponent;
  const centred = columns.map((column, d) => {
    const middle = centre[d]!;
    return column.map((value) => scale * (value - middle));
  });
  const axes = isRotated
    ? principalAxes(centred.map((a) => Float64Array.from(centred, (b) => product(a, b))))
    : axesByVariance(centred.map((a) => product(a, a)));
  const radius = coreFactor * Math.sqrt(quantile(squaredNorms(centred), 0.98));
  const coreRadius = radius > leastCoreRadius ? Math.min(radius, 1) : 1;
  return { centre, axes: axes.map((components) => components.map((one) => scale * one)), scale, coreRadius };
}

function valuesOf(values: Float64Array, rows: readonly number[]): Float64Array {
  const found = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) found[at] = values[rows[at]!]!;
  return found;
}

function quantile(values: Float64Array, p: number): number {
  return values.toSorted()[Math.floor(p * values.length)]!;
}

function extentOf(values: Float64Array, rows: readonly number[], centre: number): number {
  let extent = 0;
  for (let at = 0; at < rows.length; at++) extent = Math.max(extent, Math.abs(values[rows[at]!]! - centre));
  return extent;
}

/** One per point of these columns. */
function squaredNorms(columns: readonly Float64Array[]): Float64Array {
  const squares = new Float64Array(columns[0]!.length);
  for (const column of columns) for (let at = 0; at < squares.length; at++) squares[at]! += column[at]! ** 2;
  return squares;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

function principalAxes(covariance: Float64Array[]): Float64Array[] {
  const { values, vectors } = eigen(covariance);
  const order = descending(values);
  const axes = vectors.map((row) => Float64Array.from(order, (column) => row[column]!));
  const isOrthonormal = axes.every((_, i) =>
    axes.every((_, j) => {
      const product = axes.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      return Math.abs(product - (i === j ? 1 : 0)) * axes.length <= tolerance;
    }),
  );
  return isOrthonormal ? axes : axesByVariance(covariance.map((row, i) => row[i]!));
}

/** The original axes, widest first. */
function axesByVariance(variances: readonly number[]): Float64Array[] {
  const order = descending(variances);
  return variances.map((_, i) => Float64Array.from(order, (column) => (column === i ? 1 : 0)));
}

/** The indices of the values, greatest first. */
function descending(values: readonly number[]): number[] {
  return [...values.keys()].sort((i, j) => values[j]! - values[i]! || i - j);
}
