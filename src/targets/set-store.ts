// Reads of target sets: which run and policy made them, and national statistics. Never of one school.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import type { Page, PageRequest } from "../runs/store.js";
import type { Policy } from "./policy.js";
import type { Outcome } from "./target.js";

export interface TargetSet {
  readonly id: string;
  readonly runId: string;
  readonly jobId: string;
  readonly policy: Policy;
  readonly baseYear: string;
  readonly targetYear: string;
  readonly status: "DRAFTING" | "DRAFT" | "ISSUED" | "SUPERSEDED";
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
}

/** Newest first. The department: all; an analyst: those issued or superseded; others: none, without SQL. */
export async function findTargetSets(
  _database: Database,
  _viewer: Viewer,
  _page: PageRequest,
): Promise<Page<TargetSet>> {
  return { items: [], hasNextPage: false };
}

/** How many sets `findTargetSets` pages through. */
export async function countTargetSets(_database: Database, _viewer: Viewer): Promise<number> {
  return 0;
}

/** In the order of `ids`; null where there is none that the viewer may see. One statement. */
export async function targetSetsById(
  _database: Database,
  _viewer: Viewer,
  ids: readonly string[],
): Promise<(TargetSet | null)[]> {
  return ids.map(() => null);
}

export interface OutcomeCount {
  /** Null: schools without a block. */
  readonly block: string | null;
  readonly outcome: Outcome;
  readonly schools: number;
  /** Mean improvement shown, percentage points; null but for `SET`. */
  readonly meanImprovement: number | null;
}

/** National counts of a set that `targetSetsById` shows, by block and outcome; null where it shows none. */
export async function targetStatistics(
  _database: Database,
  _viewer: Viewer,
  _setId: string,
): Promise<readonly OutcomeCount[] | null> {
  return null;
}
