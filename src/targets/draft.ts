// Targets are drafted whole from one run under one policy, and issued whole.
import { randomUUID } from "node:crypto";
import { recordAct } from "../access/acts.js";
import { assertGoverns, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { KindredError } from "../errors.js";
import { createJob } from "../jobs/queue.js";
import type { Freeze } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import { shiftYear } from "../population/year.js";
import { requireCurrentFigures, requireFinishedRun } from "../runs/current-run.js";
import { examplePolicy, type Policy, readPolicy } from "./policy.js";
import { type Compare, compareHere } from "./separation/compare.js";
import { withMark } from "./separation/marks.js";
import { originsOf, targetSetsById } from "./set-store.js";

const departmentOnly = "Only the department drafts and issues targets.";

export interface DraftRequest {
  readonly runId: string;
  /** The example policy where none is given. */
  readonly policy?: Policy;
  /** One of the two years after the run's base year; the first where none is given. */
  readonly targetYear?: string;
  /** Why they are drafted although the run is too like a published one; recorded with the act. */
  readonly overrideReason?: string | null | undefined;
}

/**
 * Begins a set of targets: marks the run as one that fed targets and queues the work. The set is `DRAFTING` until every
 * school has its row, then `DRAFT`.
 * @param freeze where the population is frozen; not asked for a request that is refused
 * @param compare where the run is compared with published ones; likewise
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | STALE_RUN | FINGERPRINT_PUBLISHED | RUNS_TOO_ALIKE |
 *   BAD_ARGUMENT
 */
export async function draftTargets(
  database: Database,
  viewer: Viewer,
  request: DraftRequest,
  freeze: Freeze = freezeInProcess,
  compare: Compare = compareHere,
): Promise<{ readonly setId: string; readonly jobId: string }> {
  assertGoverns(viewer, departmentOnly);
  const policy = readPolicy(request.policy ?? examplePolicy);
  const run = await requireFinishedRun(database, viewer, request.runId);
  const next = shiftYear(run.baseYear, 1);
  const last = shiftYear(run.baseYear, 2);
  const targetYear = shiftYear(request.targetYear ?? next, 0);
  if (targetYear < next || targetYear > last) {
    throw new KindredError(
      "BAD_ARGUMENT",
      `target year ${targetYear}: the run's base year is ${run.baseYear}, so give ${next} or ${last}`,
    );
  }
  await requireCurrentFigures(database, run, freeze);
  const setId = randomUUID();
  const { overrideReason } = request;
  const jobId = await withMark(
    database,
    { run, mark: "FED_TARGET", policy, overrideReason, compare },
    async (sql, reason) => {
      const jobId = await createJob(sql, "targets", { setId });
      await sql.query(
        `INSERT INTO target_set (id, run_id, job_id, policy, base_year, target_year, status)
       VALUES ($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5, $6, 'DRAFTING')`,
        [setId, run.id, jobId, JSON.stringify(policy), run.baseYear, targetYear],
      );
      await recordAct(sql, viewer, {
        type: "TARGETS_DRAFTED",
        subjectKind: "TARGET_SET",
        subject: setId,
        year: targetYear,
        reason,
      });
      return jobId;
    },
  );
  return { setId, jobId };
}

/**
 * Issues a drafted set; the set that stood for its year is superseded.
 * @param freeze as of `draftTargets`
 * @throws KindredError FORBIDDEN | NOT_FOUND | CONFLICT where the set is not a draft | STALE_RUN
 */
export async function issueTargets(
  database: Database,
  viewer: Viewer,
  setId: string,
  freeze: Freeze = freezeInProcess,
): Promise<void> {
  assertGoverns(viewer, departmentOnly);
  const [set] = await targetSetsById(database, viewer, [setId]);
  if (!set) throw new KindredError("NOT_FOUND", `There is no set of targets ${setId}.`);
  const refuse = (status: string) =>
    new KindredError("CONFLICT", `Set ${setId} is ${status}: only a set that is DRAFT can be issued.`);
  if (set.status !== "DRAFT") throw refuse(set.status);
  const [origin] = await originsOf(database, viewer, [setId], { operation: "issueTargets" }); // a refusal names the run
  const run = await requireFinishedRun(database, viewer, origin!.runId);
  await requireCurrentFigures(database, run, freeze);
  await database.transaction(async (sql) => {
    await sql.query("LOCK TABLE target_set IN SHARE ROW EXCLUSIVE MODE"); // two issued at once would both see none standing
    await sql.query("UPDATE target_set SET status = 'SUPERSEDED', issued_for = NULL WHERE issued_for = $1", [
      set.targetYear,
    ]);
    const issued = await sql.query(
      `UPDATE target_set SET status = 'ISSUED', issued_for = target_year, issued_at = now()
       WHERE id = $1::uuid AND status = 'DRAFT' RETURNING id`,
      [set.id],
    );
    if (issued.length === 0) throw refuse("no longer one");
    const { id, targetYear } = set;
    await recordAct(sql, viewer, { type: "TARGETS_ISSUED", subjectKind: "TARGET_SET", subject: id, year: targetYear });
  });
}
