// A plan of partnerships is arranged whole from one run's cohorts, as a job.
import { z } from "zod";
import type { Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";

export const planParametersSchema = z.strictObject({
  /** Schools one partner may have. */
  capacity: z.int().min(1).max(20).default(3),
  /** A school whose published attendance is at it or above seeks none. */
  seeksBelow: z.number().min(0).max(100).default(97),
  /** Percentage points of published attendance that a partner is above the school. */
  minimumGap: z.number().min(0).max(100).default(0.5),
  sameTrustAllowed: z.boolean().default(false),
  /** Null: however far. */
  withinKm: z.number().positive().nullable().default(100),
});
export type PlanParameters = z.infer<typeof planParametersSchema>;

export interface ArrangeRequest {
  readonly runId: string;
  readonly parameters?: z.input<typeof planParametersSchema>;
}

/**
 * Begins a plan and queues the work; it is `ARRANGING` until every link is stored, then `PROPOSED`, and the plan that
 * stood for its base year is superseded.
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | STALE_RUN | BAD_PARAMETERS
 */
export async function arrangePartnerships(
  _database: Database,
  _viewer: Viewer,
  _request: ArrangeRequest,
): Promise<{ readonly planId: string; readonly jobId: string }> {
  throw new Error("not yet");
}
