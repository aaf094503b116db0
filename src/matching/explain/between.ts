// The distance between any two points, equal to the kernel's: summed in the order of the dimensions.
import { type Between, type Matrix, type NearestOptions, roundDistance } from "../../strategy/contract.js";

export function distanceBetween({ dimensions }: Matrix, metric: NearestOptions["metric"]): Between {
  const isEuclidean = metric === "euclidean";
  return (i, j) => {
    const parts = dimensions.map((dimension) => {
      const difference = dimension[i]! - dimension[j]!;
      return isEuclidean ? difference * difference : Math.abs(difference);
    });
    const length = parts.reduce((sum, part) => sum + part, 0);
    if (!Number.isFinite(length)) return null;
    const distance = roundDistance(isEuclidean ? Math.sqrt(length) : length);
    return { distance, shares: distance === 0 ? null : parts.map((part) => part / length) };
  };
}
