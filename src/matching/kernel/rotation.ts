// Points as float32 sees them best: about their centre, turned onto their main axes, the widest first, none beyond 1.
// A turn leaves Euclid's distances as they are; absolute differences it does not, there the axes only change places.
import { mainAxes } from "./eigen.js";

/** The axes are taken of so many points at most: any would do, better ones are only faster. */
const sampled = 4096;
/** Of the axes' products from those of perfect ones: the search allows for more. */
const tolerated = 1e-9;
/** Beyond these a square has no place in a double. */
const greatest = 1e150;
const leastExponent = -500;

/**
 * @param exact row after row, `width` numbers each
 * @param rough takes as many
 * @returns what lengths were multiplied by, a power of 2; NaN where the numbers are too great to be squared
 */
export function roughen(exact: Float64Array, width: number, isManhattan: boolean, rough: Float32Array): number {
  const size = exact.length / width;
  const centre = new Float64Array(width);
  for (let start = 0; start < exact.length; start += width) {
    for (let d = 0; d < width; d++) centre[d] = centre[d]! + exact[start + d]! / size;
  }
  let extent = 0;
  for (let start = 0; start < exact.length; start += width) {
    for (let d = 0; d < width; d++) extent = Math.max(extent, Math.abs(exact[start + d]! - centre[d]!));
  }
  if (!(extent < greatest)) return Number.NaN;

  const exponent = Math.max(Math.ceil(Math.log2(extent * Math.sqrt(width))), leastExponent);
  const scale = 2 ** -exponent;
  const covariance = covarianceOf(exact, centre, scale);
  const axes = isManhattan ? byVariance(covariance) : rotationOf(covariance);
  // Axis after axis.
  const turn = Float64Array.from({ length: width * width }, (_, at) => axes[at % width]![Math.floor(at / width)]!);
  const point = new Float64Array(width);
  for (let start = 0; start < exact.length; start += width) {
    for (let from = 0; from < width; from++) point[from] = scale * (exact[start + from]! - centre[from]!);
    for (let to = 0; to < width; to++) {
      let sum = 0;
      for (let from = 0; from < width; from++) sum += point[from]! * turn[to * width + from]!;
      rough[start + to] = sum;
    }
  }
  return scale;
}

/** Scaled, of an even sample, up to a factor. */
function covarianceOf(exact: Float64Array, centre: Float64Array, scale: number): Float64Array[] {
  const width = centre.length;
  const covariance = Array.from(centre, () => new Float64Array(width));
  const step = Math.ceil(exact.length / width / sampled) * width;
  for (let start = 0; start < exact.length; start += step) {
    for (let i = 0; i < width; i++) {
      const one = scale * (exact[start + i]! - centre[i]!);
      for (let j = 0; j < width; j++) {
        covariance[i]![j] = covariance[i]![j]! + one * scale * (exact[start + j]! - centre[j]!);
      }
    }
  }
  return covariance;
}

function rotationOf(covariance: Float64Array[]): Float64Array[] {
  const order = byVariance(covariance);
  const axes = mainAxes(covariance);
  const isRotation = axes.every((_, i) =>
    axes.every((_, j) => {
      const product = axes.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      return Math.abs(product - (i === j ? 1 : 0)) * axes.length <= tolerated;
    }),
  );
  return isRotation ? axes : order;
}

/** The axes as they are, the widest first. */
function byVariance(covariance: readonly Float64Array[]): Float64Array[] {
  const variances = covariance.map((row, i) => row[i]!);
  const order = [...variances.keys()].sort((i, j) => variances[j]! - variances[i]! || i - j);
  return covariance.map((_, i) => Float64Array.from(order, (column) => (column === i ? 1 : 0)));
}
