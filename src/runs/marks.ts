// The marks that keep published runs and those behind targets apart.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database, Sql } from "../database/database.js";
import { inOrder } from "../database/in-order.js";
import { KindredError } from "../errors.js";
import type { Run } from "./run.js";

export type RunMark = "PUBLISHED" | "FED_TARGET";

/**
 * Aligned with `fingerprints`: null where a run has no mark of its own. One that only found the same peers as a marked run
 * has none, and is refused all the same. All null without SQL unless the viewer governs. One statement.
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
 * Whether a run has the other mark, before anything costly is done with it: the mark itself decides.
 * @throws KindredError FINGERPRINT_PUBLISHED
 */
export async function assertMayFeed(sql: Sql, { fingerprint }: Pick<Run, "fingerprint">): Promise<void> {
  const published = await sql.query(
    "SELECT FROM fingerprint_mark WHERE fingerprint = $1 AND mark = 'PUBLISHED' LIMIT 1",
    [fingerprint],
  );
  if (published.length > 0) throw publishedOnce();
}

export const publishedOnce = () =>
  new KindredError(
    "FINGERPRINT_PUBLISHED",
    "This run, or one that found the same peers, is published, so what is made of it could be worked out: it can never feed targets or partnerships. Use a run of another strategy.",
  );

export const fedOnce = () =>
  new KindredError(
    "FINGERPRINT_FED_TARGETS",
    "This run, or one that found the same peers, fed targets or partnerships, which its cohorts would help to work out: it can never be published. Publish a run of another strategy.",
  );
