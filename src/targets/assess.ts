// Whether a later year's attendance met a target, and whether a miss is within the usual change from year to year.
import type { Decimal } from "decimal.js";
import { isUsableYear, shiftYear } from "../population/year.js";
import { Exact } from "./arithmetic.js";
import type { Policy } from "./policy.js";

interface Assessment {
  readonly met: boolean;
  /** Missed by less than one sample sd of the block's yearly change, and not below the baseline. */
  readonly withinNoise: boolean;
}

/** @param sd of the block's yearly change, percentage points; null where it is not known */
export function assess(
  target: Decimal,
  baseline: Decimal,
  actual: Decimal,
  sd: Decimal | null,
  policy: Policy,
): Assessment {
  const met = actual.toDecimalPlaces(policy.targetPlaces).gte(target);
  const withinNoise = !met && sd !== null && target.minus(actual).lt(sd) && actual.gte(baseline);
  return { met, withinNoise };
}

/** Sample standard deviation (n - 1); null for fewer than two values. */
export function sampleSd(values: readonly Decimal[]): Decimal | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum.plus(value), new Exact(0)).div(values.length);
  const squares = values.reduce((sum, value) => sum.plus(value.minus(mean).pow(2)), new Exact(0));
  return squares.div(values.length - 1).sqrt();
}

/** The latest two consecutive usable years before `year`, earlier first: 2021/22 and 2022/23 for 2023/24. */
export function usablePairBefore(year: string): readonly [string, string] {
  let later = shiftYear(year, -1);
  while (!isUsableYear(later) || !isUsableYear(shiftYear(later, -1))) later = shiftYear(later, -1);
  return [shiftYear(later, -1), later];
}
