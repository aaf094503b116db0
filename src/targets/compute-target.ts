// Computes one school's row of a target set: its outcome, its target, and every part of the arithmetic.
import type { SchoolInYear } from "../population/school-in-year.js";
import type { Cohort } from "../runs/cohort.js";
import { median, targetOf } from "./arithmetic.js";
import { type Baseline, isSmall, shockOf } from "./baseline.js";
import type { Outcomes } from "./outcome.js";
import type { Policy } from "./policy.js";
import type { BaselineKind, Flag, Outcome, TargetParts } from "./target.js";

/** A row of the `target` table; percentages are decimal text. */
export interface DraftRow {
  readonly urn: number;
  readonly outcome: Outcome;
  readonly target: string | null;
  readonly baseline: string | null;
  readonly baseline_kind: BaselineKind | null;
  readonly flags: readonly Flag[];
  readonly parts: TargetParts;
}

/** The part of a cohort that the arithmetic needs. */
export interface CohortPeers extends Pick<Cohort, "reason"> {
  readonly peers: readonly number[];
  /** Columns whose absence left the school unmatched. */
  readonly missing: readonly string[] | null;
}

const noParts: TargetParts = {
  sources: [],
  peers: null,
  median: null,
  contribution: null,
  improvement: null,
  improvementShown: null,
};

/** @param cohort null where the run has none for the school */
export function computeTarget(school: SchoolInYear, outcomes: Outcomes, cohort: CohortPeers | null): DraftRow {
  const decision = outcomes.decide(school);
  if (decision.outcome === "SET") return rowWithTarget(school, outcomes, decision.baseline, cohort);
  const { outcome, ...reason } = decision;
  const none = { target: null, baseline: null, baseline_kind: null, flags: [] };
  return { urn: school.urn, outcome, ...none, parts: { ...noParts, ...reason } };
}

function rowWithTarget(
  school: SchoolInYear,
  outcomes: Outcomes,
  baseline: Baseline,
  cohort: CohortPeers | null,
): DraftRow {
  const { policy } = outcomes;
  // Peers without a figure do not count.
  const attendances = (cohort?.peers ?? []).flatMap((urn) => outcomes.attendanceOf(urn) ?? []);
  const cohortMedian = median(attendances);
  const result = targetOf(baseline.value, cohortMedian, attendances.length, policy);
  const universalOnly = whyUniversalOnly(cohort, attendances.length, policy);
  const shock = shockOf(baseline, policy);
  const conditions: [Flag, boolean][] = [
    ["MAINTAIN", result.maintain],
    ["UNIVERSAL_ONLY", universalOnly !== undefined],
    ["SMALL", isSmall(school, policy)],
    ["SHOCK", shock !== null],
  ];
  return {
    urn: school.urn,
    outcome: "SET",
    target: result.target.toFixed(policy.targetPlaces),
    baseline: baseline.value.toFixed(),
    baseline_kind: baseline.kind,
    flags: conditions.flatMap(([flag, isTrue]) => (isTrue ? [flag] : [])),
    parts: {
      sources: baseline.figures,
      peers: attendances.length,
      median: cohortMedian?.toFixed() ?? null,
      contribution: result.contribution.toFixed(),
      improvement: result.improvement.toFixed(),
      improvementShown: result.improvementShown.toFixed(),
      ...(universalOnly && { universalOnly }),
      ...(shock && {
        shock: {
          mean: shock.mean.toFixed(),
          difference: shock.difference.toFixed(),
          figures: baseline.earlierYears.flatMap(({ figures }) => figures),
        },
      }),
    },
  };
}

function whyUniversalOnly(cohort: CohortPeers | null, peerCount: number, policy: Policy): TargetParts["universalOnly"] {
  if (peerCount >= policy.minimumPeers) return undefined;
  if (peerCount > 0) return { why: "FEW_PEERS" };
  if (cohort?.reason !== "MISSING_CIRCUMSTANCES") return { why: "NO_PEERS" };
  return { why: "MISSING_CIRCUMSTANCES", missing: cohort.missing ?? [] };
}
