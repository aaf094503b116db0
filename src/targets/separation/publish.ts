// Publishing a run: a copy of it, of its population and its cohorts, for anyone.
import { recordAct } from "../../access/acts.js";
import { assertGoverns, type Viewer } from "../../access/viewer.js";
import type { Database, Sql } from "../../database/database.js";
import { KindredError } from "../../errors.js";
import { publishedRunsById } from "../../runs/published-store.js";
import type { PublishedRun } from "../../runs/run.js";
import { runsById } from "../../runs/store.js";
import { type Compare, compareHere } from "./compare.js";
import { withMark } from "./marks.js";

export interface PublishRequest {
  readonly runId: string;
  /** Why it is published although it is too like a run that fed targets; recorded with the act. */
  readonly overrideReason?: string | null | undefined;
}

/** Cohorts a statement, so that none of them stalls the embedded database for long. */
const batch = 2000;

/**
 * Copies a complete run, its population and its cohorts to where anyone may read them; a run that is published already
 * stays as it is.
 * @param compare where it is compared with runs that fed targets; not asked for a request that is refused
 * @throws KindredError FORBIDDEN | NOT_FOUND | RUN_UNFINISHED | FINGERPRINT_FED_TARGETS | RUNS_TOO_ALIKE | BAD_ARGUMENT
 */
export async function publishRun(
  database: Database,
  viewer: Viewer,
  { runId, overrideReason }: PublishRequest,
  compare: Compare = compareHere,
): Promise<PublishedRun> {
  assertGoverns(viewer, "Only the department publishes runs.");
  const [run] = await runsById(database, viewer, [runId]);
  if (!run) throw new KindredError("NOT_FOUND", `There is no run ${runId}.`);
  if (!run.completedAt) {
    throw new KindredError("RUN_UNFINISHED", `Run ${runId} is ${run.status}: wait for it, or start it again.`);
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

/** @returns whether it was not there yet */
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
  for (let after = 0, more = true; more; ) {
    const copied = await sql.query<{ urn: number }>(
      `INSERT INTO published_cohort (run_id, urn, peers, distances, detail, reason)
       SELECT run_id, urn, peers, distances, detail, reason FROM cohort
       WHERE run_id = $1 AND urn > $2 ORDER BY urn LIMIT ${batch} RETURNING urn`,
      [id, after],
    );
    after = Math.max(after, ...copied.map(({ urn }) => urn));
    more = copied.length === batch;
  }
}
