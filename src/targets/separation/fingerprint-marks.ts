// The marks that keep published runs separate from runs that fed targets.
import { mayGovern, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { inOrder } from "../../database/in-order.js";
import { anyOf, build } from "../../database/query-builder.js";
import { KindredError } from "../../errors.js";
import type { Run } from "../../runs/run.js";
import { requireFinishedRun } from "../../runs/store.js";

export type RunMark = "PUBLISHED" | "FED_TARGET";

/**
 * Aligned with `fingerprints`; null where the run itself has no mark. A run without a mark that found the same peers as
 * a marked run is still refused the other mark. All null without SQL unless the viewer may govern. One statement.
 */
export async function marksOf(
  database: Database,
  viewer: Viewer,
  fingerprints: readonly string[],
): Promise<(RunMark | null)[]> {
  if (!mayGovern(viewer) || fingerprints.length === 0) return fingerprints.map(() => null);
  const rows = await build(database)
    .selectFrom("fingerprintMark")
    .select(["fingerprint", "mark"])
    .where("fingerprint", "=", anyOf(fingerprints))
    .$narrowType<{ mark: RunMark }>()
    .execute();
  const marked = inOrder(fingerprints, rows, ({ fingerprint }) => fingerprint);
  return marked.map((row) => row?.mark ?? null);
}

/**
 * A complete run that may feed targets or partnerships. A cheap check before costly work: the mark that is inserted
 * later decides.
 * @throws KindredError NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_PUBLISHED
 */
export async function requireUnpublishedRun(database: Database, viewer: Viewer, runId: string): Promise<Run> {
  const run = await requireFinishedRun(database, viewer, runId);
  const published = await build(database)
    .selectFrom("fingerprintMark")
    .select("mark")
    .where("fingerprint", "=", run.fingerprint)
    .where("mark", "=", "PUBLISHED")
    .executeTakeFirst();
  if (published) throw fingerprintPublished();
  return run;
}

export const fingerprintPublished = () =>
  new KindredError(
    "FINGERPRINT_PUBLISHED",
    "This run can never feed targets or partnerships: it, or a run that found the same peers, is published, so anyone could work them out. Use a run of another strategy.",
  );

export const fingerprintFedTargets = () =>
  new KindredError(
    "FINGERPRINT_FED_TARGETS",
    "This run can never be published: it, or a run that found the same peers, fed targets or partnerships, and its cohorts would help to work them out. Publish a run of another strategy.",
  );
