// Starts and cancels comparisons of runs. Asking again for the same comparison returns it, or queues it again if it
// failed or was cancelled.
import { createHash } from "node:crypto";
import { recordAct } from "../../access/acts.js";
import { mayAnalyse, type Viewer } from "../../access/viewer.js";
import type { Database } from "../../database/database.js";
import { build } from "../../database/query-builder.js";
import { KindredError, refuse } from "../../errors.js";
import { createJob, requestCancel, requeueJob } from "../../jobs/queue.js";
import { engineVersion } from "../../programs.js";
import { uuidOf } from "../../runs/fingerprint.js";
import type { Run } from "../../runs/run.js";
import { formatVersion } from "../files/json.js";
import { assertPersistence, usualPersistence } from "../rank-biased-overlap.js";
import { assertAttributes, attributesRead } from "../runs/attributes.js";
import { findComparable } from "../runs/find.js";
import { findHeldOut } from "../runs/held-out.js";
import type { RunsRequest } from "../runs/read-runs.js";
import type { Comparison, StoredRequest } from "./comparison.js";
import type { ComparePayload } from "./compute.js";
import { requireComparison } from "./store.js";

/**
 * Finds the comparison or queues it. Reads neither cohorts nor populations.
 * @param packages npm packages to find strategies in, besides `plugins/`
 * @throws KindredError FORBIDDEN; BAD_ARGUMENT if the seed is negative; and as `findComparable`, `assertAttributes`,
 * `assertPersistence`,
 * `attributesRead` and `findHeldOut`
 */
export async function compareRuns(
  database: Database,
  viewer: Viewer,
  { runs: ids, attributes: named, heldOut: year, seed, p = usualPersistence, steadiness = false }: RunsRequest,
  packages: readonly string[],
): Promise<Comparison> {
  requireAnalyst(viewer);
  if (seed < 0) refuse(`seed: ${seed} is below 0.`);
  assertAttributes(named);
  assertPersistence(p);
  const found = await findComparable(database, viewer, ids);
  const runs = found.map(({ run }) => run);
  const { baseYear } = runs[0]!;
  const request: StoredRequest = {
    attributes: named.length > 0 ? named : await attributesRead(runs, packages),
    heldOut: await findHeldOut(database, runs[0]!, year),
    seed,
    p,
    steadiness,
  };
  const fingerprint = comparisonFingerprint(runs, request);
  const id = uuidOf(fingerprint);
  const { clientId, name, role } = viewer;
  const payload: ComparePayload = { comparisonId: id, asker: { clientId, name, role } };
  await database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [fingerprint]);
    const existing = await build(sql).selectFrom("comparison").select("jobId").where("id", "=", id).executeTakeFirst();
    if (existing && !(await requeueJob(sql, existing.jobId))) return;
    await recordAct(sql, viewer, {
      type: "COMPARISON_STARTED",
      subjectKind: "COMPARISON",
      subject: id,
      year: baseYear,
    });
    if (existing) {
      const asText = JSON.stringify(payload);
      await build(sql).updateTable("job").set({ payload: asText }).where("id", "=", existing.jobId).execute();
      return;
    }
    const jobId = await createJob(sql, "compare", payload);
    const lists = { runIds: runs.map((run) => run.id), names: found.map((list) => list.name) };
    await build(sql)
      .insertInto("comparison")
      .values({ id, fingerprint, engineVersion, baseYear, ...lists, request: JSON.stringify(request), jobId })
      .execute();
  });
  return requireComparison(database, viewer, id);
}

/**
 * Requests that a comparison stop. One that has ended stays as it is.
 * @throws KindredError FORBIDDEN | NOT_FOUND
 */
export async function cancelComparison(database: Database, viewer: Viewer, id: string): Promise<Comparison> {
  requireAnalyst(viewer);
  const { jobId, baseYear } = await requireComparison(database, viewer, id);
  const deed = { type: "COMPARISON_CANCELLED", subjectKind: "COMPARISON", subject: id, year: baseYear } as const;
  await requestCancel(database, jobId, { viewer, deed });
  return requireComparison(database, viewer, id);
}

function requireAnalyst(viewer: Viewer): void {
  if (mayAnalyse(viewer)) return;
  throw new KindredError("FORBIDDEN", "Only analysts and the department may compare runs.");
}

/** SHA-256 of canonical JSON, in hexadecimal. The order of runs and attributes counts, because figures have the same order. */
function comparisonFingerprint(
  runs: readonly Pick<Run, "fingerprint">[],
  { attributes, heldOut, seed, p, steadiness }: StoredRequest,
): string {
  const fingerprints = runs.map(({ fingerprint }) => fingerprint);
  const figures = heldOut && [heldOut.year, heldOut.sha256];
  const canonical = JSON.stringify([
    formatVersion,
    engineVersion,
    fingerprints,
    attributes,
    figures,
    seed,
    p,
    steadiness,
  ]);
  return createHash("sha256").update(canonical).digest("hex");
}
