// The marks that keep published runs separate from runs that fed targets.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { KindredError } from "../errors.js";
import type { Run } from "./run.js";

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
  const rows = await database.query<{ fingerprint: string; mark: RunMark }>(
    "SELECT fingerprint, mark FROM fingerprint_mark WHERE fingerprint = ANY($1::text[])",
    [fingerprints],
  );
  const marked = inOrder(fingerprints, rows, ({ fingerprint }) => fingerprint);
  return marked.map((row) => row?.mark ?? null);
}

/**
 * A cheap check before costly work. The mark that is inserted later decides.
 * @throws KindredError FINGERPRINT_PUBLISHED
 */
export async function assertMayFeed(sql: Sql, { fingerprint }: Pick<Run, "fingerprint">): Promise<void> {
  const published = await sql.query(
    "SELECT FROM fingerprint_mark WHERE fingerprint = $1 AND mark = 'PUBLISHED' LIMIT 1",
    [fingerprint],
  );
  if (published.length > 0) throw fingerprintPublished();
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
