// Reads of the marks that keep published runs and those behind targets apart.
import { mayGovern, type Viewer } from "../access/viewer.js";
import type { Database } from "../database/database.js";
import { inOrder } from "./keys.js";

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
  const marked = inOrder(
    fingerprints,
    rows,
    (fingerprint) => fingerprint,
    ({ fingerprint }) => fingerprint,
  );
  return marked.map((row) => row?.mark ?? null);
}
