// One school's row of a set: its outcome, its target, and every part that made it.
import type { Decimal } from "decimal.js";
import type { SchoolInYear, SchoolsInYear } from "../population/school-in-year.js";
import type { Cohort } from "../runs/run.js";
import { median, roundedAttendance, targetOf } from "./arithmetic.js";
import { type Baseline, isSmall, shockOf } from "./baseline.js";
import type { Outcomes } from "./outcome.js";
import type { Policy } from "./policy.js";
import type { BaselineKind, Flag, Outcome, TargetParts } from "./target.js";

/** As the table keeps it; percentages are decimal text. */
export interface DraftRow {
  readonly urn: number;
  readonly outcome: Outcome;
  readonly target: string | null;
  readonly baseline: string | null;
  readonly baseline_kind: BaselineKind | null;
  readonly flags: readonly Flag[];
  readonly parts: TargetParts;
}

/** What the arithmetic takes of a cohort. */
export type PeersFound = Pick<Cohort, "peers" | "reason"> & {
  readonly detail: { readonly missing?: readonly string[] };
};

const noParts: TargetParts = {
  sources: [],
  peers: null,
  median: null,
  contribution: null,
  improvement: null,
  improvementShown: null,
};

/** @param cohort null where the run sought no peers for the school */
export function rowOf(school: SchoolInYear, outcomes: Outcomes, cohort: PeersFound | null): DraftRow {
  const decision = outcomes.decide(school);
  if (decision.outcome === "SET") return setRow(school, outcomes, decision.baseline, cohort);
  const { outcome, ...why } = decision;
  return {
    urn: school.urn,
    outcome,
    target: null,
    baseline: null,
    baseline_kind: null,
    flags: [],
    parts: { ...noParts, ...why },
  };
}

function setRow(school: SchoolInYear, outcomes: Outcomes, baseline: Baseline, cohort: PeersFound | null): DraftRow {
  const { policy, standings } = outcomes;
  const values = peerValues(cohort, standings, policy);
  const r = median(values);
  const { target, maintain, contribution, improvement, improvementShown } = targetOf(
    baseline.value,
    r,
    values.length,
    policy,
  );
  const universalOnly = whyUniversal(cohort, values.length, policy);
  const shock = shockOf(baseline, policy);
  const held: [Flag, boolean][] = [
    ["MAINTAIN", maintain],
    ["UNIVERSAL_ONLY", universalOnly !== undefined],
    ["SMALL", isSmall(school, policy)],
    ["SHOCK", shock !== null],
  ];
  return {
    urn: school.urn,
    outcome: "SET",
    target: target.toFixed(policy.targetPlaces),
    baseline: baseline.value.toFixed(),
    baseline_kind: baseline.kind,
    flags: held.flatMap(([flag, holds]) => (holds ? [flag] : [])),
    parts: {
      sources: baseline.figures,
      peers: values.length,
      median: r?.toFixed() ?? null,
      contribution: contribution.toFixed(),
      improvement: improvement.toFixed(),
      improvementShown: improvementShown.toFixed(),
      ...(universalOnly && { universalOnly }),
      ...(shock && {
        shock: {
          mean: shock.mean.toFixed(),
          difference: shock.difference.toFixed(),
          figures: baseline.before.flatMap(({ figures }) => figures),
        },
      }),
    },
  };
}

/** Published attendance of the base year of those peers that have one. */
function peerValues(cohort: PeersFound | null, { schools }: SchoolsInYear, policy: Policy): Decimal[] {
  return (cohort?.peers ?? []).flatMap((urn) => {
    const published = schools.get(urn)?.figures[0];
    const value = published && roundedAttendance(published, policy);
    return value ? [value] : [];
  });
}

function whyUniversal(cohort: PeersFound | null, peers: number, policy: Policy): TargetParts["universalOnly"] {
  if (peers >= policy.minimumPeers) return undefined;
  if (peers > 0) return { why: "FEW_PEERS" };
  if (cohort?.reason !== "MISSING_CIRCUMSTANCES") return { why: "NO_PEERS" };
  return { why: "MISSING_CIRCUMSTANCES", missing: cohort.detail.missing ?? [] };
}
