// Starts a plan of partnerships; a job then arranges all of it from one run's cohorts.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { recordAct } from "../access/acts.js";
import { assertGoverns, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build } from "../database/query-builder.js";
import { createJob } from "../jobs/queue.js";
import type { Freeze } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import { requireCurrentFigures } from "../runs/current-run.js";
import { type Compare, compareInProcess } from "../targets/separation/compare.js";
import { requireUnpublishedRun } from "../targets/separation/fingerprint-marks.js";
import { withMark } from "../targets/separation/marks.js";
import { type planParametersSchema, readPlanParameters } from "./parameters.js";

interface ArrangeRequest {
  readonly runId: string;
  readonly parameters?: z.input<typeof planParametersSchema>;
  /** Why to go ahead although the run is too similar to a published run; recorded in the log of acts. */
  readonly overrideReason?: string | null | undefined;
}

/**
 * Creates a plan and queues its job. The plan is `ARRANGING` until every link is stored. Then it is `PROPOSED`, and the
 * previous plan of its base year is superseded.
 * @param freeze freezes the population, here or in a worker; not called for a request that is refused
 * @param compare compares the run with published runs, here or in a worker; not called for a request that is refused
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | STALE_RUN | FINGERPRINT_PUBLISHED | RUNS_TOO_ALIKE |
 *   BAD_PARAMETERS | BAD_ARGUMENT
 */
export async function arrangePartnerships(
  database: Database,
  viewer: Viewer,
  request: ArrangeRequest,
  freeze: Freeze = freezeInProcess,
  compare: Compare = compareInProcess,
): Promise<{ readonly planId: string; readonly jobId: string }> {
  assertGoverns(viewer, "Only the department may arrange partnerships.");
  const parameters = readPlanParameters(request.parameters ?? {});
  const run = await requireUnpublishedRun(database, viewer, request.runId);
  await requireCurrentFigures(database, run, freeze);
  const planId = randomUUID();
  const { overrideReason } = request;
  const jobId = await withMark(database, { run, mark: "FED_TARGET", overrideReason, compare }, async (sql, reason) => {
    const jobId = await createJob(sql, "partnerships", { planId });
    const plan = { id: planId, runId: run.id, jobId, parameters: JSON.stringify(parameters), baseYear: run.baseYear };
    await build(sql)
      .insertInto("partnershipPlan")
      .values({ ...plan, status: "ARRANGING" })
      .execute();
    const subject = { subjectKind: "PARTNERSHIP_PLAN", subject: planId, year: run.baseYear } as const;
    await recordAct(sql, viewer, { type: "PARTNERSHIPS_ARRANGED", ...subject, reason });
    return jobId;
  });
  return { planId, jobId };
}
