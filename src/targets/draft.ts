// Drafts and issues target sets. A set is made from one run under one policy, and is issued as a whole.
import { randomUUID } from "node:crypto";
import { recordAct } from "../access/acts.js";
import { assertGoverns, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { build, now } from "../database/query-builder.js";
import { KindredError } from "../errors.js";
import { createJob } from "../jobs/queue.js";
import type { Freeze } from "../population/current.js";
import { freezeInProcess } from "../population/freeze.js";
import { shiftYear } from "../population/year.js";
import { requireCurrentFigures } from "../runs/current-run.js";
import { type Policy, readPolicy } from "./policy.js";
import { type Compare, compareInProcess } from "./separation/compare.js";
import { requireUnpublishedRun } from "./separation/fingerprint-marks.js";
import { withMark } from "./separation/marks.js";
import { originsOf, targetSetsById } from "./set-store.js";

const departmentOnly = "Only the department may draft and issue targets.";

interface DraftRequest {
  readonly runId: string;
  /** Fields that are not given have the value of the example policy. */
  readonly policy?: Partial<Policy>;
  /** One of the two years after the run's base year. Default: the first. */
  readonly targetYear?: string;
  /** Why to go ahead although the run is too similar to a published run; recorded in the log of acts. */
  readonly overrideReason?: string | null | undefined;
}

/**
 * Creates a target set: marks the run as one that fed targets and queues the job. The set is `DRAFTING` until every
 * school has its row, then `DRAFT`.
 * @param freeze freezes the population, here or in a worker; not called for a request that is refused
 * @param compare compares the run with published runs, here or in a worker; not called for a request that is refused
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | STALE_RUN | FINGERPRINT_PUBLISHED | RUNS_TOO_ALIKE |
 *   BAD_ARGUMENT
 */
export async function draftTargets(
  database: Database,
  viewer: Viewer,
  request: DraftRequest,
  freeze: Freeze = freezeInProcess,
  compare: Compare = compareInProcess,
): Promise<{ readonly setId: string; readonly jobId: string }> {
  assertGoverns(viewer, departmentOnly);
  const policy = readPolicy(request.policy ?? {});
  const run = await requireUnpublishedRun(database, viewer, request.runId);
  const next = shiftYear(run.baseYear, 1);
  const last = shiftYear(run.baseYear, 2);
  const targetYear = shiftYear(request.targetYear ?? next, 0);
  if (targetYear < next || targetYear > last) {
    throw new KindredError(
      "BAD_ARGUMENT",
      `targetYear: must be ${next} or ${last}, because the run's base year is ${run.baseYear}; not ${targetYear}`,
    );
  }
  await requireCurrentFigures(database, run, freeze);
  const setId = randomUUID();
  const { overrideReason } = request;
  const marked = { run, mark: "FED_TARGET", policy, overrideReason, compare } as const;
  const jobId = await withMark(database, marked, async (sql, reason) => {
    const jobId = await createJob(sql, "targets", { setId });
    const { baseYear } = run;
    const set = { id: setId, runId: run.id, jobId, policy: JSON.stringify(policy), baseYear, targetYear };
    await build(sql)
      .insertInto("targetSet")
      .values({ ...set, status: "DRAFTING" })
      .execute();
    const subject = { subjectKind: "TARGET_SET", subject: setId, year: targetYear } as const;
    await recordAct(sql, viewer, { type: "TARGETS_DRAFTED", ...subject, reason });
    return jobId;
  });
  return { setId, jobId };
}

/**
 * Issues a draft set and supersedes the set issued before for the same target year.
 * @param freeze as in `draftTargets`
 * @throws KindredError FORBIDDEN | NOT_FOUND | CONFLICT if the set is not a draft | STALE_RUN
 */
export async function issueTargets(
  database: Database,
  viewer: Viewer,
  setId: string,
  freeze: Freeze = freezeInProcess,
): Promise<void> {
  assertGoverns(viewer, departmentOnly);
  const [set] = await targetSetsById(database, viewer, [setId]);
  if (!set) throw new KindredError("NOT_FOUND", `Target set ${setId} cannot be found.`);
  const notDraft = (status: string) =>
    new KindredError("CONFLICT", `Target set ${setId} is ${status}. Only a DRAFT set can be issued.`);
  if (set.status !== "DRAFT") throw notDraft(set.status);
  const [origin] = await originsOf(database, viewer, [setId], { operation: "issueTargets" }); // errors name the run
  const run = await requireUnpublishedRun(database, viewer, origin!.runId);
  await requireCurrentFigures(database, run, freeze);
  await database.transaction(async (sql) => {
    await sql.query("LOCK TABLE target_set IN SHARE ROW EXCLUSIVE MODE"); // otherwise two sets could be issued at once
    const { id, targetYear } = set;
    const sets = build(sql).updateTable("targetSet");
    await sets.set({ status: "SUPERSEDED", issuedFor: null }).where("issuedFor", "=", targetYear).execute();
    const issued = await sets
      .set({ status: "ISSUED", issuedFor: targetYear, issuedAt: now })
      .where("id", "=", id)
      .where("status", "=", "DRAFT")
      .returning("id")
      .executeTakeFirst();
    if (!issued) throw notDraft("no longer a draft");
    await recordAct(sql, viewer, { type: "TARGETS_ISSUED", subjectKind: "TARGET_SET", subject: id, year: targetYear });
  });
}
