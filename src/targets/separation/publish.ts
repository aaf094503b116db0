// Publishes a run: copies the run, its population and its cohorts to tables that anyone may read.
import { recordAct } from "../../access/acts.js";
import { assertGoverns, type Viewer } from "../../access/viewer.js";
import type { Database, Sql } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { publishedRunsById } from "../../runs/published-store.js";
import type { PublishedRun } from "../../runs/run.js";
import { runsById } from "../../runs/store.js";
import { type Compare, compareInProcess } from "./compare.js";
import { withMark } from "./marks.js";

export interface PublishRequest {
  readonly runId: string;
  /** Why to publish although the run is too similar to a run that fed targets; recorded in the log of acts. */
  readonly overrideReason?: string | null | undefined;
}

/** Cohorts per statement, so that no statement blocks the embedded database for long. */
const batchSize = 2000;

/**
 * Publishes a complete run. A run that is already published stays as it is.
 * @param compare compares it with runs that fed targets, here or in a worker; not called for a request that is refused
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_FED_TARGETS | RUNS_TOO_ALIKE | BAD_ARGUMENT
 */
export async function publishRun(
  database: Database,
  viewer: Viewer,
  { runId, overrideReason }: PublishRequest,
  compare: Compare = compareInProcess,
): Promise<PublishedRun> {
  assertGoverns(viewer, "Only the department may publish runs.");
  const [run] = await runsById(database, viewer, [runId]);
  if (!run) throw new KindredError("NOT_FOUND", `Run ${runId} cannot be found.`);
  if (!run.completedAt) {
    throw new KindredError(
      "RUN_UNFINISHED",
      `Run ${runId} is not complete (its status is ${run.status}). Wait until it is, or start it again.`,
    );
  }
  if (!run.published) {
    await withMark(database, { run, mark: "PUBLISHED", overrideReason, compare }, async (sql, reason) => {
      if (!(await copyRun(sql, runId))) return;
      await copyCohorts(sql, runId);
      const subject = { subjectKind: "RUN", subject: runId, year: run.baseYear } as const;
      await recordAct(sql, viewer, { type: "RUN_PUBLISHED", ...subject, reason });
    });
  }
  const [published] = await publishedRunsById(database, viewer, [runId]);
  return published!;
}

/** @returns false if the run was already copied */
async function copyRun(sql: Sql, id: string): Promise<boolean> {
  const copied = await sql.query(
    `INSERT INTO published_run (id, fingerprint, strategy, version, engine_version, parameters, constraints,
       base_year, circumstances_year, summary, warnings, population_contents)
     SELECT r.id, r.fingerprint, r.strategy, r.version, r.engine_version, r.parameters, r.constraints,
       p.base_year, p.circumstances_year, r.summary, r.warnings, p.contents
     FROM run r JOIN population p ON p.id = r.population_id WHERE r.id = $1
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id],
  );
  return copied.length > 0;
}

async function copyCohorts(sql: Sql, id: string): Promise<void> {
  let lastUrn = 0;
  for (;;) {
    const copied = await sql.query<{ urn: number }>(
      `INSERT INTO published_cohort (run_id, urn, peers, distances, detail, reason)
       SELECT run_id, urn, peers, distances, detail, reason FROM cohort
       WHERE run_id = $1 AND urn > $2 ORDER BY urn LIMIT ${batchSize} RETURNING urn`,
      [id, lastUrn],
    );
    if (copied.length < batchSize) return;
    lastUrn = Math.max(...copied.map(({ urn }) => urn));
  }
}
