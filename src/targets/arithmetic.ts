// The arithmetic of targets, in exact decimals.
import { Decimal } from "decimal.js";
import { Exact } from "../exact.js";
import type { AttendanceFigure } from "../population/attendance.js";
import type { Policy } from "./policy.js";

export { Exact };

/** Published attendance, per cent, rounded as the policy requires; null where there is no figure. */
export function roundedAttendance(
  { attendance }: Pick<AttendanceFigure, "attendance">,
  policy: Policy,
): Decimal | null {
  return attendance === null ? null : new Exact(attendance).toDecimalPlaces(policy.baselinePlaces);
}

/** The weighted mean, rounded as a baseline is. */
export function meanAttendance(
  values: readonly { readonly value: Decimal; readonly weight: number }[],
  policy: Policy,
): Decimal {
  const [first, second] = values;
  if (first && !second) return first.value.toDecimalPlaces(policy.baselinePlaces);
  const zero = new Exact(0);
  const sum = values.reduce((total, { value, weight }) => total.plus(value.times(weight)), zero);
  const totalWeight = values.reduce((total, { weight }) => total.plus(weight), zero);
  return sum.div(totalWeight).toDecimalPlaces(policy.baselinePlaces);
}

/** The middle value, or the mean of the middle two; null for an empty list. */
export function median(values: readonly Decimal[]): Decimal | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a.comparedTo(b));
  const low = sorted[Math.ceil(sorted.length / 2) - 1] as Decimal;
  const high = sorted[Math.floor(sorted.length / 2)] as Decimal;
  return low.plus(high).div(2);
}

interface TargetResult {
  /** Minimum attendance, per cent. */
  readonly target: Decimal;
  /** The baseline is at or above the ceiling, and the school is asked to stay there. */
  readonly maintain: boolean;
  /** Percentage points: the part due to the peers, the whole improvement, and target less rounded baseline. */
  readonly contribution: Decimal;
  readonly improvement: Decimal;
  readonly improvementShown: Decimal;
}

/**
 * The target of a school.
 * @param baseline attendance, per cent
 * @param cohortMedian median published attendance of the peers, per cent; null without peers
 * @param peerCount the number of peers with a published figure
 */
export function targetOf(
  baseline: Decimal,
  cohortMedian: Decimal | null,
  peerCount: number,
  policy: Policy,
): TargetResult {
  const hasEnoughPeers = cohortMedian !== null && peerCount >= policy.minimumPeers;
  const gap = hasEnoughPeers ? Exact.max(0, cohortMedian.minus(baseline)) : new Exact(0);
  const contribution = gap.times(policy.contributionRate);
  const improvement = Exact.min(contribution.plus(policy.universalImprovement), policy.maximumImprovement);
  const maintain = baseline.gte(policy.ceiling);
  const target = maintain
    ? baseline.toDecimalPlaces(policy.targetPlaces, Decimal.ROUND_DOWN)
    : Exact.min(baseline.plus(improvement), policy.ceiling).toDecimalPlaces(policy.targetPlaces);
  const improvementShown = Exact.max(0, target.minus(baseline.toDecimalPlaces(policy.targetPlaces)));
  return { target, maintain, contribution, improvement, improvementShown };
}
