// Targets are drafted whole from one run under one policy, and issued whole.
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import type { Policy } from "./policy.js";

export interface DraftRequest {
  readonly runId: string;
  /** The example policy where none is given. */
  readonly policy?: Policy;
  /** A year after the run's base year; the next one where none is given. */
  readonly targetYear?: string;
}

/**
 * Begins a set of targets: marks the run as one that fed targets and queues the work. The set is `DRAFTING` until every
 * school has its row, then `DRAFT`.
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | STALE_RUN | FINGERPRINT_PUBLISHED | BAD_ARGUMENT
 */
export async function draftTargets(
  _database: Database,
  _viewer: Viewer,
  _request: DraftRequest,
): Promise<{ readonly setId: string; readonly jobId: string }> {
  throw new Error("not yet");
}

/**
 * Issues a drafted set; the set that stood for its year is superseded.
 * @throws KindredError FORBIDDEN | NOT_FOUND | CONFLICT where the set is not a draft
 */
export async function issueTargets(_database: Database, _viewer: Viewer, _setId: string): Promise<void> {
  throw new Error("not yet");
}
