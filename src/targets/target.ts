// The types of a target: its outcome, its flags, and the parts of its arithmetic.

/** `SET`, or the first reason that applies why a school has no target. */
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

/** Why a school is asked only for the universal improvement. */
export type UniversalReason = "NO_PEERS" | "FEW_PEERS" | "MISSING_CIRCUMSTANCES";

/** A published figure that a target is based on. Percentages are decimal text. */
export interface BaselineFigure {
  readonly urn: number;
  readonly year: string;
  /** Attendance, 0-100, as used in the arithmetic. */
  readonly attendance: string;
  /** `source_file.id` and the line in that file. */
  readonly file: number;
  readonly line: number;
  /** Pupils, where figures are weighted by roll. */
  readonly weight?: number;
}

/** Every part of the arithmetic. Percentages and percentage points are decimal text. */
export interface TargetParts {
  /** The figures that the baseline is computed from. */
  readonly sources: readonly BaselineFigure[];
  /** Peers with a published figure; null where the outcome is not `SET`. */
  readonly peers: number | null;
  /** Median published attendance of the cohort; null without peers. */
  readonly median: string | null;
  /** See `TargetResult`. */
  readonly contribution: string | null;
  readonly improvement: string | null;
  readonly improvementShown: string | null;
  readonly universalOnly?: { readonly why: UniversalReason; readonly missing?: readonly string[] };
  /**
   * For a `SHOCK`: the mean of the usable earlier years, the baseline's difference from it, and those years' figures.
   */
  readonly shock?: { readonly mean: string; readonly difference: string; readonly figures: readonly BaselineFigure[] };
  /** The code that is published instead of a figure. */
  readonly code?: string;
  /** The school that has taken over from this one, where it is `SUCCEEDED`. */
  readonly successor?: number;
}
