// The arithmetic of targets, in exact decimals: binary floating point gets hundreds of real schools wrong by 0.1.
import { Decimal } from "decimal.js";
import type { AttendanceFigure } from "../population/figure.js";
import type { Policy } from "./policy.js";

/**
 * Half up, at 40 digits: sums, products and halves of published figures are exact.
 */
export const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

/** Published attendance, per cent, as a policy's arithmetic takes it; null where there is no figure. */
export function roundedAttendance(
  { attendance }: Pick<AttendanceFigure, "attendance">,
  policy: Policy,
): Decimal | null {
  return attendance === null ? null : new Exact(attendance).toDecimalPlaces(policy.baselinePlaces);
}

/** The mean of values, each counted `weight` times, rounded as a baseline is. */
export function meanAttendance(
  values: readonly { readonly value: Decimal; readonly weight: number }[],
  policy: Policy,
): Decimal {
  const zero = new Exact(0);
  const sum = values.reduce((total, { value, weight }) => total.plus(value.times(weight)), zero);
  const weight = values.reduce((total, each) => total.plus(each.weight), zero);
  return sum.div(weight).toDecimalPlaces(policy.baselinePlaces);
}

/** The middle value, or the mean of the middle two; null of none. */
export function median(values: readonly Decimal[]): Decimal | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a.comparedTo(b));
  const low = sorted[Math.ceil(sorted.length / 2) - 1] as Decimal;
  const high = sorted[Math.floor(sorted.length / 2)] as Decimal;
  return low.plus(high).div(2);
}

export interface Arithmetic {
  /** Minimum attendance, per cent. */
  readonly target: Decimal;
  /** The baseline is at the ceiling or above it: the school is asked to stay there. */
  readonly maintain: boolean;
  /** Percentage points: what the peers add, what is asked in all, and what is gained on the rounded baseline. */
  readonly contribution: Decimal;
  readonly improvement: Decimal;
  readonly improvementShown: Decimal;
}

/**
 * A target from a baseline and what the cohort achieves.
 * @param baseline attendance, per cent
 * @param r the cohort's median published attendance, per cent; null without peers
 * @param peers how many peers have a published figure
 */
export function targetOf(baseline: Decimal, r: Decimal | null, peers: number, policy: Policy): Arithmetic {
  const compared = r !== null && peers >= policy.minimumPeers;
  const gap = compared ? Exact.max(0, r.minus(baseline)) : new Exact(0);
  const contribution = gap.times(policy.contributionRate);
  const improvement = Exact.min(contribution.plus(policy.universalImprovement), policy.maximumImprovement);
  const maintain = baseline.gte(policy.ceiling);
  const target = maintain
    ? baseline.toDecimalPlaces(policy.targetPlaces, Decimal.ROUND_DOWN)
    : Exact.min(baseline.plus(improvement), policy.ceiling).toDecimalPlaces(policy.targetPlaces);
  const improvementShown = Exact.max(0, target.minus(baseline.toDecimalPlaces(policy.targetPlaces)));
  return { target, maintain, contribution, improvement, improvementShown };
}
