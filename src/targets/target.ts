// The words of a target: its outcome, its flags, and the parts of its arithmetic.

/** `SET`, or the first reason that holds why a school has no target. */
export const outcomes = [
  "SET",
  "OUT_OF_SCOPE",
  "CLOSED",
  "SUCCEEDED",
  "NEW",
  "BASELINE_SUPPRESSED",
  "NO_BASELINE",
  "BASELINE_UNAVAILABLE",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Where the baseline comes from: see docs/targets.md. */
export const baselineKinds = ["OWN", "INHERITED", "MERGED", "THREE_YEAR"] as const;
export type BaselineKind = (typeof baselineKinds)[number];

export const flags = ["MAINTAIN", "UNIVERSAL_ONLY", "SMALL", "SHOCK"] as const;
export type Flag = (typeof flags)[number];

/** Why a school gets the universal improvement alone. */
export const universalReasons = ["NO_PEERS", "FEW_PEERS", "MISSING_CIRCUMSTANCES"] as const;
export type UniversalReason = (typeof universalReasons)[number];

/** One published figure that a target rests on. Percentages are decimal text. */
export interface Figure {
  readonly urn: number;
  readonly year: string;
  /** Attendance, 0-100, as the arithmetic took it. */
  readonly attendance: string;
  /** `source_file.id` and the line in it. */
  readonly file: number;
  readonly line: number;
  /** Pupils, where figures are weighted by roll. */
  readonly weight?: number;
}

/** Every part of the arithmetic. Percentages and percentage points are decimal text. */
export interface TargetParts {
  /** The figures that make the baseline. */
  readonly sources: readonly Figure[];
  /** Peers with a published figure; null where the outcome is not `SET`. */
  readonly peers: number | null;
  /** Median published attendance of the cohort; null without peers. */
  readonly median: string | null;
  /** C, I, and what is gained on the rounded baseline. */
  readonly contribution: string | null;
  readonly improvement: string | null;
  readonly improvementShown: string | null;
  readonly universalOnly?: { readonly why: UniversalReason; readonly missing?: readonly string[] };
  /** The usable years before, where they make a `SHOCK`: their mean and what the baseline differs by. */
  readonly shock?: { readonly mean: string; readonly difference: string; readonly figures: readonly Figure[] };
  /** The published code that stands where a figure would. */
  readonly code?: string;
  /** The school that stands for this one, where it is `SUCCEEDED`. */
  readonly successor?: number;
}
