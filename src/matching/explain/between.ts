// The distance between any two points, equal to the kernel's: summed in the order of the dimensions.
import { type Between, type Matrix, type NearestOptions, roundDistance } from "../../strategy/contract.js";

export function distanceBetween({ dimensions }: Matrix, metric: NearestOptions["metric"]): Between {
  const isEuclidean = metric === "euclidean";
  return (i, j) => {
    const shares = new Array<number>(dimensions.length);
    let length = 0;
    for (let at = 0; at < shares.length; at++) {
      const difference = dimensions[at]![i]! - dimensions[at]![j]!;
      const part = isEuclidean ? difference * difference : Math.abs(difference);
      shares[at] = part;
      length += part;
    }
    if (!Number.isFinite(length)) return null;
    const distance = roundDistance(isEuclidean ? Math.sqrt(length) : length);
    if (distance === 0) return { distance, shares: null };
    for (let at = 0; at < shares.length; at++) shares[at]! /= length;
    return { distance, shares };
  };
}
